// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/judge.h"

#include <algorithm>
#include <utility>

#include "analyzer/judge/certificates.h"
#include "analyzer/judge/events.h"
#include "analyzer/judge/gaps.h"
#include "analyzer/judge/indications.h"
#include "analyzer/judge/notices.h"
#include "analyzer/judge/overcome.h"
#include "analyzer/judge/phone_verdict.h"
#include "analyzer/judge/registration_report.h"
#include "analyzer/judge/rounds.h"
#include "analyzer/judge/rule.h"
#include "analyzer/judge/sessions.h"
#include "analyzer/judge/steps.h"

namespace capf::judge {
namespace {

// Rounds are judged one by one; of a phone that starts anew for days the last ones tell enough.
constexpr std::size_t kRoundsReported = 100;

std::size_t index_of(const CheckedFile &file, const History &history) {
    return static_cast<std::size_t>(&file - history.files.data());
}

// The round's own outcome: what an earlier round decided is not its.
RoundReport report_round(const Round &round, const History &history, const Judgement &judged) {
    RoundReport report{round.begin, round.end, RoundOutcome::incomplete, {}, {}, {}};
    const auto within = [&](std::int64_t time) { return time >= round.begin.time; };
    const CheckedFile *config = history.last_config();
    const auto done = std::find_if(
        history.dialogues.rbegin(), history.dialogues.rend(),
        [&](const CapfDialogue &dialogue) { return within(dialogue.begin().time) && dialogue.succeeded(); });
    const auto is_recent = [&](const Finding &finding) {
        return std::any_of(finding.refs.begin(), finding.refs.end(),
                           [&](const EvidenceRef &ref) { return ref.position >= round.begin.frame; });
    };
    if (judged.verdict == Verdict::failed && is_recent(judged.diagnoses.front())) {
        report.outcome = RoundOutcome::failed;
        report.diagnoses = judged.diagnoses;
    } else if (judged.outcome.encrypted != nullptr && within(judged.outcome.encrypted->transfer->asked.time)) {
        report.outcome = RoundOutcome::encrypted;
        report.file = index_of(*judged.outcome.encrypted, history);
    } else if (judged.verdict == Verdict::not_enabled && config != nullptr && within(config->transfer->asked.time)) {
        report.outcome = RoundOutcome::not_enabled;
        report.file = index_of(*config, history);
    } else if (done != history.dialogues.rend()) {
        report.outcome = RoundOutcome::capf_done;
        report.session = static_cast<std::size_t>(&*done - history.dialogues.data());
    } else if (const CapfDialogue *last = history.last_dialogue(); last != nullptr && within(last->begin().time)) {
        if (last->deleted()) report.outcome = RoundOutcome::capf_done;
        report.session = static_cast<std::size_t>(last - history.dialogues.data());
    } else if (config != nullptr && within(config->transfer->asked.time)) {
        report.file = index_of(*config, history);
    }
    return report;
}

// Each round is judged as if the capture had ended when the next one began.
std::vector<RoundReport> report_rounds(const History &history, const Judgement &whole) {
    const std::vector<Round> rounds = find_rounds(history);
    std::vector<RoundReport> reports;
    const std::size_t first = rounds.size() > kRoundsReported ? rounds.size() - kRoundsReported : 0;
    for (std::size_t i = first; i + 1 < rounds.size(); ++i) {
        const History then = history.until(rounds[i + 1].begin);
        reports.push_back(report_round(rounds[i], then, judge_history(then)));
    }
    if (!rounds.empty()) reports.push_back(report_round(rounds.back(), history, whole));
    return reports;
}

// What failed before: in CAPF attempts that others followed, in earlier rounds, and what the phone got past.
Findings earlier_failures(const History &history, const Judgement &whole, const std::vector<RoundReport> &rounds) {
    Findings past;
    for (const CapfDialogue &dialogue : history.dialogues) {
        const bool last = &dialogue == &history.dialogues.back();
        if (last && whole.outcome.encrypted == nullptr) break;
        const History then = last ? history : history.until((&dialogue + 1)->begin());
        Findings faults = dialogue.owner_in_doubt ? Findings{} : faults_of(then, dialogue);
        if (faults.empty()) continue;
        // The likeliest alone, but where sizes leave open whether the phone failed or was sent away.
        const bool open = faults.front().evidence == Evidence::inferred && has_code(faults, Code::capf_retry_later);
        if (!open) faults.resize(1);
        past.insert(past.end(), faults.begin(), faults.end());
    }
    for (const Found &one : of_past_refusals(history)) {
        for (Finding &finding : conclude(history, {one})) past.push_back(std::move(finding));
    }
    const auto reported = [](const Findings &list, const Finding &one) {
        return std::ranges::any_of(list, [&](const Finding &other) {
            return other.code == one.code && !one.refs.empty() && std::ranges::all_of(one.refs, [&](const auto &ref) {
                       return std::ranges::count(other.refs, ref) > 0;
                   });
        });
    };
    for (const RoundReport &round : rounds) {
        if (round.outcome != RoundOutcome::failed || &round == &rounds.back()) continue;
        const Finding &first = round.diagnoses.front();
        if (!reported(past, first) && !reported(whole.diagnoses, first)) past.push_back(first);
    }
    for (Finding &one : overcome(history)) {
        if (!has_code(past, one.code) && !has_code(whole.diagnoses, one.code)) past.push_back(std::move(one));
    }
    std::ranges::stable_sort(past, {}, [](const Finding &one) { return one.refs.empty() ? 0 : one.refs.front().time; });
    return past;
}

}  // namespace

findings::PhoneReport judge_phone(const phones::Phone &phone, const JudgeOptions &options,
                                  const phones::Recording &recording) {
    const History history = make_history(phone, options, recording);
    const Judgement judged = judge_history(history);
    PhoneReport report;
    report.device = phone.device;
    report.addresses = phone.addresses;
    report.verdict = judged.verdict;
    report.diagnoses = judged.diagnoses;
    if (report.verdict == Verdict::failed) report.failed_step = judged.diagnoses.front().step();
    report.rounds = report_rounds(history, judged);
    report.history = earlier_failures(history, judged, report.rounds);
    report.steps = step_results(history, judged.outcome, judged.diagnoses, report.verdict == Verdict::failed);
    for (const CheckedFile &file : history.files) report.files.push_back(report_file(file));
    for (std::size_t i = 0; i < history.dialogues.size(); ++i) {
        report.sessions.push_back(report_session(history.dialogues[i], phone.capf[i]));
    }
    report.other_events = service_events(phone);
    report.certificates = report_certificates(history);
    report.registrations = report_registrations(history);
    report.notices = stopped_services(history, judged.diagnoses);
    for (Finding &one : phone_notices(history)) report.notices.push_back(std::move(one));
    if (!report.diagnoses.empty()) {
        std::erase_if(report.notices, [&](const Finding &one) { return explains(report.diagnoses.front(), one); });
    }
    for (Finding &one : unlike_shown_lists(history)) report.notices.push_back(std::move(one));
    const bool works = judged.outcome.encrypted != nullptr || judged.outcome.not_enabled;
    if (works) {
        for (const Finding &one : conclude(history, of_database(history))) report.notices.push_back(one);
    }
    if (judged.outcome.encrypted != nullptr) report.encrypted_file = index_of(*judged.outcome.encrypted, history);
    report.decrypted = judged.outcome.decrypted;
    if (report.verdict == Verdict::incomplete) report.gaps = gaps_of(history, report.diagnoses);
    if (report.verdict == Verdict::failed) report.open_points = open_points(report);
    report.capf_server = history.capf_server();
    report.capf_server_configured = is_configured(history, report.capf_server);
    return report;
}

}  // namespace capf::judge
