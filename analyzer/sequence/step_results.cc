// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/step_results.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/sequence/database_check.h"
#include "analyzer/sequence/step_checks.h"
#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

using trust::Verdict;

StepResult result(Step step, StepStatus status, Evidence evidence, Frames frames, std::optional<Moment> when,
                  std::string summary) {
    return {step, status, evidence, std::move(frames), when, std::move(summary)};
}

StepResult not_seen(Step step, std::string summary) {
    return result(step, StepStatus::not_seen, Evidence::observed, {}, std::nullopt, std::move(summary));
}

StepResult not_needed(Step step, std::string summary) {
    return result(step, StepStatus::not_needed, Evidence::observed, {}, std::nullopt, std::move(summary));
}

StepResult of_file(Step step, StepStatus status, const CheckedFile &file, std::string summary) {
    return result(step, status, Evidence::observed, file.frames(), file.transfer->moment(), std::move(summary));
}

std::string signature_words(const CheckedFile &file) {
    if (!file.signature) return "not signed";
    if (file.signature->valid() && !file.signer_may_sign()) return "signature valid, by a signer who may not sign it";
    if (file.signature->valid()) return "signature valid";
    if (file.signature->verdict == Verdict::invalid) return "signature INVALID";
    return "signature not checked (" + file.signature->reason + ")";
}

class Steps {
public:
    Steps(const PhoneStory &story, const Outcome &outcome) : story_(story), outcome_(outcome) {
        for (const CapfDialogue &dialogue : story.dialogues) {
            last_ = &dialogue;
            if (dialogue.succeeded()) last_success_ = &dialogue;
        }
    }

    std::vector<StepResult> all() {
        return {trust_list(), partial_config(), connect(),  tls(),       dialogue(),
                key_store(),  reset(),          matching(), encrypted(), in_use()};
    }

private:
    StepResult trust_list() {
        if (const CheckedFile *list = story_.last_trust_list(); list != nullptr && list->trust_list) {
            const bool good = list->signature_accepted();
            return of_file(Step::trust_list, good ? StepStatus::ok : StepStatus::unknown, *list,
                           fmt::format("{}: {} records, {}", list->transfer->name.base_name,
                                       list->trust_list->records.size(), signature_words(*list)));
        }
        for (const CheckedFile &file : story_.files) {
            if (!file.is_trust_list()) continue;
            if (file.transfer->status == phones::TransferStatus::not_found) {
                return of_file(Step::trust_list, StepStatus::not_seen, file,
                               "the server has none; the phone may have one already");
            }
            return of_file(Step::trust_list, StepStatus::unknown, file,
                           fmt::format("{}: {}", file.transfer->name.base_name,
                                       phones::transfer_status_name(file.transfer->status)));
        }
        if (const auto given = story_.given_lists_in_hand(); !given.empty()) {
            return not_seen(Step::trust_list, fmt::format("none downloaded in this capture; {} was given, {} records",
                                                          given.front()->path, given.front()->list.records.size()));
        }
        return not_seen(Step::trust_list, "none downloaded in this capture; the phone may have one already");
    }

    StepResult partial_config() {
        const CheckedFile *config = nullptr;
        for (const CheckedFile &file : story_.files) {
            if (!file.is_config() || !file.complete() || file.malformed) continue;
            config = &file;
            if (!file.config->full().value_or(true)) break;  // the first partial one
        }
        if (config == nullptr) {
            for (const CheckedFile &file : story_.files) {
                if (!file.is_config()) continue;
                return of_file(Step::partial_config, StepStatus::unknown, file,
                               fmt::format("{}: {}", file.transfer->name.base_name,
                                           phones::transfer_status_name(file.transfer->status)));
            }
            if (outcome_.encrypted != nullptr) {
                return not_needed(Step::partial_config, "the phone asks for the encrypted file at once");
            }
            return not_seen(Step::partial_config, "no configuration in this capture");
        }
        const std::string words = report_file(*config).config_summary;
        return of_file(Step::partial_config, StepStatus::ok, *config,
                       fmt::format("{}: {}, {}", config->transfer->name.base_name, words, signature_words(*config)));
    }

    [[nodiscard]] bool capf_was_not_needed() const {
        return last_ == nullptr && (outcome_.encrypted != nullptr || outcome_.not_enabled);
    }

    [[nodiscard]] const CapfDialogue *shown() const { return last_success_ != nullptr ? last_success_ : last_; }

    StepResult no_capf(Step step) const {
        if (capf_was_not_needed()) return not_needed(step, "CAPF was not used in this capture");
        return not_seen(step, "no connection to CAPF in this capture");
    }

    StepResult connect() {
        const CapfDialogue *dialogue = shown();
        if (dialogue == nullptr) return no_capf(Step::capf_connect);
        const phones::Connection &tcp = *dialogue->connection;
        const std::string server = dissection::to_string(tcp.server);
        if (!tcp.established()) {
            return result(Step::capf_connect, StepStatus::unknown, Evidence::observed, {tcp.first.frame}, tcp.first,
                          "no answer from " + server + " in this capture");
        }
        Frames frames;
        if (!tcp.syns.empty()) frames.push_back(tcp.syns.front().frame);
        if (tcp.syn_ack) frames.push_back(tcp.syn_ack->frame);
        if (frames.empty()) frames.push_back(tcp.first.frame);
        return result(Step::capf_connect, StepStatus::ok, Evidence::observed, frames, tcp.first,
                      fmt::format("{} -> {}", dissection::to_string(tcp.client), server));
    }

    StepResult tls() {
        const CapfDialogue *dialogue = shown();
        if (dialogue == nullptr) return no_capf(Step::capf_tls);
        const TlsSession &tls = dialogue->tls;
        const Moment begin = tls.client_hello ? *tls.client_hello : dialogue->begin();
        if (dialogue->has_messages && !tls.started()) {
            return result(Step::capf_tls, StepStatus::not_needed, Evidence::observed, {begin.frame}, begin,
                          dialogue->evidence == Evidence::observed ? "CAPF in the clear, without TLS"
                                                                   : "the handshake is not in this capture");
        }
        if (!tls.established()) {
            return result(Step::capf_tls, StepStatus::unknown, Evidence::observed, {begin.frame}, begin,
                          "the TLS handshake is not seen to its end");
        }
        std::string words = tls_version_name(tls.version) + " " + tls.cipher_name;
        if (const auto certificate = trust::read_certificate(tls.certificate)) {
            words += ", server certificate " + certificate->common_name;
        }
        return result(Step::capf_tls, StepStatus::ok, Evidence::observed,
                      {begin.frame, tls.client_finished->frame, tls.server_finished->frame}, begin, words);
    }

    StepResult dialogue() {
        const CapfDialogue *dialogue = shown();
        if (dialogue == nullptr) return no_capf(Step::capf_dialogue);
        std::string words = describe(*dialogue);
        if (dialogue->evidence == Evidence::inferred) {
            words += fmt::format(" (from sizes, confidence {:.0f} %)", dialogue->confidence * 100);
        }
        if (dialogue->owner_in_doubt) words += ", perhaps of another phone at this address";
        const bool good = dialogue->succeeded() || (dialogue->ended && dialogue->end_reason == 1) ||
                          (dialogue->ended && dialogue->end_reason == 0);
        if (dialogue->lossy && !good) words = "part of the session is not in the capture";
        return result(Step::capf_dialogue, good ? StepStatus::ok : StepStatus::unknown, dialogue->evidence,
                      dialogue->frames.empty() ? Frames{dialogue->begin().frame} : dialogue->frames, dialogue->begin(),
                      words);
    }

    [[nodiscard]] std::vector<const CheckedFile *> later_configs() const {
        return shown() == nullptr ? std::vector<const CheckedFile *>{} : story_.configs_after(shown()->begin().time);
    }

    StepResult key_store() {
        if (shown() == nullptr) return no_capf(Step::key_store);
        if (last_success_ == nullptr) return not_seen(Step::key_store, "CAPF gave no certificate in this capture");
        const auto configs = later_configs();
        if (configs.empty()) return not_seen(Step::key_store, "no configuration after CAPF in this capture");
        const std::string hash = configs.back()->cert_hash().value_or("");
        if (hash.empty()) {
            return of_file(Step::key_store, StepStatus::unknown, *configs.back(), "certHash is empty after CAPF");
        }
        StepResult step = of_file(Step::key_store, StepStatus::ok, *configs.back(), "certHash is now " + hash);
        step.evidence = Evidence::inferred;
        const auto md5 = PhoneStory::rsa_certificate_md5(*last_success_);
        if (md5 == hash) step.evidence = last_success_->evidence;
        return step;
    }

    StepResult reset() {
        if (shown() == nullptr) return no_capf(Step::phone_reset);
        for (const CheckedFile &file : story_.files) {
            if (file.transfer->asked.time <= shown()->begin().time) continue;
            return of_file(Step::phone_reset, StepStatus::ok, file, "asks for its files again");
        }
        return not_seen(Step::phone_reset, "no request after CAPF in this capture");
    }

    StepResult matching() {
        const CheckedFile *config = story_.last_config();
        if (outcome_.not_enabled) return not_needed(Step::matching_config, "the configuration is not encrypted");
        if (config == nullptr && outcome_.encrypted != nullptr) {
            return not_needed(Step::matching_config, "the phone asks for the encrypted file at once");
        }
        if (config == nullptr) return not_seen(Step::matching_config, "no configuration in this capture");
        const std::string hash = config->cert_hash().value_or("");
        const bool asks =
            story_.encrypted_requested_after(config->transfer->asked.time) || outcome_.encrypted != nullptr;
        if (last_success_ != nullptr) {
            const auto md5 = PhoneStory::rsa_certificate_md5(*last_success_);
            if (md5 && *md5 == hash) {
                StepResult step = of_file(Step::matching_config, StepStatus::ok, *config,
                                          "certHash is the MD5 of the certificate that CAPF handled");
                step.evidence = last_success_->evidence;
                return step;
            }
        }
        StepResult step = of_file(Step::matching_config, StepStatus::unknown, *config,
                                  hash.empty() ? "certHash is empty" : "certHash " + hash + " cannot be compared");
        step.evidence = Evidence::inferred;
        if (!hash.empty() && asks) {
            step.status = StepStatus::ok;
            step.summary = "certHash " + hash + ", and the phone goes on to the encrypted file";
        }
        return step;
    }

    StepResult encrypted() {
        if (outcome_.not_enabled) return not_needed(Step::encrypted_config, "the feature is off for this phone");
        const CheckedFile *file = outcome_.encrypted != nullptr ? outcome_.encrypted : story_.last_encrypted_request();
        if (file == nullptr) return not_seen(Step::encrypted_config, "not asked for in this capture");
        if (outcome_.encrypted == nullptr) {
            return of_file(Step::encrypted_config, StepStatus::unknown, *file,
                           fmt::format("{}: {}", file->transfer->name.base_name,
                                       phones::transfer_status_name(file->transfer->status)));
        }
        StepResult step =
            of_file(Step::encrypted_config, StepStatus::ok, *file,
                    fmt::format("{}: {} bytes, {}{}", file->transfer->name.base_name, file->bytes().size(),
                                signature_words(*file), outcome_.decrypted ? ", decrypts and its digest agrees" : ""));
        if (outcome_.decrypted) step.evidence = Evidence::decrypted;
        return step;
    }

    StepResult in_use() {
        const std::int64_t from = outcome_.encrypted != nullptr ? outcome_.encrypted->transfer->moment().time : 0;
        for (const dissection::Registration &one : story_.phone->registrations) {
            if (one.at.time < from) continue;
            return result(Step::in_use, StepStatus::ok, Evidence::observed, {one.at.frame}, one.at,
                          "registers over " + one.protocol);
        }
        for (const phones::Connection *one : story_.phone->signalling) {
            if (one->first.time < from || one->from_server.captured() == 0 || outcome_.encrypted == nullptr) continue;
            return result(Step::in_use, StepStatus::ok, Evidence::inferred, {one->first.frame}, one->first,
                          "signalling with " + dissection::to_string(one->server));
        }
        return not_seen(Step::in_use, "no registration in this capture");
    }

    const PhoneStory &story_;
    const Outcome &outcome_;
    const CapfDialogue *last_ = nullptr;
    const CapfDialogue *last_success_ = nullptr;
};

// Steps behind the failed one cannot be better than "not seen" unless they were seen.
void mark_failed(std::vector<StepResult> &steps, const Diagnosis &diagnosis) {
    StepResult &step = steps[static_cast<std::size_t>(diagnosis.step)];
    step.status = StepStatus::failed;
    step.evidence = diagnosis.evidence;
    step.summary = diagnosis.summary;
    if (!diagnosis.frames.empty()) step.frames = diagnosis.frames;
}

}  // namespace

std::vector<StepResult> step_results(const PhoneStory &story, const Outcome &outcome,
                                     const std::vector<Diagnosis> &diagnoses, bool failed) {
    std::vector<StepResult> steps = Steps(story, outcome).all();
    settle_key_store(story, steps[static_cast<std::size_t>(Step::key_store)]);
    if (failed && !diagnoses.empty()) mark_failed(steps, diagnoses.front());
    return steps;
}

}  // namespace capf::sequence
