// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/gaps.h"
#include "analyzer/judge/indications.h"

#include <algorithm>

#include "analyzer/judge/file_evidence.h"

namespace capf::judge {
namespace {

const CapfDialogue *decisive_dialogue(const History &history) {
    const CapfDialogue *shown = nullptr;
    for (const CapfDialogue &dialogue : history.dialogues) {
        if (dialogue.succeeded() || shown == nullptr || !shown->succeeded()) shown = &dialogue;
    }
    return shown;
}

// Of the phone's first file or CAPF session.
EvidenceRefs first_frame(const History &history) {
    const CapfDialogue *capf = history.dialogues.empty() ? nullptr : &history.dialogues.front();
    for (const CheckedFile &file : history.files) {
        const FrameTime begin = file.transfer->asked.frame != 0 ? file.transfer->asked : file.transfer->moment();
        if (begin.frame != 0 && (capf == nullptr || begin.time < capf->begin().time)) return {begin};
    }
    return capf == nullptr ? EvidenceRefs{} : EvidenceRefs{capf->begin()};
}

Gap after_file(const CheckedFile &file) {
    const Parameters named{{Param::file, FileName{file.transfer->name.base_name}}};
    using phones::TransferStatus;
    const phones::Transfer &transfer = *file.transfer;
    const bool over_tftp = transfer.transport == "tftp" && !transfer.begun && !transfer.answered;
    const bool nothing_came =
        transfer.status == TransferStatus::no_answer || (over_tftp && transfer.status == TransferStatus::unfinished);
    Gap gap{nothing_came ? GapKind::ends_after_request : GapKind::ends_in_file, file.refs(), named};
    if (file.complete()) {
        gap.kind = GapKind::ends_after_file;
    } else if (file.transfer->status == phones::TransferStatus::not_found ||
               file.transfer->status == phones::TransferStatus::busy ||
               file.transfer->status == phones::TransferStatus::refused) {
        gap.kind = GapKind::ends_after_answer;
        gap.values.emplace_back(Param::answer, answer_of(*file.transfer));
    }
    return gap;
}

Gap after_session(const CapfDialogue &dialogue) {
    Gap gap{GapKind::ends_in_session, {dialogue.begin()}, {{Param::server, dialogue.connection->server}}};
    if (dialogue.end().frame != dialogue.begin().frame) gap.refs.emplace_back(dialogue.end());
    const bool known_deleted = dialogue.deleted() && (dialogue.has_messages || dialogue.inferred->alternatives.empty());
    if (known_deleted) {
        gap.kind = GapKind::certificate_deleted;
    } else if (!dialogue.connection->established()) {
        gap.kind = GapKind::ends_after_syn;
    } else if (dialogue.ended) {
        gap.kind = GapKind::ends_after_session;
    }
    return gap;
}

std::optional<FrameTime> last_registration(const History &history) {
    std::optional<FrameTime> last;
    for (const RegistrationEvent &event : history.registrations()) {
        if (event.works()) last = event.at;
    }
    return last;
}

// The configuration may be one from before the capture, or one that the capture lost.
std::optional<FrameTime> registered_without_config(const History &history) {
    const bool got_one = std::ranges::any_of(history.files, [](const CheckedFile &file) {
        return (file.is_config() || file.is_encrypted_config()) && file.complete();
    });
    return got_one ? std::nullopt : last_registration(history);
}

// The last that is seen of the phone's sequence. What came after it is not in the capture, or did not happen.
Gap after_last_seen(const History &history) {
    const CheckedFile *file = nullptr;
    for (const CheckedFile &one : history.files) {
        if (one.is_trust_list() || one.is_config() || one.is_encrypted_config()) file = &one;
    }
    const CapfDialogue *dialogue = history.last_dialogue();
    const auto seen_until = [](const CheckedFile *one) { return one == nullptr ? 0 : one->transfer->moment().time; };
    const bool deleted =
        dialogue != nullptr && dialogue->deleted() && !history.encrypted_requested_after(dialogue->begin().time);
    const bool session_last = dialogue != nullptr && (deleted || dialogue->end().time >= seen_until(file));
    if (!session_last && file == nullptr) return {GapKind::sequence_not_seen, {history.phone->first}, {}};
    if (const auto registered = registered_without_config(history)) {
        return {GapKind::registers_without_config, {*registered}, {}};
    }
    Gap gap = session_last ? after_session(*dialogue) : after_file(*file);
    std::int64_t last = session_last ? dialogue->end().time : seen_until(file);
    if (const auto registered = last_registration(history); registered && registered->time > last && !deleted) {
        gap = {GapKind::ends_after_registration, {*registered}, {}};
        last = registered->time;
    }
    const auto events = history.registrations();
    if (!events.empty() && !events.back().works() && events.back().at.time > last && !deleted) {
        gap = {GapKind::ends_after_failed_registration, {events.back().at}, {}};
        last = events.back().at.time;
    }
    gap.values.emplace_back(Param::seconds, Number{history.visibility.seconds_recorded_after(last)});
    return gap;
}

}  // namespace

std::vector<Gap> gaps_of(const History &history, const Findings &candidates) {
    const phones::Visibility &visibility = history.visibility;
    if (visibility.one_direction() || visibility.only_phone_heard())
        return {{GapKind::one_direction, first_frame(history), {}}};
    if (const CapfDialogue *shown = decisive_dialogue(history); shown != nullptr && shown->owner_in_doubt) {
        return {{GapKind::several_phones_at_address, {shown->begin()}, {}}};
    }
    std::vector<Gap> gaps;
    if (visibility.cut_frames()) gaps.push_back({GapKind::cut_frames, first_frame(history), {}});
    if (visibility.lossy()) {
        const bool connections = visibility.connections_missing();
        const auto frames = visibility.frames_at_losses();
        gaps.push_back({connections ? GapKind::connections_missing : GapKind::frames_missing,
                        EvidenceRefs(frames.begin(), frames.end()),
                        {}});
    }
    if (!gaps.empty()) return gaps;
    for (const Finding &one : candidates) {
        if (one.code == Code::provisioning_not_visible) return {{GapKind::hidden_by_https, one.refs, {}}};
    }
    const bool no_capf = visibility.files_only() && history.last_dialogue() == nullptr;
    const CheckedFile *config = history.last_config();
    if (no_capf && config != nullptr && needs_certificate(*config) && phone_stopped(history, *config)) {
        return {{GapKind::files_only, config->refs(), {}}};
    }
    return {after_last_seen(history)};
}

std::vector<CheckPoint> open_points(const PhoneReport &report) {
    const Step failed = report.failed_step.value_or(Step::in_use);
    const SessionReport *session = report.sessions.empty() ? nullptr : &report.sessions.back();
    const bool connected = session != nullptr && session->established;
    std::vector<CheckPoint> open;
    // What comes before CAPF, or after its session, is not CAPF's to explain.
    const bool name_unknown =
        !report.diagnoses.empty() && report.diagnoses.front().code == Code::capf_name_not_resolved;
    if (name_unknown) {
        open = {CheckPoint::server_reachable};
    } else if (!connected && failed == Step::capf_connect) {
        open = {CheckPoint::capf_runs, CheckPoint::server_reachable, CheckPoint::port_open};
    }
    // What is to be done first says these already.
    const auto is_to_do = [&](Action action) {
        return !report.diagnoses.empty() && std::ranges::count(report.diagnoses.front().remedy, action) > 0;
    };
    if (is_to_do(Action::activate_capf)) std::erase(open, CheckPoint::capf_runs);
    if (is_to_do(Action::open_capf_port)) std::erase(open, CheckPoint::port_open);
    const bool hash_seen = report.step(Step::matching_config).status == StepStatus::ok ||
                           report.step(Step::key_store).status == StepStatus::ok;
    // A hash explains nothing before CAPF has handled a certificate, nor once the phone has its file.
    const bool hash_matters = failed >= Step::key_store && failed <= Step::encrypted_config;
    const bool pending = !report.diagnoses.empty() && report.diagnoses.front().code == Code::capf_certificate_pending;
    if (!hash_seen && hash_matters && !pending) open.push_back(CheckPoint::hash_in_database);
    return open;
}

bool is_configured(const History &history, const HostName &server) {
    const CheckedFile *config = history.last_config();
    if (config == nullptr || server.text.empty()) return false;
    return std::any_of(config->config->capf_servers.begin(), config->config->capf_servers.end(),
                       [&](const wire::CapfServer &one) { return one.node && one.node->value == server.text; });
}

}  // namespace capf::judge
