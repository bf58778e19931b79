// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/overcome.h"

#include <algorithm>

#include "analyzer/judge/conclude.h"
#include "analyzer/judge/indications.h"
#include "analyzer/judge/phone_verdict.h"

namespace capf::judge {
namespace {

// Of a phone that goes on for days the last turns tell enough.
constexpr std::size_t kTurnsJudged = 100;

// When the phone took another turn: each moment at which it began something, or DNS told it an address.
std::vector<FrameTime> turns_of(const History &history) {
    std::vector<FrameTime> turns;
    for (const CheckedFile &file : history.files) turns.push_back(file.transfer->asked);
    for (const CapfDialogue &dialogue : history.dialogues) turns.push_back(dialogue.begin());
    for (const auto *list : {&history.phone->tvs, &history.phone->signalling}) {
        for (const phones::Connection *connection : *list) turns.push_back(connection->first);
    }
    for (const dissection::NameLookup &lookup : history.phone->lookups) {
        if (!lookup.addresses.empty()) turns.push_back(lookup.at);
    }
    std::ranges::sort(turns, {}, &FrameTime::time);
    if (turns.size() > kTurnsJudged) turns.erase(turns.begin(), turns.end() - kTurnsJudged);
    return turns;
}

// What has not come yet: once it comes, it was late, and no failure.
bool is_wait(Code code) {
    return code == Code::capf_not_attempted || code == Code::encrypted_config_not_requested;
}

}  // namespace

Findings overcome(const History &history) {
    Findings past;
    for (const Found &one : of_https_refusal(history)) {
        const History then = history.until({one.refs.back().position, one.refs.back().time});
        for (Finding &finding : conclude(then, {one})) past.push_back(std::move(finding));
    }
    // At each turn, what would be said if the capture had ended there.
    for (const FrameTime &turn : turns_of(history)) {
        const Judgement judged = judge_history(history.until(turn));
        if (judged.verdict != Verdict::failed) continue;
        const Finding &first = judged.diagnoses.front();
        if (!is_wait(first.code) && !findings::has_code(past, first.code)) past.push_back(first);
    }
    return past;
}

}  // namespace capf::judge
