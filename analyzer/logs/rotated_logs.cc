// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/rotated_logs.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr int kLeapYear = 2000;  // of dates without a year

// A path, split at the number that tells a log's files apart.
struct Name {
    std::string before, after;            // of a file without a number: all of it, and nothing
    std::optional<std::uint64_t> number;  // nothing: the name has none, or none of 64 bits

    [[nodiscard]] auto key() const { return std::tie(before, after); }
};

// How old files are compressed says nothing of which log they are of.
std::string_view without_compression(std::string_view path) {
    for (const std::string_view ending : {".gz", ".bz2", ".xz", ".zst", ".lz4"}) {
        if (path.ends_with(ending)) return path.substr(0, path.size() - ending.size());
    }
    return path;
}

// Where the name of a phone ends in the file's name, which has digits and is no number; 0 without one.
std::size_t end_of_device(std::string_view path) {
    const std::string device = device_in(path);
    if (device.empty()) return 0;
    for (std::size_t at = path.size() - device.size() + 1; at-- > 0;) {
        if (device_in(path.substr(at, device.size())) == device) return at + device.size();
    }
    return 0;
}

Name name_of(std::string_view path) {
    path = without_compression(path);
    const std::size_t first = std::max(path.find_last_of('/') + 1, end_of_device(path));
    std::size_t end = path.size();
    while (end > first && !wire::is_digit(path[end - 1])) --end;
    std::size_t begin = end;
    while (begin > first && wire::is_digit(path[begin - 1])) --begin;
    std::uint64_t number = 0;
    const auto [read, error] = std::from_chars(path.data() + begin, path.data() + end, number);
    if (begin == end || error != std::errc() || read != path.data() + end) return {std::string(path), "", std::nullopt};
    return {std::string(path.substr(0, begin)), std::string(path.substr(end)), number};
}

// "messages", where "messages.0" are older.
Name as_unnumbered(std::string_view path) {
    return {std::string(without_compression(path)) + ".", "", std::nullopt};
}

std::int64_t on_one_axis(const LogTime &time) {
    const int year = time.year == 0 ? kLeapYear : time.year;
    return (time.has_date() ? days_since_1970(year, time.month, time.day) * wire::kNanosecondsPerDay : 0) +
           time.of_day - time.zone.value_or(0) * wire::kNanosecondsPerSecond;
}

// From `one` to `other`, in nanoseconds. Without a date, or without a year, the shorter way round.
std::optional<std::int64_t> time_between(const LogTime &one, const LogTime &other) {
    if (!one.has_time() || !other.has_time() || one.has_date() != other.has_date()) return std::nullopt;
    const std::int64_t between = on_one_axis(other) - on_one_axis(one);
    if (one.has_date() && one.year != 0 && other.year != 0) return between;
    constexpr int kDaysOfLeapYear = 366;
    const std::int64_t period = one.has_date() ? kDaysOfLeapYear * wire::kNanosecondsPerDay : wire::kNanosecondsPerDay;
    const std::int64_t rest = (between % period + period) % period;
    return rest > period / 2 ? rest - period : rest;
}

// 1 where `b` was written after `a`, -1 where before, 0 where their times do not tell.
int written_after(const LogPart &a, const LogPart &b) {
    const auto a_to_b = time_between(a.last, b.first), b_to_a = time_between(b.last, a.first);
    if (a_to_b && b_to_a && std::abs(*a_to_b) != std::abs(*b_to_a)) {
        // One ends where the other begins. Their first times alone do not tell: a file may be of more than half a day.
        return std::abs(*a_to_b) < std::abs(*b_to_a) ? 1 : -1;
    }
    const std::int64_t between = time_between(a.first, b.first).value_or(0);
    return between > 0 ? 1 : between < 0 ? -1 : 0;
}

struct Numbered {
    std::size_t part = 0;                 // an index of all parts
    std::optional<std::uint64_t> number;  // nothing: its name has none
};

class Set {
public:
    Set(const std::vector<LogPart> &parts, std::vector<Numbered> files) : parts_(parts), files_(std::move(files)) {}

    // The logs that these files are, each with its files in order.
    std::vector<std::vector<std::size_t>> logs() {
        // What has no number comes first.
        std::ranges::stable_sort(files_, {}, &Numbered::number);
        const bool newest_is_least = direction_of_numbers() < 0;
        if (newest_is_least) {
            std::reverse(files_.begin(), files_.end());
        } else if (!files_.front().number && follows(files_.back(), files_.front())) {
            std::rotate(files_.begin(), files_.begin() + 1, files_.end());
        }
        std::vector<std::vector<std::size_t>> logs;
        for (std::size_t i = 0; i < files_.size(); ++i) {
            if (i == 0 || !are_neighbours(files_[i - 1], files_[i], newest_is_least)) logs.emplace_back();
            logs.back().push_back(files_[i].part);
        }
        return logs;
    }

private:
    // 1 where numbers grow with time. Where no time tells: they do, unless the newest file has none.
    [[nodiscard]] int direction_of_numbers() const {
        const bool all_have_numbers = files_.front().number.has_value();
        int votes = 0;
        for (std::size_t i = all_have_numbers ? 1 : 2; i < files_.size(); ++i) votes += vote(i);
        if (votes == 0 && !all_have_numbers && files_.size() > 1) votes = vote(1);
        if (votes != 0) return votes;
        return all_have_numbers ? 1 : -1;
    }

    [[nodiscard]] int vote(std::size_t i) const {
        return written_after(parts_[files_[i - 1].part], parts_[files_[i].part]);
    }

    // The file without a number goes on where that with the greatest number ends.
    [[nodiscard]] bool follows(const Numbered &last, const Numbered &unnumbered) const {
        return written_after(parts_[last.part], parts_[unnumbered.part]) > 0;
    }

    [[nodiscard]] static bool are_neighbours(const Numbered &one, const Numbered &other, bool newest_is_least) {
        if (!one.number) return other.number && *other.number <= 1;
        // The newest, after the least number or after the greatest, which may be any.
        if (!other.number) return !newest_is_least || *one.number <= 1;
        return std::max(*one.number, *other.number) - std::min(*one.number, *other.number) == 1;
    }

    const std::vector<LogPart> &parts_;
    std::vector<Numbered> files_;
};

}  // namespace

std::vector<std::vector<std::size_t>> find_rotated_logs(const std::vector<LogPart> &parts) {
    using Key = std::tuple<std::string, std::string, Format>;
    std::vector<Name> names;
    std::set<Key> numbered;
    for (const LogPart &part : parts) {
        const Name &name = names.emplace_back(name_of(part.path));
        if (name.number) numbered.emplace(name.before, name.after, part.format);
    }
    std::map<Key, std::vector<Numbered>> sets;
    std::vector<std::vector<std::size_t>> logs;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Name unnumbered = as_unnumbered(parts[i].path);
        const Key key(unnumbered.before, unnumbered.after, parts[i].format);
        if (numbered.contains(key)) {
            sets[key].push_back({i, std::nullopt});
        } else if (!names[i].number) {
            logs.push_back({i});
        } else {
            sets[{names[i].before, names[i].after, parts[i].format}].push_back({i, names[i].number});
        }
    }
    for (auto &[key, files] : sets) {
        for (std::vector<std::size_t> &log : Set(parts, std::move(files)).logs()) logs.push_back(std::move(log));
    }
    std::ranges::sort(logs, {}, [](const std::vector<std::size_t> &log) { return *std::ranges::min_element(log); });
    return logs;
}

bool may_be_next(const LogPart &before, const LogPart &part) {
    if (before.format != part.format) return false;
    const bool is_later = time_between(before.first, part.first).value_or(0) > 0;
    const Name one = name_of(before.path), other = name_of(part.path);
    if (one.number && other.number && one.key() == other.key()) {
        if (*other.number > *one.number) return *other.number - *one.number == 1;
        return *one.number - *other.number == 1 && is_later;
    }
    // From or to a file without a number.
    if (one.number && one.key() == as_unnumbered(part.path).key()) return is_later;
    return other.number && other.number <= 1 && other.key() == as_unnumbered(before.path).key() && is_later;
}

}  // namespace capf::logs
