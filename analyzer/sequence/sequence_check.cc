// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/sequence_check.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "analyzer/sequence/certificate_report.h"
#include "analyzer/sequence/database_check.h"
#include "analyzer/sequence/notices.h"
#include "analyzer/sequence/service_events.h"
#include "analyzer/sequence/session_report.h"
#include "analyzer/sequence/step_checks.h"
#include "analyzer/sequence/step_results.h"
#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

void append(Diagnoses &to, const Diagnoses &from) {
    for (const Diagnosis &one : from) {
        const bool there =
            std::any_of(to.begin(), to.end(), [&](const Diagnosis &had) { return had.code == one.code; });
        if (!there) to.push_back(one);
    }
}

class PhoneCheck {
public:
    explicit PhoneCheck(const PhoneStory &story) : story_(story) {}

    PhoneReport run() {
        judge_encrypted_file();
        if (outcome_.encrypted == nullptr) judge_not_enabled();
        if (outcome_.encrypted == nullptr && !outcome_.not_enabled) find_fault();
        const auto database = check_database(story_);
        const bool works = outcome_.encrypted != nullptr || outcome_.not_enabled;
        if (database && !works) insert_by_step(current_, *database);
        PhoneReport report;
        report.device = story_.phone->device;
        report.addresses = story_.phone->addresses;
        report.verdict = verdict();
        report.diagnoses = current_;
        report.history = history();
        if (report.verdict == Verdict::failed) report.failed_step = current_.front().step;
        report.steps = step_results(story_, outcome_, current_, report.verdict == Verdict::failed);
        for (const CheckedFile &file : story_.files) report.files.push_back(report_file(file));
        for (std::size_t i = 0; i < story_.dialogues.size(); ++i) {
            report.sessions.push_back(report_session(story_.dialogues[i], story_.phone->capf[i]));
        }
        report.other_events = service_events(*story_.phone);
        report.certificates = report_certificates(story_);
        report.notices = phone_notices(story_);
        if (database && works) report.notices.push_back({database->code, database->frames, database->summary});
        report.conclusion = conclusion(report);
        return report;
    }

private:
    [[nodiscard]] const CapfDialogue *success_before(std::int64_t time) const {
        const CapfDialogue *found = nullptr;
        for (const CapfDialogue &dialogue : story_.dialogues) {
            if (dialogue.succeeded() && dialogue.begin().time < time) found = &dialogue;
        }
        return found;
    }

    // The last round decides: a file that was refused after another had come is the last word.
    void judge_encrypted_file() {
        const CheckedFile *file = story_.last_encrypted_request();
        if (file == nullptr) return;
        append(current_, wrong_key(*file));
        append(current_, check_encrypted_file(story_, *file));
        if (current_.empty()) append(current_, check_not_used(story_, *file));
        if (!current_.empty() || !file->complete()) {
            earlier_faults_first(*file);
            return;
        }
        // Where the capture lost the list, a signature that the phone may have refused cannot be checked.
        const bool checked = file->signature && file->signature->verdict == trust::Verdict::valid;
        if (!checked && story_.lost_in_capture) return;
        outcome_.encrypted = file;
        append(current_, check_symmetric_key(story_, *file));
    }

    // A fault of CAPF or of the hash explains a missing or useless file better than the file does.
    void earlier_faults_first(const CheckedFile &file) {
        Diagnoses causes;
        for (const CapfDialogue &dialogue : story_.dialogues) {
            if (dialogue.begin().time > file.transfer->asked.time) continue;
            causes = dialogue.succeeded() ? Diagnoses{} : check_dialogue(story_, dialogue);
        }
        append(causes, current_);
        current_ = std::move(causes);
    }

    Diagnoses wrong_key(const CheckedFile &file) {
        if (!file.complete() || !file.header) return {};
        Diagnoses found = stale_hash(file);
        const EncryptedKey key = check_encrypted_key(story_, file);
        append(found, key.wrong);
        outcome_.decrypted = key.decrypted;
        return found;
    }

    // The hash in the configuration that led to the file, against the certificate that CAPF handled.
    Diagnoses stale_hash(const CheckedFile &file) {
        const CapfDialogue *capf = success_before(file.transfer->asked.time);
        const CheckedFile *config = story_.last_config_before(file.transfer->asked.time);
        if (capf == nullptr || config == nullptr || config->transfer->asked.time < capf->begin().time) return {};
        const auto md5 = PhoneStory::rsa_certificate_md5(*capf);
        const std::string hash = config->cert_hash().value_or("");
        if (!md5 || hash.empty() || *md5 == hash) return {};
        return check_after_capf(story_, *capf);
    }

    void judge_not_enabled() {
        const CheckedFile *config = story_.last_config();
        if (config == nullptr || !config->config->full().value_or(false) || config->signature_invalid()) return;
        const bool promised = config->config->encrypted().value_or(false);
        const CheckedFile *asked = story_.last_encrypted_request();
        const bool fell_back = asked != nullptr && asked->transfer->asked.time < config->transfer->asked.time;
        if (promised && !fell_back && config->config->cert_hash) return;
        outcome_.not_enabled = true;
        current_.clear();
    }

    // The earliest broken step is the likeliest cause.
    void find_fault() {
        Diagnoses before = current_;
        current_.clear();
        append(current_, check_tvs(story_));
        append(current_, check_config(story_));
        const bool config_good = current_.empty();
        const Diagnoses list = check_trust_list(story_);
        const bool list_blocks = story_.last_config() == nullptr || !config_good;
        if (list_blocks && !list.empty()) current_.insert(current_.begin(), list.begin(), list.end());
        if (story_.dialogues.empty()) {
            if (current_.empty()) append(current_, check_capf_not_tried(story_));
        } else if (before.empty()) {
            judge_capf();
        }
        append(current_, before);
    }

    void judge_capf() {
        const CapfDialogue &last = story_.dialogues.back();
        Diagnoses capf = faults_of(last);
        if (capf.empty()) capf = check_after_capf(story_, last);
        if (capf.empty()) return;
        append(capf, current_);
        current_ = std::move(capf);
    }

    [[nodiscard]] Diagnoses faults_of(const CapfDialogue &dialogue) const {
        Diagnoses found = check_connection(story_, dialogue);
        if (found.empty()) found = check_tls(story_, dialogue);
        if (found.empty()) found = check_dialogue(story_, dialogue);
        return found;
    }

    [[nodiscard]] bool provable() const {
        // What the capture lost, or shows of one side only, is no fault of phone or server.
        return !story_.one_direction;
    }

    [[nodiscard]] Verdict verdict() const {
        if (outcome_.encrypted != nullptr) return Verdict::encrypted;
        if (outcome_.not_enabled) return Verdict::not_enabled;
        if (current_.empty() || !provable()) return Verdict::incomplete;
        const bool only_candidate =
            current_.front().code == "provisioning-not-visible" ||
            (current_.front().code == "trust-list-signer-unknown" && current_.front().evidence == Evidence::inferred);
        return only_candidate ? Verdict::incomplete : Verdict::failed;
    }

    // Failures of earlier CAPF attempts that the last round overcame or repeated.
    [[nodiscard]] Diagnoses history() const {
        Diagnoses past;
        for (const CapfDialogue &dialogue : story_.dialogues) {
            const bool last = &dialogue == &story_.dialogues.back();
            if (last && outcome_.encrypted == nullptr) break;
            const Diagnoses faults = faults_of(dialogue);
            if (!faults.empty()) past.push_back(faults.front());  // the likeliest
        }
        return past;
    }

    [[nodiscard]] std::string conclusion(const PhoneReport &report) const {
        const std::string who =
            report.device.value_or(report.addresses.empty() ? "The phone" : report.addresses.front());
        switch (report.verdict) {
            case Verdict::encrypted:
                return fmt::format(
                    "{} got its encrypted configuration {}{}.{}", who, outcome_.encrypted->transfer->name.base_name,
                    outcome_.decrypted ? ", which decrypts with the key given" : "",
                    report.history.empty() ? "" : " Before that: " + report.history.back().summary + ".");
            case Verdict::not_enabled:
                return who + " got a full configuration in the clear: encryption is not enabled for it.";
            case Verdict::failed:
                return fmt::format("{} stopped at {}: {}. What to do first: {}", who, name_of(*report.failed_step),
                                   report.diagnoses.front().summary, report.diagnoses.front().remedy);
            case Verdict::incomplete:
                break;
        }
        if (!report.diagnoses.empty()) {
            return fmt::format("The capture does not show enough of {} to decide. A candidate: {}.", who,
                               report.diagnoses.front().summary);
        }
        return "The capture does not show enough of " + who + " to decide.";
    }

    const PhoneStory &story_;
    Outcome outcome_;
    Diagnoses current_;
};

}  // namespace

PhoneReport check_phone(const phones::Phone &phone, const SequenceOptions &options, Moment capture_begin,
                        Moment capture_end) {
    const PhoneStory story = tell_story(phone, options, capture_begin, capture_end);
    return PhoneCheck(story).run();
}

int exit_status(const std::vector<CaptureReport> &captures) {
    bool unreadable = false, failed = false, undecided = false;
    for (const CaptureReport &capture : captures) {
        unreadable |= !capture.readable;
        undecided |= capture.phones.empty();
        for (const PhoneReport &phone : capture.phones) {
            failed |= phone.verdict == Verdict::failed;
            undecided |= phone.verdict == Verdict::incomplete;
        }
    }
    if (unreadable) return 4;
    if (failed) return 1;
    return undecided ? 3 : 0;
}

}  // namespace capf::sequence
