// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/rotation.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "plugin/wire/ascii.h"

namespace capf::watch {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTimestamp = 14;  // digits of 20260131120000
constexpr std::size_t kMostDigits = 9;  // of a number

// A name taken apart: those of one set differ in the number, and in the time that dumpcap adds.
struct SetName {
    std::string prefix, suffix;
    std::uint64_t number = 0;
    bool is_dumpcaps = false;
};

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t number = 0;
    for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
    return number;
}

// NAME_00001_20260131120000.pcapng and NAME_20260131120000_00001.pcapng.
std::optional<SetName> dumpcap_name(std::string_view name) {
    const std::size_t dot = std::min(name.rfind('.'), name.size());
    const std::string_view stem = name.substr(0, dot);
    const std::size_t last = stem.rfind('_');
    if (last == std::string_view::npos || last == 0) return std::nullopt;
    const std::size_t first = stem.rfind('_', last - 1);
    if (first == std::string_view::npos) return std::nullopt;
    std::string_view number = stem.substr(first + 1, last - first - 1), time = stem.substr(last + 1);
    if (number.size() == kTimestamp) std::swap(number, time);
    if (!is_digits(number) || number.size() > kMostDigits || !is_digits(time) || time.size() != kTimestamp) {
        return std::nullopt;
    }
    return SetName{std::string(stem.substr(0, first)), std::string(name.substr(dot)), number_of(number), true};
}

// NAME.cap, NAME.cap1, NAME.cap2, and NAME.cap00, NAME.cap01: a number at the end, the first may have none.
SetName numbered_name(std::string_view name) {
    std::size_t digits = 0;
    while (digits < name.size() && digits < kMostDigits && is_digits(name.substr(name.size() - digits - 1))) ++digits;
    const std::string_view number = name.substr(name.size() - digits);
    return {std::string(name.substr(0, name.size() - digits)), "", digits == 0 ? 0 : number_of(number), false};
}

SetName set_name(const std::string &name) {
    const auto dumpcap = dumpcap_name(name);
    return dumpcap ? *dumpcap : numbered_name(name);
}

struct Member {
    std::string path;
    std::uint64_t number = 0;
    fs::file_time_type written;
};

std::vector<Member> members_like(const fs::path &folder, const SetName &like) {
    std::vector<Member> members;
    std::error_code error;
    for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end;
         at.increment(error)) {
        const std::string name = at->path().filename().string();
        const SetName one = set_name(name);
        std::error_code unknown;
        if (one.is_dumpcaps != like.is_dumpcaps || one.prefix != like.prefix || one.suffix != like.suffix ||
            !at->is_regular_file(unknown)) {
            continue;
        }
        members.push_back({(folder / name).string(), one.number, at->last_write_time(unknown)});
    }
    return members;
}

}  // namespace

std::optional<std::string> next_in_set(const std::string &path) {
    const fs::path file(path);
    const SetName here = set_name(file.filename().string());
    std::error_code error;
    const fs::file_time_type written = fs::last_write_time(file, error);
    const bool is_there = !error;
    const Member *next = nullptr, *lowest = nullptr;
    const std::vector<Member> members = members_like(file.parent_path(), here);
    for (const Member &one : members) {
        if (one.number == here.number || (is_there && one.written < written)) continue;
        if (one.number > here.number && (next == nullptr || one.number < next->number)) next = &one;
        if (one.number < here.number && (lowest == nullptr || one.number < lowest->number)) lowest = &one;
    }
    if (next != nullptr) return next->path;
    // Within the clock's resolution the files of a set may be of one time: only a later one shows a ring.
    if (lowest != nullptr && is_there && lowest->written > written) return lowest->path;
    return std::nullopt;
}

std::optional<std::string> latest_of_set(const std::string &path) {
    const fs::path file(path);
    const SetName like{file.stem().string(), file.extension().string(), 0, true};
    const std::vector<Member> members = members_like(file.parent_path(), like);
    const auto latest = std::max_element(members.begin(), members.end(), [](const Member &a, const Member &b) {
        return a.written < b.written || (a.written == b.written && a.number < b.number);
    });
    if (latest == members.end()) return std::nullopt;
    return latest->path;
}

}  // namespace capf::watch
