// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/unanswered_requests.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "plugin/wire/time_units.h"

namespace capf::phones {
namespace {

using dissection::FrameTime;
using dissection::Registration;
using dissection::RegistrationRequest;

// What a request to be registered and its answers have in common: the phone, and SIP's call or SCCP's connection.
using Exchange = std::pair<std::string, std::string>;

template <typename Message>
Exchange exchange_of(const Message &one) {
    return {one.source.address, one.call.empty() ? std::to_string(one.source.port) : one.call};
}

// A frame that was captured twice is there within milliseconds; a phone waits half a second before it sends again. [RFC
// 3261, section 17.1.2.2]
void note_sent(std::vector<FrameTime> &sent, const FrameTime &at) {
    constexpr std::int64_t kShortest = wire::kNanosecondsPerSecond / 5;
    const bool copy = !sent.empty() && at.time - sent.back().time < kShortest;
    if (!copy && sent.size() < UnansweredRequest::kFramesKept) sent.push_back(at);
}

struct Answers {
    bool final = false;
    std::optional<FrameTime> trying;  // the first
};

std::map<Exchange, Answers> by_exchange(const std::vector<Registration> &answers) {
    std::map<Exchange, Answers> result;
    for (const Registration &one : answers) {
        if (one.token) continue;
        Answers &its = result[exchange_of(one)];
        const bool trying = one.outcome == Registration::Outcome::trying;
        its.final |= !trying;
        if (trying && !its.trying) its.trying = one.at;
    }
    return result;
}

// An error comes at once, and is about what was sent last between these two endpoints.
void note_errors(std::vector<UnansweredRequest> &requests, const std::vector<dissection::Unreachable> &errors) {
    constexpr std::int64_t kAtOnce = 3 * wire::kNanosecondsPerSecond;
    using Line = std::pair<dissection::Endpoint, dissection::Endpoint>;
    std::map<Line, std::map<std::int64_t, UnansweredRequest *>> lines;  // by when they were first sent
    for (UnansweredRequest &one : requests) {
        lines[{one.request.source, one.request.destination}][one.sent.front().time] = &one;
    }
    for (const dissection::Unreachable &error : errors) {
        const auto line = lines.find({error.source, error.destination});
        if (line == lines.end()) continue;
        auto later = line->second.upper_bound(error.at.time);
        if (later == line->second.begin()) continue;
        UnansweredRequest &last = *std::prev(later)->second;
        const bool at_once = error.at.time <= last.sent.back().time + kAtOnce;
        if (at_once && last.unreachable.size() < UnansweredRequest::kFramesKept) last.unreachable.push_back(error.at);
    }
}

}  // namespace

std::vector<UnansweredRequest> unanswered_requests(const std::vector<RegistrationRequest> &requests,
                                                   const std::vector<Registration> &answers,
                                                   const std::vector<dissection::Unreachable> &errors) {
    const std::map<Exchange, Answers> answered = by_exchange(answers);
    std::vector<UnansweredRequest> result;
    std::map<Exchange, std::size_t> place;  // in `result`
    for (const RegistrationRequest &one : requests) {
        const Exchange exchange = exchange_of(one);
        const auto its = answered.find(exchange);
        if (its != answered.end() && its->second.final) continue;
        const auto [at, is_new] = place.try_emplace(exchange, result.size());
        if (is_new) {
            result.push_back({one, {}, its == answered.end() ? std::nullopt : its->second.trying, {}});
        }
        note_sent(result[at->second].sent, one.at);
    }
    note_errors(result, errors);
    return result;
}

}  // namespace capf::phones
