// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/capf_daemons.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::size_t kMostWordsBefore = 6;  // of the journal: host, program, level
constexpr std::size_t kMostSessions = 4096;

constexpr std::string_view kCapfWords[] = {
    "Device Name: ", "Unknown device: ", "Authentication Mode: ", "Scheduled Operation: ", "Key Algorithm: ",
    "Key Size: ",    "Result: ",         "Too many clients: "};
constexpr std::string_view kTvsWords[] = {"Certificate Hash:", "Status: Valid", "Status: Invalid"};

// "10.1.2.3:51292 Device Name: SEP…": the thread is the client's address and port, or the service's own.
struct Prefix {
    LogTime time;
    std::string_view program, thread, address, text;
    std::uint16_t port = 0;
};

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
bool read_client(std::string_view word, Prefix &prefix) {
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

std::optional<Prefix> read_prefix(std::string_view line) {
    Prefix prefix;
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

class DaemonReader : public Reader {
public:
    DaemonReader(Format format, Sink sink, const ReadOptions &options) : Reader(format, std::move(sink), options) {}

protected:
    std::optional<Envelope> read_envelope(std::string_view line) const override {
        const auto prefix = read_prefix(line);
        if (!prefix) return std::nullopt;
        return Envelope{prefix->time, prefix->program, {}, prefix->text, std::nullopt};
    }

    // What an exception prints.
    bool may_go_on(std::string_view beginning) const override { return contains(beginning, "Traceback "); }
    bool continues(std::string_view line, std::size_t) const override {
        return line.starts_with(' ') || contains(line, "Error");
    }

    void interpret(std::string_view text, LogEvent &event) override {
        if (!about_device(text, event) && !about_operation(text, event)) about_certificate(text, event);
        if (event.kind == LogKind::other) return;
        const auto prefix = read_prefix(event.text);
        if (!prefix) return;
        event.address = prefix->address;
        event.port = prefix->port;
        event.connection = prefix->thread;
        remember_device(event);
    }

private:
    static bool about_device(std::string_view text, LogEvent &event) {
        constexpr std::string_view kEnds = " \r\n";
        if (const auto name = part_after(text, "Device Name: ", kEnds)) {
            event.kind = LogKind::capf_device;
            event.device = *name;
        } else if (const auto unknown = part_after(text, "Unknown device: ", kEnds)) {
            event.kind = LogKind::capf_unknown_device;
            event.device = *unknown;
        } else if (contains(text, "Too many clients: ")) {
            event.kind = LogKind::capf_server_full;
            event.result = number_after(text, " of ");
        }
        return event.kind != LogKind::other;
    }

    static bool about_operation(std::string_view text, LogEvent &event) {
        struct Known {
            std::string_view words;
            LogKind kind;
        };
        constexpr Known kKnown[] = {{"Authentication Mode: ", LogKind::capf_authentication},
                                    {"Scheduled Operation: ", LogKind::capf_operation},
                                    {"Key Algorithm: ", LogKind::capf_key_algorithm},
                                    {"Key Size: ", LogKind::capf_key_size},
                                    {"Curve: ", LogKind::capf_key_size},
                                    {"Result: ", LogKind::capf_result},
                                    {"Error: ", LogKind::capf_error}};
        for (const Known &known : kKnown) {
            if (!text.starts_with(known.words)) continue;
            event.kind = known.kind;
            event.mode = wire::trim(text.substr(known.words.size()));
            if (known.words == "Key Size: ") event.result = number_after(text, known.words);
            if (known.kind == LogKind::capf_error) set_error(text, event);
            return true;
        }
        return false;
    }

    // "Error: Key generation failed (5)", "Error: Unexpected command: 3"
    static void set_error(std::string_view text, LogEvent &event) {
        if (event.format == Format::tvsd) event.kind = LogKind::tvs_error;
        event.result = number_after(text, "(");
        if (!event.result) event.result = number_after(text, "Unexpected command: ");
    }

    static void about_certificate(std::string_view text, LogEvent &event) {
        if (const auto subject = part_after(text, "Subject Name: ", "\r\n")) {
            event.kind = LogKind::certificate_subject;
            event.subject = *subject;
        } else if (const auto issuer = part_after(text, "Issuer Name: ", "\r\n")) {
            event.kind = LogKind::certificate_issuer;
            event.issuer = *issuer;
        } else if (const auto status = part_after(text, "Status: ", " \r\n");
                   status == "Valid" || status == "Invalid") {
            event.kind = LogKind::tvs_status;
            event.result = status == "Valid" ? 0 : 1;
        }
    }

    // The session's first record names the device, the others have only its address and port.
    void remember_device(LogEvent &event) {
        if (!event.device.empty()) {
            if (devices_.size() >= kMostSessions) devices_.clear();
            devices_[event.connection] = event.device;
            return;
        }
        const auto found = devices_.find(event.connection);
        if (found != devices_.end()) event.device = found->second;
    }

    std::unordered_map<std::string, std::string> devices_;  // by address and port
};

template <std::size_t count>
int likeness(std::string_view line, const std::string_view (&own)[count], std::string_view thread,
             std::string_view program) {
    const auto prefix = read_prefix(line);
    if (!prefix) return 0;
    const bool is_own =
        std::ranges::any_of(own, [&](std::string_view words) { return prefix->text.starts_with(words); });
    return is_own ? 2 : prefix->thread == thread || prefix->program == program ? 1 : 0;
}

}  // namespace

int likeness_of_capfd(std::string_view line) {
    return likeness(line, kCapfWords, "CAPF", "capfd");
}

int likeness_of_tvsd(std::string_view line) {
    return likeness(line, kTvsWords, "TVS", "tvsd");
}

std::unique_ptr<Reader> make_capfd_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<DaemonReader>(Format::capfd, std::move(sink), options);
}

std::unique_ptr<Reader> make_tvsd_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<DaemonReader>(Format::tvsd, std::move(sink), options);
}

}  // namespace capf::logs
