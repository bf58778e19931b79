// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/rotated_set.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

namespace capf::capture {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kDateDigits = 14;  // 20260131120000
constexpr std::size_t kLeastDigits = 5;  // dumpcap's 00001
constexpr std::size_t kMostDigits = 9;   // more is no file's number
constexpr std::string_view kEndings[] = {".cap", ".pcap", ".pcapng", ".dmp"};

// Where a file stands in its set.
struct Place {
    std::string set;   // equal for all files of the set
    std::string date;  // of the file, where the name has one
    unsigned long number = 0;
};

bool ends_with(std::string_view text, std::string_view ending) {
    return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

unsigned long to_number(std::string_view digits) {
    return std::stoul(std::string(digits));
}

// NAME.cap12: the number behind the ending. Without one it may be tcpdump's first file.
std::optional<Place> numbered_ending(std::string_view path) {
    const std::size_t last = path.find_last_not_of(kDigits);
    if (last == std::string_view::npos) return std::nullopt;
    const std::string_view stem = path.substr(0, last + 1), digits = path.substr(last + 1);
    const bool known = std::any_of(std::begin(kEndings), std::end(kEndings),
                                   [&](std::string_view ending) { return ends_with(stem, ending); });
    if (!known || digits.size() > kMostDigits) return std::nullopt;
    return Place{std::string(stem), "", digits.empty() ? 0 : to_number(digits)};
}

// NAME_00001_20260131120000.pcapng, or date and number the other way round.
std::optional<Place> dumpcap_name(std::string_view path) {
    const std::size_t slash = path.find_last_of('/');
    const std::size_t dot =
        path.find('.', path.find_last_of('_') == std::string_view::npos ? 0 : path.find_last_of('_'));
    if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return std::nullopt;
    const std::string_view stem = path.substr(0, dot), ending = path.substr(dot);
    const std::size_t second = stem.find_last_of('_');
    if (second == std::string_view::npos || second == 0) return std::nullopt;
    const std::size_t first = stem.find_last_of('_', second - 1);
    if (first == std::string_view::npos) return std::nullopt;
    std::string_view number = stem.substr(first + 1, second - first - 1), date = stem.substr(second + 1);
    if (number.size() == kDateDigits) std::swap(number, date);
    const bool fits = all_digits(number) && all_digits(date) && date.size() == kDateDigits &&
                      number.size() >= kLeastDigits && number.size() <= kMostDigits;
    if (!fits) return std::nullopt;
    return Place{std::string(stem.substr(0, first)) + "_" + std::string(ending), std::string(date), to_number(number)};
}

std::optional<Place> place_of(const std::string &path) {
    const auto dumpcap = dumpcap_name(path);
    return dumpcap ? dumpcap : numbered_ending(path);
}

struct Member {
    Place place;
    std::string path;
};

}  // namespace

std::vector<std::vector<std::string>> join_rotated_sets(const std::vector<std::string> &paths) {
    std::vector<std::vector<Member>> groups;
    std::map<std::string, std::size_t> group_of_set;
    for (const std::string &path : paths) {
        const auto place = place_of(path);
        const auto known = place ? group_of_set.find(place->set) : group_of_set.end();
        const bool there =
            known != group_of_set.end() && std::any_of(groups[known->second].begin(), groups[known->second].end(),
                                                       [&](const Member &member) { return member.path == path; });
        if (known != group_of_set.end() && !there) {
            groups[known->second].push_back({*place, path});
            continue;
        }
        if (place && !there) group_of_set[place->set] = groups.size();
        groups.push_back({{place.value_or(Place{}), path}});
    }
    std::vector<std::vector<std::string>> result;
    for (std::vector<Member> &group : groups) {
        std::stable_sort(group.begin(), group.end(), [](const Member &a, const Member &b) {
            return std::tie(a.place.date, a.place.number) < std::tie(b.place.date, b.place.number);
        });
        auto &files = result.emplace_back();
        for (const Member &member : group) files.push_back(member.path);
    }
    return result;
}

}  // namespace capf::capture
