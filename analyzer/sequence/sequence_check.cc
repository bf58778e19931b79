// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/sequence_check.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "analyzer/sequence/certificate_report.h"
#include "analyzer/sequence/conclusion.h"
#include "analyzer/sequence/database_check.h"
#include "analyzer/sequence/notices.h"
#include "analyzer/sequence/rounds.h"
#include "analyzer/sequence/service_events.h"
#include "analyzer/sequence/session_report.h"
#include "analyzer/sequence/step_checks.h"
#include "analyzer/sequence/step_results.h"
#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

// Rounds are judged one by one; of a phone that starts anew for days the last ones tell enough.
constexpr std::size_t kRoundsReported = 100;

void append(Diagnoses &to, const Diagnoses &from) {
    for (const Diagnosis &one : from) {
        const bool there =
            std::any_of(to.begin(), to.end(), [&](const Diagnosis &had) { return had.code == one.code; });
        if (!there) to.push_back(one);
    }
}

struct Judgement {
    Verdict verdict = Verdict::incomplete;
    Outcome outcome;
    Diagnoses diagnoses;
};

Diagnoses faults_of(const PhoneStory &story, const CapfDialogue &dialogue) {
    Diagnoses found = check_connection(story, dialogue);
    if (found.empty()) found = check_tls(story, dialogue);
    if (found.empty()) found = check_dialogue(story, dialogue);
    return found;
}

// Judges a story as if the capture ended where the story does.
class PhoneCheck {
public:
    explicit PhoneCheck(const PhoneStory &story) : story_(story) {}

    Judgement run() {
        judge_encrypted_file();
        if (outcome_.encrypted != nullptr) judge_later_rounds();
        if (outcome_.encrypted == nullptr && !later_failed_) judge_not_enabled();
        if (outcome_.encrypted == nullptr && !outcome_.not_enabled && !later_failed_) find_fault();
        const bool works = outcome_.encrypted != nullptr || outcome_.not_enabled;
        if (const auto database = check_database(story_); database && !works) insert_by_step(current_, *database);
        soften();
        return {verdict(), outcome_, current_};
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
        if (!file->signature_accepted() && story_.lost_in_capture) return;
        if (!key_could_be_compared(*file)) return;
        outcome_.encrypted = file;
        append(current_, check_symmetric_key(story_, *file));
    }

    // With keys, the certificate that CAPF handled is compared with the hash. Where the capture lost a part of the
    // session, the keys do not show it, and the file may be for another certificate.
    [[nodiscard]] bool key_could_be_compared(const CheckedFile &file) const {
        if (!story_.options->tls_keys_given || outcome_.decrypted) return true;
        const std::int64_t asked = file.transfer->asked.time;
        if (story_.registered_between(asked, story_.capture_end.time)) return true;
        const CapfDialogue *before = nullptr;
        for (const CapfDialogue &dialogue : story_.dialogues) {
            if (dialogue.begin().time < asked) before = &dialogue;
        }
        return before == nullptr || !before->lossy || (before->succeeded() && !before->certificate.empty());
    }

    // What came after the encrypted file: a later round that fails, or turns the feature off, is the last word. One
    // that is not decided takes nothing back.
    void judge_later_rounds() {
        const Moment since = outcome_.encrypted->transfer->asked;
        const PhoneStory later = story_.since(since);
        if (full_in_clear(later) != nullptr) {
            outcome_.encrypted = nullptr;
            return;
        }
        const bool asked = std::any_of(later.files.begin(), later.files.end(),
                                       [](const CheckedFile &file) { return file.is_config(); });
        Diagnoses faults = asked ? check_config(later) : Diagnoses{};
        if (faults.empty() && !later.dialogues.empty()) {
            const CapfDialogue &last = later.dialogues.back();
            if (story_.registered_between(last.begin().time, story_.capture_end.time)) return;
            faults = faults_of(later, last);
            if (faults.empty()) faults = check_after_capf(later, last);
        } else if (faults.empty() && asked) {
            faults = check_capf_not_tried(later);
        }
        if (faults.empty()) return;
        outcome_.encrypted = nullptr;
        later_failed_ = true;
        current_ = std::move(faults);
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

    // The last configuration, where it is a full one that the phone may use as it is.
    static const CheckedFile *full_in_clear(const PhoneStory &story) {
        const CheckedFile *config = story.last_config();
        if (config == nullptr || !config->config->full().value_or(false) || config->signature_invalid()) return nullptr;
        const bool promised = config->config->encrypted().value_or(false);
        const CheckedFile *asked = story.last_encrypted_request();
        const bool fell_back = asked != nullptr && asked->transfer->asked.time < config->transfer->asked.time;
        return promised && !fell_back && config->config->cert_hash ? nullptr : config;
    }

    void judge_not_enabled() {
        if (full_in_clear(story_) == nullptr) return;
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
        Diagnoses capf = faults_of(story_, last);
        if (capf.empty()) capf = check_after_capf(story_, last);
        if (capf.empty()) return;
        append(capf, current_);
        current_ = std::move(capf);
    }

    [[nodiscard]] bool provable() const {
        // What the capture lost, or shows of one side only, is no fault of phone or server. What rests on a session
        // that another phone may have held is no fault of this phone.
        return !story_.one_direction && !rests_on_session_in_doubt(current_.front());
    }

    [[nodiscard]] bool rests_on_session_in_doubt(const Diagnosis &diagnosis) const {
        const bool of_session = diagnosis.step >= Step::capf_connect && diagnosis.step <= Step::matching_config;
        return of_session && std::any_of(story_.dialogues.begin(), story_.dialogues.end(),
                                         [](const CapfDialogue &dialogue) { return dialogue.owner_in_doubt; });
    }

    // Such a diagnosis stays as a possibility.
    void soften() {
        for (Diagnosis &diagnosis : current_) {
            if (rests_on_session_in_doubt(diagnosis)) diagnosis.evidence = Evidence::inferred;
        }
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

    const PhoneStory &story_;
    Outcome outcome_;
    Diagnoses current_;
    bool later_failed_ = false;  // a round after the encrypted file failed
};

// The round's own outcome: what an earlier round decided is not its.
RoundReport report_round(const Round &round, const PhoneStory &story, const Judgement &judged) {
    RoundReport report{round.begin, round.end, round.frames, RoundOutcome::incomplete, {}, {}};
    const auto within = [&](std::int64_t time) { return time >= round.begin.time; };
    const CheckedFile *config = story.last_config();
    const auto done = std::find_if(story.dialogues.rbegin(), story.dialogues.rend(), [&](const CapfDialogue &dialogue) {
        return within(dialogue.begin().time) && dialogue.succeeded();
    });
    const auto is_recent = [&](const Diagnosis &diagnosis) {
        return std::any_of(diagnosis.frames.begin(), diagnosis.frames.end(),
                           [&](std::uint32_t frame) { return frame >= round.begin.frame; });
    };
    if (judged.verdict == Verdict::failed && is_recent(judged.diagnoses.front())) {
        report.outcome = RoundOutcome::failed;
        report.diagnoses = judged.diagnoses;
        report.summary = judged.diagnoses.front().summary;
    } else if (judged.outcome.encrypted != nullptr && within(judged.outcome.encrypted->transfer->asked.time)) {
        report.outcome = RoundOutcome::encrypted;
        report.summary = judged.outcome.encrypted->transfer->name.base_name + " arrived";
    } else if (judged.verdict == Verdict::not_enabled && config != nullptr && within(config->transfer->asked.time)) {
        report.outcome = RoundOutcome::not_enabled;
        report.summary = config->transfer->name.base_name + ": " + report_file(*config).config_summary;
    } else if (done != story.dialogues.rend()) {
        report.outcome = RoundOutcome::capf_done;
        report.summary = "CAPF with " + dissection::to_string(done->connection->server) + ": " + describe(*done);
    } else if (config != nullptr && within(config->transfer->asked.time)) {
        report.summary = config->transfer->name.base_name + ": " + report_file(*config).config_summary;
    } else {
        report.summary = "no configuration arrived";
    }
    return report;
}

// Each round is judged as if the capture had ended when the next one began.
std::vector<RoundReport> report_rounds(const PhoneStory &story, const Judgement &whole) {
    const std::vector<Round> rounds = find_rounds(story);
    std::vector<RoundReport> reports;
    const std::size_t first = rounds.size() > kRoundsReported ? rounds.size() - kRoundsReported : 0;
    for (std::size_t i = first; i + 1 < rounds.size(); ++i) {
        const PhoneStory then = story.until(rounds[i + 1].begin);
        reports.push_back(report_round(rounds[i], then, PhoneCheck(then).run()));
    }
    if (!rounds.empty()) reports.push_back(report_round(rounds.back(), story, whole));
    return reports;
}

// What failed before: in CAPF attempts that others followed, and in earlier rounds.
Diagnoses tell_history(const PhoneStory &story, const Judgement &whole, const std::vector<RoundReport> &rounds) {
    Diagnoses past;
    for (const CapfDialogue &dialogue : story.dialogues) {
        const bool last = &dialogue == &story.dialogues.back();
        if (last && whole.outcome.encrypted == nullptr) break;
        const Diagnoses faults = dialogue.owner_in_doubt ? Diagnoses{} : faults_of(story, dialogue);
        if (!faults.empty()) past.push_back(faults.front());  // the likeliest
    }
    const auto told = [](const Diagnoses &list, const Diagnosis &one) {
        return std::any_of(list.begin(), list.end(), [&](const Diagnosis &other) {
            return other.code == one.code && other.frames == one.frames;
        });
    };
    for (const RoundReport &round : rounds) {
        if (round.outcome != RoundOutcome::failed || &round == &rounds.back()) continue;
        const Diagnosis &first = round.diagnoses.front();
        if (!told(past, first) && !told(whole.diagnoses, first)) past.push_back(first);
    }
    return past;
}

}  // namespace

PhoneReport check_phone(const phones::Phone &phone, const SequenceOptions &options, Moment capture_begin,
                        Moment capture_end) {
    const PhoneStory story = tell_story(phone, options, capture_begin, capture_end);
    const Judgement judged = PhoneCheck(story).run();
    PhoneReport report;
    report.device = phone.device;
    report.addresses = phone.addresses;
    report.verdict = judged.verdict;
    report.diagnoses = judged.diagnoses;
    if (report.verdict == Verdict::failed) report.failed_step = judged.diagnoses.front().step;
    report.rounds = report_rounds(story, judged);
    report.history = tell_history(story, judged, report.rounds);
    report.steps = step_results(story, judged.outcome, judged.diagnoses, report.verdict == Verdict::failed);
    for (const CheckedFile &file : story.files) report.files.push_back(report_file(file));
    for (std::size_t i = 0; i < story.dialogues.size(); ++i) {
        report.sessions.push_back(report_session(story.dialogues[i], phone.capf[i]));
    }
    report.other_events = service_events(phone);
    report.certificates = report_certificates(story);
    report.notices = phone_notices(story);
    const bool works = judged.outcome.encrypted != nullptr || judged.outcome.not_enabled;
    if (const auto database = check_database(story); database && works) {
        report.notices.push_back({database->code, database->frames, database->summary});
    }
    report.conclusion = conclude(story, judged.outcome, report);
    return report;
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
