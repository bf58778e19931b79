// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/steps.h"

#include <algorithm>
#include <utility>

#include "analyzer/judge/database.h"
#include "analyzer/judge/indications.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {
namespace {

StepResult result(Step step, StepStatus status, Evidence evidence, EvidenceRefs refs, std::optional<EvidenceRef> when,
                  StepRemark remark, Parameters values = {}) {
    return {step, status, evidence, std::move(refs), when, remark, std::move(values), {}, {}};
}

StepResult not_seen(Step step, StepRemark remark, Parameters values = {}) {
    return result(step, StepStatus::not_seen, Evidence::observed, {}, std::nullopt, remark, std::move(values));
}

StepResult not_needed(Step step, StepRemark remark) {
    return result(step, StepStatus::not_needed, Evidence::observed, {}, std::nullopt, remark);
}

class Steps {
public:
    Steps(const History &history, const Outcome &outcome) : history_(history), outcome_(outcome) {
        for (const CapfDialogue &dialogue : history.dialogues) {
            last_ = &dialogue;
            if (dialogue.succeeded()) last_success_ = &dialogue;
        }
    }

    std::vector<StepResult> all() {
        return {trust_list(), partial_config(), connect(),  tls(),       dialogue(),
                key_store(),  reset(),          matching(), encrypted(), in_use()};
    }

private:
    [[nodiscard]] StepResult of_file(Step step, StepStatus status, const CheckedFile &file, StepRemark remark,
                                     Parameters values = {}) const {
        StepResult one =
            result(step, status, Evidence::observed, file.refs(), file.transfer->moment(), remark, std::move(values));
        one.file = static_cast<std::size_t>(&file - history_.files.data());
        return one;
    }

    // Of what is known by the content of packets: names of files, records of TLS. It may be cut away.
    [[nodiscard]] StepResult not_read(Step step, StepRemark remark) const {
        if (!history_.visibility.cut_frames()) return not_seen(step, remark);
        return result(step, StepStatus::unknown, Evidence::observed, {}, std::nullopt, StepRemark::frames_cut, {});
    }

    // Of a file that nobody is seen to ask for. What comes over HTTPS cannot be seen.
    [[nodiscard]] StepResult not_asked(Step step, StepRemark remark) const {
        for (const phones::Connection *https : history_.phone->https) {
            if (!history_.covers(https->first.time) || read_tls_session(*https).application_data.empty()) continue;
            return result(step, StepStatus::unknown, Evidence::observed, {https->first}, std::nullopt,
                          StepRemark::hidden_by_https, {});
        }
        return not_read(step, remark);
    }

    StepResult trust_list() {
        if (const CheckedFile *list = history_.last_trust_list(); list != nullptr && list->trust_list) {
            // Phones that do without lists go on after one that is too large: going on does not show that it is in use.
            const bool fits = list->bytes().size() <= wire::kTrustListMaximum;
            const bool good = fits && list->signature_accepted();
            return of_file(Step::trust_list, good ? StepStatus::ok : StepStatus::unknown, *list,
                           fits ? StepRemark::file : StepRemark::list_too_large);
        }
        for (const CheckedFile &file : history_.files) {
            if (!file.is_trust_list()) continue;
            const bool missing = file.transfer->status == phones::TransferStatus::not_found;
            if (!missing) return of_file(Step::trust_list, StepStatus::unknown, file, StepRemark::file_status);
            // Others may have been asked for.
            return history_.visibility.cut_frames()
                       ? of_file(Step::trust_list, StepStatus::unknown, file, StepRemark::frames_cut)
                       : of_file(Step::trust_list, StepStatus::not_seen, file, StepRemark::list_on_no_server);
        }
        if (const auto given = history_.given_lists_in_hand(); !given.empty()) {
            return not_seen(Step::trust_list, StepRemark::list_given,
                            {{Param::path, FilePath{given.front()->path}},
                             {Param::count, Number{static_cast<std::int64_t>(given.front()->list.records.size())}}});
        }
        return not_asked(Step::trust_list, StepRemark::list_not_downloaded);
    }

    StepResult partial_config() {
        const CheckedFile *config = nullptr;
        for (const CheckedFile &file : history_.files) {
            if (!file.is_config() || !file.complete() || file.malformed) continue;
            config = &file;
            if (!file.config->full().value_or(true)) break;  // the first partial one
        }
        if (config != nullptr) return of_file(Step::partial_config, StepStatus::ok, *config, StepRemark::file);
        for (const CheckedFile &file : history_.files) {
            if (file.is_config()) {
                return of_file(Step::partial_config, StepStatus::unknown, file, StepRemark::file_status);
            }
        }
        if (outcome_.encrypted != nullptr) return not_needed(Step::partial_config, StepRemark::encrypted_asked_at_once);
        return not_asked(Step::partial_config, StepRemark::no_config);
    }

    [[nodiscard]] bool capf_was_not_needed() const {
        return last_ == nullptr && (outcome_.encrypted != nullptr || outcome_.not_enabled);
    }

    [[nodiscard]] const CapfDialogue *shown() const { return last_success_ != nullptr ? last_success_ : last_; }

    StepResult no_capf(Step step) const {
        if (capf_was_not_needed()) return not_needed(step, StepRemark::capf_not_used);
        return not_seen(step, StepRemark::capf_not_contacted);
    }

    StepResult connect() {
        const CapfDialogue *dialogue = shown();
        if (dialogue == nullptr) return no_capf(Step::capf_connect);
        const phones::Connection &tcp = *dialogue->connection;
        if (!tcp.established()) {
            return result(Step::capf_connect, StepStatus::unknown, Evidence::observed, {tcp.first}, tcp.first,
                          StepRemark::no_answer, {{Param::server, tcp.server}});
        }
        EvidenceRefs refs;
        if (!tcp.syns.empty()) refs.emplace_back(tcp.syns.front());
        if (!tcp.syn_acks.empty()) refs.emplace_back(tcp.syn_acks.front());
        if (refs.empty()) refs.emplace_back(tcp.first);
        Parameters ends{{Param::address, tcp.client}, {Param::server, tcp.server}};
        if (auto name = history_.name_resolved_to(*dialogue)) ends.emplace_back(Param::configured, *std::move(name));
        return result(Step::capf_connect, StepStatus::ok, Evidence::observed, refs, tcp.first, StepRemark::connected,
                      std::move(ends));
    }

    StepResult tls() {
        const CapfDialogue *dialogue = shown();
        if (dialogue == nullptr) return no_capf(Step::capf_tls);
        const TlsSession &tls = dialogue->tls;
        const FrameTime begin = tls.client_hello ? *tls.client_hello : dialogue->begin();
        if (dialogue->has_messages && !tls.started()) {
            return result(Step::capf_tls, StepStatus::not_needed, Evidence::observed, {begin}, begin,
                          dialogue->evidence == Evidence::observed ? StepRemark::capf_without_tls
                                                                   : StepRemark::handshake_not_captured);
        }
        if (!tls.started()) return not_read(Step::capf_tls, StepRemark::no_handshake);
        if (!tls.established()) {
            return result(Step::capf_tls, StepStatus::unknown, Evidence::observed, {begin}, begin,
                          StepRemark::handshake_unfinished);
        }
        Parameters values{{Param::version, Term{wire::tls_version_name(tls.version)}},
                          {Param::protocol, Term{tls.cipher_name}}};
        if (const auto certificate = trust::read_certificate(tls.certificate)) {
            values.emplace_back(Param::certificate, HostName{certificate->common_name});
        }
        return result(Step::capf_tls, StepStatus::ok, Evidence::observed,
                      {begin, *tls.client_finished, *tls.server_finished}, begin, StepRemark::handshake_done,
                      std::move(values));
    }

    StepResult dialogue() {
        const CapfDialogue *dialogue = shown();
        if (dialogue == nullptr) return no_capf(Step::capf_dialogue);
        const bool good = dialogue->succeeded() || (dialogue->ended && dialogue->end_reason == 1) ||
                          (dialogue->ended && dialogue->end_reason == 0);
        if (!good && !dialogue->lossy && !dialogue->has_messages && dialogue->tls.application_data.empty()) {
            return not_read(Step::capf_dialogue, StepRemark::no_capf_message);
        }
        StepResult step =
            result(Step::capf_dialogue, good ? StepStatus::ok : StepStatus::unknown, dialogue->evidence,
                   dialogue->refs.empty() ? EvidenceRefs{dialogue->begin()} : dialogue->refs, dialogue->begin(),
                   dialogue->lossy && !good ? StepRemark::session_in_part : StepRemark::session);
        step.session = static_cast<std::size_t>(dialogue - history_.dialogues.data());
        return step;
    }

    [[nodiscard]] std::vector<const CheckedFile *> later_configs() const {
        return shown() == nullptr ? std::vector<const CheckedFile *>{} : history_.configs_after(shown()->begin().time);
    }

    StepResult key_store() {
        if (shown() == nullptr) return no_capf(Step::key_store);
        if (last_success_ == nullptr) return not_read(Step::key_store, StepRemark::no_capf_success);
        const auto configs = later_configs();
        if (configs.empty()) return not_read(Step::key_store, StepRemark::no_config_after_capf);
        const std::string hash = configs.back()->cert_hash().value_or("");
        if (hash.empty()) {
            std::string had;
            for (const CheckedFile *config : configs) {
                if (const auto one = config->cert_hash(); one && !one->empty()) had = *one;
            }
            const StepRemark remark = had.empty() ? StepRemark::hash_empty_after_capf : StepRemark::hash_empty_again;
            return of_file(Step::key_store, StepStatus::unknown, *configs.back(), remark, {{Param::hash, Hex{had}}});
        }
        StepResult step =
            of_file(Step::key_store, StepStatus::ok, *configs.back(), StepRemark::hash_now, {{Param::hash, Hex{hash}}});
        step.evidence =
            History::rsa_certificate_md5(*last_success_) == hash ? last_success_->evidence : Evidence::inferred;
        return step;
    }

    StepResult reset() {
        if (shown() == nullptr) return no_capf(Step::phone_reset);
        for (const CheckedFile &file : history_.files) {
            if (file.transfer->asked.time <= shown()->begin().time) continue;
            return of_file(Step::phone_reset, StepStatus::ok, file, StepRemark::asks_again);
        }
        return not_seen(Step::phone_reset, StepRemark::no_request_after_capf);
    }

    StepResult matching() {
        const CheckedFile *config = history_.last_config();
        if (outcome_.not_enabled) return not_needed(Step::matching_config, StepRemark::not_encrypted);
        if (config == nullptr && outcome_.encrypted != nullptr) {
            return not_needed(Step::matching_config, StepRemark::encrypted_asked_at_once);
        }
        if (config == nullptr) return not_asked(Step::matching_config, StepRemark::no_config);
        const std::string hash = config->cert_hash().value_or("");
        if (last_success_ != nullptr && !hash.empty() && History::rsa_certificate_md5(*last_success_) == hash) {
            StepResult step = of_file(Step::matching_config, StepStatus::ok, *config, StepRemark::hash_is_certificates);
            step.evidence = last_success_->evidence;
            return step;
        }
        const bool asks =
            history_.encrypted_requested_after(config->transfer->asked.time) || outcome_.encrypted != nullptr;
        const StepRemark remark = hash.empty() ? StepRemark::hash_empty
                                  : asks       ? StepRemark::hash_followed
                                               : StepRemark::hash_not_comparable;
        StepResult step =
            of_file(Step::matching_config, remark == StepRemark::hash_followed ? StepStatus::ok : StepStatus::unknown,
                    *config, remark, {{Param::hash, Hex{hash}}});
        // That it is empty is seen.
        if (remark != StepRemark::hash_empty) step.evidence = Evidence::inferred;
        return step;
    }

    StepResult encrypted() {
        if (outcome_.not_enabled) return not_needed(Step::encrypted_config, StepRemark::feature_off);
        const CheckedFile *file =
            outcome_.encrypted != nullptr ? outcome_.encrypted : history_.last_encrypted_request();
        if (file == nullptr) return not_asked(Step::encrypted_config, StepRemark::encrypted_not_asked);
        // A file that the phone registered with is not in doubt, whatever it fails at later.
        if (outcome_.encrypted == nullptr &&
            !(file->complete() && history_.registered_after(file->transfer->asked.time))) {
            return of_file(Step::encrypted_config, StepStatus::unknown, *file, StepRemark::file_status);
        }
        StepResult step = of_file(Step::encrypted_config, StepStatus::ok, *file, StepRemark::encrypted_file);
        if (outcome_.decrypted) step.evidence = Evidence::decrypted;
        return step;
    }

    [[nodiscard]] const phones::Connection *last_attempt_since(std::int64_t from) const {
        const phones::Connection *last = nullptr;
        for (const phones::Connection *tcp : history_.phone->signalling) {
            if (tcp->first.time >= from && history_.reaches(tcp->first.time)) last = tcp;
        }
        return last;
    }

    StepResult in_use() {
        const std::int64_t from = outcome_.encrypted != nullptr ? outcome_.encrypted->transfer->moment().time : 0;
        for (const RegistrationEvent &event : history_.registrations()) {
            if (event.at.time < from || !event.works()) continue;
            if (event.answer != nullptr) {
                return result(Step::in_use, StepStatus::ok, Evidence::observed, {event.at}, event.at,
                              StepRemark::registered, {{Param::protocol, Term{event.answer->protocol}}});
            }
            return result(Step::in_use, StepStatus::ok, Evidence::inferred, {event.at}, event.at,
                          StepRemark::signalling, {{Param::server, event.server}});
        }
        if (const Indications failed = of_registration(history_); !failed.empty()) {
            const Found &likeliest = failed.front();
            return result(Step::in_use, StepStatus::failed, likeliest.evidence, likeliest.refs, std::nullopt,
                          StepRemark::not_registered, {});
        }
        if (const phones::Connection *tried = last_attempt_since(from)) {
            return result(Step::in_use, StepStatus::unknown, Evidence::observed, {tried->first}, tried->first,
                          StepRemark::registration_not_told, {{Param::server, tried->server}});
        }
        return not_seen(Step::in_use, StepRemark::no_registration);
    }

    const History &history_;
    const Outcome &outcome_;
    const CapfDialogue *last_ = nullptr;
    const CapfDialogue *last_success_ = nullptr;
};

void mark_failed(std::vector<StepResult> &steps, const Finding &finding) {
    StepResult &step = steps[static_cast<std::size_t>(finding.step())];
    step.status = StepStatus::failed;
    step.evidence = finding.evidence;
    step.remark = StepRemark::diagnosis;
    if (finding.refs.empty()) return;
    step.refs = finding.refs;
    // Of the first that has a time: a line of a log may have none.
    const auto timed = std::ranges::find_if(step.refs, [](const EvidenceRef &ref) { return ref.time != 0; });
    step.when = timed == step.refs.end() ? std::nullopt : std::optional(*timed);
}

// What else is tried and seen to fail, as the handshake of a phone whose trust list is the cause.
void mark_also_failed(std::vector<StepResult> &steps, const Findings &diagnoses) {
    for (const Finding &finding : diagnoses) {
        const bool is_open = steps[static_cast<std::size_t>(finding.step())].status == StepStatus::unknown;
        const bool is_seen = finding.evidence == Evidence::observed || finding.evidence == Evidence::decrypted;
        if (is_open && is_seen) mark_failed(steps, finding);
    }
}

}  // namespace

std::vector<StepResult> step_results(const History &history, const Outcome &outcome, const Findings &diagnoses,
                                     bool failed) {
    std::vector<StepResult> steps = Steps(history, outcome).all();
    settle_key_store(history, steps[static_cast<std::size_t>(Step::key_store)]);
    if (!failed || diagnoses.empty()) return steps;
    mark_failed(steps, diagnoses.front());
    mark_also_failed(steps, diagnoses);
    return steps;
}

}  // namespace capf::judge
