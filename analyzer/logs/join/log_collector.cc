// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_collector.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "plugin/wire/ascii.h"

namespace capf::logs {
namespace {

// The phone that most of the log's lines are about, or else mention.
std::string most_named(const CollectedLog &log, std::string LogEvent::*where) {
    std::map<std::string, std::size_t> named;
    for (const LogEvent &event : log.events) {
        std::string device = device_in(event.*where);
        if (!device.empty()) ++named[std::move(device)];
    }
    const auto most =
        std::max_element(named.begin(), named.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    return most == named.end() ? "" : most->first;
}

// The last part that names one: the folder of a case may be named after another phone.
std::string device_in_path(std::string_view path) {
    while (!path.empty()) {
        const std::size_t part = path.rfind('/') + 1;  // 0 where there is none
        if (std::string device = device_in(path.substr(part)); !device.empty()) return device;
        path = path.substr(0, part == 0 ? 0 : part - 1);
    }
    return "";
}

// Whose own log it is. What it says itself comes first: files are copied and renamed.
std::string owner_of(const CollectedLog &log) {
    std::string owner = most_named(log, &LogEvent::device);
    if (owner.empty()) owner = device_in_path(log.path);
    return owner.empty() ? most_named(log, &LogEvent::text) : owner;
}

}  // namespace

bool is_of_phone(Format format) {
    return format == Format::phone_console || format == Format::old_phone_console || format == Format::phone_status ||
           format == Format::old_phone_status;
}

bool LogCollector::is_of_phones(const LogEvent &event) const {
    if (is_of_phone(event.format)) return true;
    if (phones_.empty()) return !event.device.empty() || !event.address.empty();
    if (!event.device.empty() && phones_.devices.contains(device_key(event.device))) return true;
    return !event.address.empty() && phones_.addresses.contains(event.address);
}

// What is of no phone has a limit of its own, so that it leaves room for what is, and is not missed.
bool LogCollector::has_room(const LogEvent &event) {
    if (!is_of_phones(event)) return of_nobody_++ < kMostOfNobody;
    if (kept_ < kMostEvents) {
        ++kept_;
        return true;
    }
    ++left_out_;
    ++logs_[event.file].left_out;
    return false;
}

void LogCollector::take(const LogEvent &event) {
    // The path says whose log it is.
    if (is_strangers_[event.file]) return;
    // An alarm matters to every phone that the service has.
    if (!phones_.empty() && !is_of_phones(event) && event.kind != LogKind::certificate_alarm) return;
    if (!has_room(event)) return;
    LogEvent &kept = logs_[event.file].events.emplace_back(event);
    kept.tvs.reset();
    kept.text.resize(std::min(kept.text.size(), kLongestText));
    kept.text.shrink_to_fit();
}

std::string folder_of(const CollectedLog &log) {
    return log.path.substr(0, log.path.find_last_of('/') + 1);
}

std::string device_key(std::string_view name) {
    std::string key = device_in(name);
    return key.empty() ? wire::upper(name) : key;
}

LogCollector::LogCollector(KnownPhones phones) : phones_(std::move(phones)), reader_(sink()) {}

LogCollector::LogCollector(KnownPhones phones, ReadingOrder order)
    : phones_(std::move(phones)), reader_(sink(), std::move(order), false) {}

RotatedReader::Sink LogCollector::sink() {
    return {.take = [this](const LogEvent &event) { take(event); },
            .end_file = [this](std::size_t file, const LineCounts &counts) { logs_[file].counts = counts; }};
}

void LogCollector::read(const std::string &path, const ReaderKind &kind, capture::ByteSource &content,
                        const LogTime &first) {
    const std::string owner = is_of_phone(kind.format) ? device_in_path(path) : "";
    is_strangers_.push_back(!phones_.devices.empty() && !owner.empty() && !phones_.devices.contains(owner));
    CollectedLog &log = logs_.emplace_back();
    log.path = path;
    log.reader = &kind;
    reader_.read(path, kind, content, first);
}

void LogCollector::finish() {
    if (std::exchange(finished_, true)) return;
    reader_.finish();
    // In the order in which they were written.
    std::vector<CollectedLog> as_they_came = std::exchange(logs_, {});
    for (const std::vector<std::size_t> &files : reader_.logs()) {
        const std::size_t first = logs_.size();
        for (const std::size_t file : files) {
            CollectedLog &log = logs_.emplace_back(std::move(as_they_came[file]));
            log.first_file = first;
            if (!is_of_phone(log.reader->format)) continue;
            log.owner = owner_of(log);
        }
        // Not every file of it names the phone.
        for (std::size_t i = first + 1; i < logs_.size(); ++i) {
            if (logs_[i].owner.empty()) logs_[i].owner = logs_[i - 1].owner;
        }
        for (std::size_t i = logs_.size(); --i > first;) {
            if (logs_[i - 1].owner.empty()) logs_[i - 1].owner = logs_[i].owner;
        }
    }
}

ReadingOrder LogCollector::order() {
    finish();
    return reader_.order();
}

std::optional<ReadingOrder> LogCollector::better_order() {
    ReadingOrder better = order();
    if (better.logs == reader_.logs()) return std::nullopt;
    return better;
}

const std::vector<CollectedLog> &LogCollector::logs() {
    finish();
    return logs_;
}

}  // namespace capf::logs
