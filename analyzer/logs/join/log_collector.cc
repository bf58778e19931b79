// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_collector.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "plugin/wire/ascii.h"

namespace capf::logs {
namespace {

// What a service says of itself, which matters to every phone that it serves.
bool is_of_service(LogKind kind) {
    return kind == LogKind::server_full || kind == LogKind::capf_server_full || kind == LogKind::certificate_alarm;
}

// The phone that most of the log's lines name.
std::string most_named(const CollectedLog &log) {
    std::map<std::string, std::size_t> named;
    for (const LogEvent &event : log.events) {
        std::string device = device_in(!event.device.empty() ? event.device : event.text);
        if (!device.empty()) ++named[std::move(device)];
    }
    const auto most =
        std::max_element(named.begin(), named.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    return most == named.end() ? "" : most->first;
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
    if (!is_of_phones(event)) return of_service_++ < kMostServiceEvents;
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
    if (!phones_.empty() && !is_of_phones(event) && !is_of_service(event.kind)) return;
    if (!has_room(event)) return;
    LogEvent &kept = logs_[event.file].events.emplace_back(event);
    kept.tvs.reset();
    kept.text.resize(std::min(kept.text.size(), kLongestText));
    kept.text.shrink_to_fit();
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
    const std::string owner = is_of_phone(kind.format) ? device_in(path) : "";
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
            log.owner = device_in(log.path);
            if (log.owner.empty()) log.owner = most_named(log);
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
