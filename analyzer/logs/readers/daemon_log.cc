// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/daemon_log.h"

#include <algorithm>

#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::size_t kMostWordsBefore = 6;  // of the journal: host, program, level
constexpr std::size_t kMostSessions = 4096;

bool is_ipv4(std::string_view text) {
    return std::ranges::count(text, '.') == 3 && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// By its looks; Ethernet addresses and times of day have fewer colons.
bool is_ipv6(std::string_view text) {
    constexpr std::ptrdiff_t kColons = 7;
    if (text.find_first_not_of("0123456789abcdefABCDEF:") != std::string_view::npos) return false;
    return contains(text, "::") || std::ranges::count(text, ':') == kColons;
}

// "10.1.2.3:51292", "2001:db8::57:51292" or "[2001:db8::57]:51292". An address of IPv4 that came over a socket of IPv6
// is written "::ffff:10.1.2.3".
bool read_client(std::string_view word, DaemonPrefix &prefix) {
    const std::size_t colon = word.rfind(':');
    if (colon == std::string_view::npos) return false;
    std::string_view address = word.substr(0, colon);
    if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
    std::string_view mapped = address;
    if (take(mapped, "::ffff:") && is_ipv4(mapped)) address = mapped;
    if (!is_ipv4(address) && !is_ipv6(address)) return false;
    std::string_view port = word.substr(colon + 1);
    const auto number = take_number(port);
    if (!number || *number <= 0 || *number > 0xffff || !port.empty()) return false;
    prefix.address = address;
    prefix.port = static_cast<std::uint16_t>(*number);
    return true;
}

// The journal's time, in the two ways it is mostly printed: "Nov 29 06:33:59 ", "2026-11-29T06:33:59+0000 ".
void take_time(std::string_view &rest, LogTime &time) {
    std::string_view left = rest;
    LogTime read;
    if (scan_month_and_day(left, read)) {
        skip_spaces(left);
    } else if (!scan_iso_date(left, read) || (!take(left, "T") && !take(left, " "))) {
        return;
    }
    if (!scan_time_of_day(left, read)) return;
    static_cast<void>(scan_zone(left, read));
    if (!take(left, " ")) return;
    time = read;
    rest = left;
}

}  // namespace

std::optional<DaemonPrefix> read_daemon_prefix(std::string_view line) {
    DaemonPrefix prefix;
    take_time(line, prefix.time);
    for (std::size_t i = 0; i <= kMostWordsBefore; ++i) {
        skip_spaces(line);
        const std::string_view word = take_until(line, " ");
        if (line.empty()) return std::nullopt;
        if (word == "CAPF" || word == "TVS" || read_client(word, prefix)) {
            prefix.thread = word;
            line.remove_prefix(1);
            prefix.text = line;
            return prefix;
        }
        // "capfd[1234]:"; what stands before it may be a host's name with a colon.
        const std::string_view name = word.substr(0, word.find_first_of("[:"));
        if (name == "capfd" || name == "tvsd") prefix.program = name;
    }
    return std::nullopt;
}

int likeness_of_daemon(std::string_view line, std::span<const std::string_view> own, std::string_view thread,
                       std::string_view program) {
    const auto prefix = read_daemon_prefix(line);
    if (!prefix) return 0;
    const bool is_own =
        std::ranges::any_of(own, [&](std::string_view words) { return prefix->text.starts_with(words); });
    return is_own ? 2 : prefix->thread == thread || prefix->program == program ? 1 : 0;
}

std::optional<Reader::Envelope> DaemonLogReader::read_envelope(std::string_view line) const {
    const auto prefix = read_daemon_prefix(line);
    if (!prefix) return std::nullopt;
    return Envelope{prefix->time, prefix->program, {}, prefix->text, std::nullopt};
}

bool DaemonLogReader::may_go_on(std::string_view beginning) const {
    return contains(beginning, "Traceback ");
}

bool DaemonLogReader::continues(std::string_view line, std::size_t /*lines*/) const {
    return line.starts_with(' ') || contains(line, "Error");
}

void DaemonLogReader::interpret(std::string_view text, LogEvent &event) {
    read_text(text, event);
    if (event.kind == LogKind::other) return;
    const auto prefix = read_daemon_prefix(event.text);
    if (!prefix) return;
    event.address = prefix->address;
    event.port = prefix->port;
    event.connection = prefix->thread;
    remember_device(event);
}

bool DaemonLogReader::take_error(std::string_view text, LogKind kind, LogEvent &event) {
    constexpr std::string_view kError = "Error: ";
    if (!text.starts_with(kError)) return false;
    event.kind = kind;
    event.mode = wire::trim(text.substr(kError.size()));
    event.result = number_after(text, "(");
    if (!event.result) event.result = number_after(text, "Unexpected command: ");
    return true;
}

// The session's first record names the device, the others have only its address and port.
void DaemonLogReader::remember_device(LogEvent &event) {
    if (!event.device.empty()) {
        if (devices_.size() >= kMostSessions) devices_.clear();
        devices_[event.connection] = event.device;
        return;
    }
    const auto found = devices_.find(event.connection);
    if (found != devices_.end()) event.device = found->second;
}

}  // namespace capf::logs
