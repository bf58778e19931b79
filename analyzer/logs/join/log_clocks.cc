// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_clocks.h"

#include <algorithm>
#include <cstdlib>

#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

using findings::LogOffset;

constexpr std::size_t kMostCandidatesOfEvent = 32;  // a phone may ask for one file for hours

// `period` as for match_clocks().
bool are_of_one_clock(const std::map<std::size_t, LogOffset> &clocks, std::int64_t period) {
    return std::ranges::all_of(clocks, [&](const auto &one) {
        std::int64_t apart = std::abs(one.second.offset - clocks.begin()->second.offset);
        if (period > 0) apart = std::min(apart % period, period - apart % period);
        return apart < wire::kNanosecondsPerSecond;
    });
}

}  // namespace

LogClocks::LogClocks(const std::vector<CollectedLog> &logs, const findings::CaptureReport &capture)
    : logs_(logs), capture_(capture), seen_(capture.phones.size()) {
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        for (SeenMoment &one : moments_of(capture.phones[i])) seen_[i][std::move(one.key)].push_back(one.time);
        for (auto &[key, times] : seen_[i]) std::ranges::sort(times);
    }
}

LogClocks::Key LogClocks::key_of(const LogEvent &event, std::size_t log) const {
    const CollectedLog &file = logs_[log];
    return {folder_of(file), file.owner, file.reader->format, event.stretch};
}

void LogClocks::add(const LogEvent &event, std::size_t log, std::size_t phone) {
    if (!event.at) return;
    const auto [at, is_new] = groups_.try_emplace(key_of(event, log));
    Group &group = at->second;
    if (is_new) group.period = event.time.has_date() ? 0 : wire::kNanosecondsPerDay;
    const auto key = moment_of(event);
    if (!key) return;
    const auto times = seen_[phone].find(*key);
    const bool has_times = times != seen_[phone].end();
    if (has_times || (is_of_file(*key) && !capture_.phones[phone].files.empty())) {
        told_[{log, at->first}].push_back({phone, *key, *event.at});
    }
    if (!has_times) return;
    const std::size_t number = events_++;
    for (std::size_t n = 0; n < std::min(times->second.size(), kMostCandidatesOfEvent); ++n) {
        group.candidates.push_back({{number, *event.at, times->second[n]}, log});
    }
}

void LogClocks::match() {
    for (auto &[key, group] : groups_) set_clocks(group);
}

// One clock for all, unless their own show that they are of several machines.
void LogClocks::set_clocks(Group &group) const {
    std::map<std::size_t, std::vector<ClockCandidate>> of_logs;
    std::vector<ClockCandidate> all;
    for (const Candidate &one : group.candidates) {
        of_logs[logs_[one.log].first_file].push_back(one.candidate);
        all.push_back(one.candidate);
    }
    for (const auto &[log, candidates] : of_logs) {
        if (const auto clock = match_clocks(candidates, group.period)) group.own_clocks.emplace(log, *clock);
    }
    if (!are_of_one_clock(group.own_clocks, group.period)) return;
    group.own_clocks.clear();
    group.clock = match_clocks(all, group.period);
}

const LogOffset *LogClocks::clock_in(const Group &group, std::size_t log) const {
    if (const auto own = group.own_clocks.find(logs_[log].first_file); own != group.own_clocks.end()) {
        return &own->second;
    }
    return group.clock ? &*group.clock : nullptr;
}

std::optional<LogOffset> LogClocks::clock_of(const LogEvent &event, std::size_t log) {
    if (!event.at) return std::nullopt;
    const LogKey key{log, key_of(event, log)};
    const auto [found, is_new] = found_.try_emplace(key);
    if (is_new) found->second = find_clock(key);
    return found->second;
}

std::optional<LogOffset> LogClocks::find_clock(const LogKey &log) const {
    const Group &group = groups_.at(log.second);
    const LogOffset *known = clock_in(group, log.first);
    if (known == nullptr) return std::nullopt;
    const std::optional<std::int64_t> offset = on_its_day(group, log.first, known->offset);
    if (!offset || !is_believable(log, *offset)) return std::nullopt;
    LogOffset clock = *known;
    clock.offset = *offset;
    return clock;
}

// The offset with the days that a log without dates leaves out.
std::optional<std::int64_t> LogClocks::on_its_day(const Group &group, std::size_t log, std::int64_t offset) const {
    const std::int64_t period = group.period;
    if (period == 0) return offset;
    std::map<std::int64_t, std::size_t> days;
    for (const Candidate &one : group.candidates) {
        if (logs_[one.log].first_file != logs_[log].first_file) continue;
        const std::int64_t rest = one.candidate.capture_time - one.candidate.log_time - offset;
        const std::int64_t day = (rest + (rest < 0 ? -period / 2 : period / 2)) / period;
        if (std::abs(rest - day * period) < wire::kNanosecondsPerSecond) ++days[day];
    }
    const auto most = std::ranges::max_element(days, {}, [](const auto &one) { return one.second; });
    if (most == days.end()) return std::nullopt;
    return offset + most->first * period;
}

// Few events agree by chance, as phones ask for the same files in the same order whenever they start. So of what the
// log tells while the capture records, the capture must show most.
bool LogClocks::is_believable(const LogKey &log, std::int64_t offset) const {
    const auto told = told_.find(log);
    if (told == told_.end() || !capture_.first_time || !capture_.last_time) return true;
    std::size_t expected = 0, shown = 0;
    for (const Told &one : told->second) {
        const std::int64_t at = one.at + offset;
        if (at < *capture_.first_time || at > *capture_.last_time) continue;
        ++expected;
        if (shows(one, at)) ++shown;
    }
    return shown * 3 >= expected * 2;
}

bool LogClocks::shows(const Told &told, std::int64_t at) const {
    const auto times = seen_[told.phone].find(told.key);
    if (times == seen_[told.phone].end()) return false;
    const auto next = std::ranges::lower_bound(times->second, at - wire::kNanosecondsPerSecond);
    return next != times->second.end() && *next <= at + wire::kNanosecondsPerSecond;
}

}  // namespace capf::logs
