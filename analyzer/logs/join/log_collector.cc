// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_collector.h"

#include <algorithm>
#include <map>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "analyzer/logs/rotated_name.h"
#include "plugin/wire/ascii.h"

namespace capf::logs {
namespace {

constexpr std::size_t kPiece = 256U * 1024;

// What a service says of itself, which matters to every phone that it serves.
bool is_of_service(LogKind kind) {
    return kind == LogKind::server_full || kind == LogKind::capf_server_full || kind == LogKind::certificate_alarm;
}

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

void push_all(Reader &reader, capture::ByteSource &content) {
    std::vector<std::uint8_t> piece(kPiece);
    std::ptrdiff_t n = 0;
    while ((n = content.read(piece.data(), piece.size())) > 0) {
        reader.push({reinterpret_cast<const char *>(piece.data()), static_cast<std::size_t>(n)});
    }
}

}  // namespace

bool is_of_phone(Format format) {
    return format == Format::phone_console || format == Format::old_phone_console || format == Format::phone_status ||
           format == Format::old_phone_status;
}

bool LogCollector::is_wanted(const LogEvent &event) const {
    // The path says whose log it is.
    if (is_strangers_) return false;
    if (phones_.empty() || is_of_phone(event.format) || is_of_service(event.kind)) return true;
    if (!event.device.empty() && phones_.devices.contains(device_key(event.device))) return true;
    return !event.address.empty() && phones_.addresses.contains(event.address);
}

void LogCollector::take(const LogEvent &event) {
    if (!is_wanted(event)) return;
    if (kept_ >= kMostEvents) {
        ++left_out_;
        return;
    }
    ++kept_;
    LogEvent &kept = logs_[event.file].events.emplace_back(event);
    kept.tvs.reset();
    kept.text.resize(std::min(kept.text.size(), kLongestText));
    kept.text.shrink_to_fit();
}

std::string device_key(std::string_view name) {
    std::string key = device_in(name);
    return key.empty() ? wire::upper(name) : key;
}

void read_all(Reader &reader, capture::ByteSource &content) {
    reader.begin_file(0);
    push_all(reader, content);
    reader.finish();
}

void LogCollector::read(const std::string &path, const ReaderKind &kind, capture::ByteSource &content) {
    const bool goes_on = reader_ && logs_.back().reader == &kind && is_next_file(logs_.back().path, path);
    if (!goes_on) {
        end_log();
        first_ = logs_.size();
        reader_ = kind.make([this](const LogEvent &event) { take(event); }, {});
    }
    const std::string owner = is_of_phone(kind.format) ? device_in_path(path) : "";
    is_strangers_ = !phones_.devices.empty() && !owner.empty() && !phones_.devices.contains(owner);
    reader_->begin_file(static_cast<std::uint32_t>(logs_.size()));
    logs_.push_back({path, &kind, {}, "", {}});
    push_all(*reader_, content);
}

void LogCollector::end_log() {
    if (!reader_) return;
    reader_->finish();
    const std::vector<LineCounts> &counts = reader_->counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        CollectedLog &log = logs_[first_ + i];
        log.counts = counts[i];
        if (!is_of_phone(log.reader->format)) continue;
        log.owner = owner_of(log);
    }
    reader_.reset();
}

const std::vector<CollectedLog> &LogCollector::logs() {
    end_log();
    return logs_;
}

}  // namespace capf::logs
