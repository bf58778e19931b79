// SPDX-License-Identifier: GPL-2.0-or-later
// The registration, which shows that the phone can use its configuration.
#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/judge/indications.h"
#include "analyzer/judge/large_segments.h"
#include "analyzer/judge/refused_certificate.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {
namespace {

constexpr std::size_t kFramesShown = 8;
constexpr std::size_t kClosedRepeatedly = 2, kUnansweredRepeatedly = 3;

using RegistrationEvents = std::vector<const RegistrationEvent *>;

// The refusals since the phone was last registered, when no server has it registered: a phone that is registered with
// one server may be refused by another again and again.
RegistrationEvents refusals(const History &history) {
    std::map<std::string, const RegistrationEvent *> last;  // by server
    RegistrationEvents since;
    for (const RegistrationEvent &event : history.registrations()) {
        if (!history.reaches(event.at.time)) break;
        last[event.server.address] = &event;
        if (event.works()) {
            since.clear();
        } else {
            since.push_back(&event);
        }
    }
    const bool registered = std::any_of(last.begin(), last.end(), [](const auto &one) { return one.second->works(); });
    return registered ? RegistrationEvents{} : since;
}

// The likeliest first.
std::vector<Indication> indications_of(const RegistrationEvent &event) {
    switch (event.sign) {
        case RegistrationSign::refused:
            return {event.answer->token ? Indication::registration_token_rejected : Indication::registration_refused};
        case RegistrationSign::alert:
            return {Indication::registration_alert};
        case RegistrationSign::tls_alert:
            // Without a certificate of the phone's there was none to refuse.
            if (event.before_certificate) return {Indication::registration_tls_alert};
            return {Indication::registration_alert, Indication::registration_tls_alert};
        case RegistrationSign::distrusted:
            return {Indication::registration_server_refused};
        case RegistrationSign::unanswered:
            return {Indication::registration_unanswered};
        case RegistrationSign::too_large:
            return {Indication::registration_segments_too_large};
        default:
            break;
    }
    if (event.after_answer) return {Indication::registration_closed_after_answer, Indication::registration_closed};
    if (event.before_certificate) return {Indication::registration_closed_early, Indication::registration_closed};
    return {Indication::registration_closed};
}

void describe_certificate(const RegistrationEvent &event, Parameters &values) {
    const auto certificate = trust::read_certificate(event.certificate);
    if (!certificate) return;
    values.emplace_back(Param::certificate, DistinguishedName{certificate->subject});
    values.emplace_back(Param::issuer, DistinguishedName{certificate->issuer});
    values.emplace_back(Param::date, Date{certificate->not_after});
    if (!certificate->key_usage.empty()) values.emplace_back(Param::key, Term{certificate->key_usage});
}

// The certificate that CAPF handled last before `time`, where its messages can be read.
const CapfDialogue *last_certificate(const History &history, std::int64_t time) {
    const CapfDialogue *last = nullptr;
    for (const CapfDialogue &dialogue : history.dialogues) {
        if (dialogue.begin().time < time && dialogue.succeeded() && !dialogue.certificate.empty()) last = &dialogue;
    }
    return last;
}

// Whether the phone shows the certificate that CAPF gave it, or that certHash names.
void compare_certificate(const History &history, const RegistrationEvent &event, Parameters &values) {
    if (event.certificate.empty()) return;
    if (const CapfDialogue *capf = last_certificate(history, event.at.time)) {
        const Term done{capf->operation == Operation::fetch ? "fetched" : "stored"};
        values.emplace_back(capf->certificate == event.certificate ? Param::expected_from : Param::expected, done);
        return;
    }
    const CheckedFile *config = history.last_config_before(event.at.time);
    const std::string hash = config == nullptr ? "" : config->cert_hash().value_or("");
    if (hash.empty()) return;
    values.emplace_back(trust::md5_hex(event.certificate) == hash ? Param::hash : Param::configured, Hex{hash});
}

EvidenceRefs refs_of(const RegistrationEvents &events) {
    std::vector<FrameTime> frames;
    for (const RegistrationEvent *event : events) {
        const std::vector<FrameTime> its = event->frames();
        frames.insert(frames.end(), its.begin(), its.end());
    }
    const std::size_t first = frames.size() > kFramesShown ? frames.size() - kFramesShown : 0;
    EvidenceRefs refs;
    for (std::size_t i = first; i < frames.size(); ++i) refs.emplace_back(frames[i]);
    return refs;
}

// SIP's reason phrase goes with its status; SCCP's text is the whole answer.
void name_answer(const dissection::Registration &answer, Parameters &values) {
    values.emplace_back(Param::protocol, Term{answer.protocol});
    if (answer.status != 0) return;
    for (auto &[param, value] : values) {
        if (param == Param::reason) param = Param::answer;
    }
}

// What the last of them shows, the likeliest first.
Indications of_events(const History &history, const RegistrationEvents &events) {
    const RegistrationEvent &last = *events.back();
    if (last.sign == RegistrationSign::too_large) {
        auto large =
            large_segments_lost(history, *last.connection, Indication::registration_segments_too_large, Step::in_use);
        return large ? Indications{std::move(*large)} : Indications{};
    }
    Found found{Indication::registration_refused, evidence_of(last, history.options->tls_keys_given), refs_of(events),
                values_of(last)};
    if (last.answer != nullptr) name_answer(*last.answer, found.values);
    if (last.sign == RegistrationSign::distrusted) {
        if (const auto refused = refused_certificate(history, *last.connection)) found.values = values_of(*refused);
    } else {
        describe_certificate(last, found.values);
        compare_certificate(history, last, found.values);
    }
    found.values.emplace_back(Param::server, last.server);
    found.values.emplace_back(Param::count, Number{static_cast<std::int64_t>(events.size())});
    Indications all;
    for (const Indication one : indications_of(last)) {
        found.indication = one;
        all.push_back(found);
    }
    // Which of them it is follows from nothing that was seen.
    if (all.size() > 1) {
        for (Found &one : all) one.evidence = Evidence::inferred;
    }
    return all;
}

bool all_are(const RegistrationEvents &events, RegistrationSign sign) {
    return std::ranges::all_of(events, [sign](const auto *one) { return one->sign == sign; });
}

// After the last refusal the phone is quiet for longer than it takes to try again: it may have been registered, unseen.
bool may_have_moved_on(const History &history, const RegistrationEvents &events) {
    constexpr std::int64_t kFirstRetry = 120 * kSecond;
    constexpr std::int64_t kUdpRequest = 32 * kSecond;  // until a phone gives it up [RFC 3261, section 17.1.2.2]
    // Where nothing answers it does not wait that long: it goes through its servers.
    std::int64_t retry = all_are(events, RegistrationSign::unanswered) ? 0 : kFirstRetry;
    if (retry == 0 && events.back()->is_over_udp()) retry = kUdpRequest;
    for (std::size_t i = 1; i < events.size(); ++i) {
        retry = std::max(retry, 2 * (events[i]->at.time - events[i - 1]->at.time));
    }
    const std::int64_t last = events.back()->at.time, end = history.visibility.end().time;
    return end - last > retry;
}

// Frames are missing, among which a registration may be. Of many refusals one more is not news.
bool may_be_registered_unseen(const History &history, const RegistrationEvents &events) {
    const std::int64_t last = events.back()->at.time, end = history.visibility.end().time;
    return events.size() <= 2 && history.visibility.may_have_missed({last, end});
}

// One that is closed may have been for another reason, and one that is not answered is tried again.
bool tells_nothing(const History &history, const RegistrationEvents &events) {
    if (all_are(events, RegistrationSign::unanswered)) {
        // A single datagram that the capture lost may have been the answer to all that were sent for it.
        const bool may_be_lost =
            std::ranges::any_of(events, [](const auto *one) { return one->is_over_udp(); }) &&
            (history.visibility.cut_frames() ||
             history.visibility.may_have_missed({events.front()->frames().front().time, events.back()->at.time}));
        return events.size() < kUnansweredRepeatedly || may_be_lost || history.visibility.one_direction();
    }
    return all_are(events, RegistrationSign::closed) && events.size() < kClosedRepeatedly;
}

// Not often enough to stand for itself, or the answer may be lost; but that the phone is registered is not seen either.
bool leaves_doubt(const History &history, const RegistrationEvents &events) {
    constexpr std::size_t kSentOften = 4;
    if (!all_are(events, RegistrationSign::unanswered) || history.visibility.one_direction()) return false;
    if (history.visibility.cut_frames()) return false;
    return events.size() >= 2 || (events.front()->is_over_udp() && events.front()->request->sent.size() >= kSentOften);
}

}  // namespace

Indications of_registration(const History &history) {
    const RegistrationEvents events = refusals(history);
    if (events.empty()) return {};
    if (may_have_moved_on(history, events) || may_be_registered_unseen(history, events)) return {};
    return tells_nothing(history, events) ? Indications{} : of_events(history, events);
}

Indications of_registration_in_doubt(const History &history) {
    const RegistrationEvents events = refusals(history);
    if (events.empty()) return {};
    if (tells_nothing(history, events) ? !leaves_doubt(history, events) : !of_registration(history).empty()) return {};
    Indications found = of_events(history, events);
    for (Found &one : found) one.evidence = Evidence::inferred;
    return found;
}

Indications of_past_refusals(const History &history) {
    Indications found;
    const auto append_first = [](Indications &to, Indications from) {
        if (!from.empty()) to.push_back(std::move(from.front()));
    };
    RegistrationEvents since;
    for (const RegistrationEvent &event : history.registrations()) {
        if (!event.works()) {
            since.push_back(&event);
        } else if (!since.empty()) {
            append_first(found, of_events(history, std::exchange(since, {})));
        }
    }
    // Also those by a server that the phone tries to return to while another has it registered.
    const bool is_past = of_registration(history).empty() && of_registration_in_doubt(history).empty();
    if (!since.empty() && is_past) append_first(found, of_events(history, since));
    return found;
}

const std::vector<Rule> &in_use_rules() {
    static const std::vector<Rule> rules = {
        {.code = Code::registration_certificate_refused,
         .shown_by = {Indication::registration_alert, Indication::registration_closed,
                      Indication::log_registration_alert},
         .remedy = {{Action::replace_expired_certificate, Fact::phone_certificate_expired},
                    {Action::add_issuer_to_callmanager_trust, Fact::phone_certificate_otherwise},
                    {Action::set_install, Fact::phone_certificate_otherwise}}},
        {.code = Code::registration_refused,
         .shown_by = {Indication::registration_refused, Indication::registration_token_rejected,
                      Indication::registration_closed_after_answer},
         .remedy = {{Action::check_callmanager_load, Fact::registration_put_off},
                    {Action::check_phone_exists, Fact::registration_of_nobody},
                    {Action::check_digest, Fact::registration_challenged},
                    {Action::check_warning, Fact::registration_denied},
                    {Action::check_security_mode, Fact::registration_denied}}},
        {.code = Code::registration_tls_failed,
         .shown_by = {Indication::registration_tls_alert, Indication::registration_closed_early},
         .remedy = {{Action::check_ciphers}, {Action::upgrade_load}, {Action::lower_tls_minimum}}},
        {.code = Code::registration_unanswered,
         .shown_by = {Indication::registration_unanswered},
         .remedy = {{Action::check_callmanager_runs}, {Action::check_signalling_port}}},
        {.code = Code::callmanager_certificate_untrusted,
         .shown_by = {Indication::registration_server_refused},
         .remedy = {{Action::regenerate_server_certificate, Fact::refused_expired},
                    {Action::check_clocks, Fact::refused_early},
                    {Action::check_phone_clock, Fact::refused_by_clock},
                    {Action::list_holds_certificate, Fact::refused_listed},
                    {Action::check_callmanager_certificate, Fact::refused_otherwise},
                    {Action::reset_for_new_list, Fact::refused_otherwise}}},
    };
    return rules;
}

}  // namespace capf::judge
