// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/ios_capf.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "analyzer/logs/device_in_text.h"
#include "analyzer/logs/text_scan.h"
#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

constexpr std::int64_t kWouldBlock = -6983;  // of IOS's TLS: the handshake goes on later
constexpr std::size_t kMostLines = 4;        // of a message
constexpr std::string_view kPhone = "%IPPHONE-", kCapf = "ephone_capf_";

struct Prefix {
    std::optional<std::uint64_t> number;
    LogTime time;
    std::string_view text;
};

// "2026 " behind a date, where `service timestamps` has the year.
void take_year(std::string_view &rest, LogTime &time) {
    std::string_view left = rest;
    LogTime read = time;
    if (!scan_year(left, read) || !take(left, " ")) return;
    time = read;
    rest = left;
}

// " UTC" behind a time; of other zones only the name is known, which says nothing sure.
void take_zone_name(std::string_view &rest, LogTime &time) {
    if (!rest.starts_with(' ')) return;
    const std::string_view name = rest.substr(1, rest.find(':') - 1);
    if (name.empty() || name.size() > 5 || !std::ranges::all_of(name, wire::is_letter)) return;
    if (name == "UTC") time.zone = 0;
    rest.remove_prefix(name.size() + 1);
}

// "001892: .Jul 21 18:17:20.495: New Connection from phone, socket 1". Without time stamps a message begins with "%".
std::optional<Prefix> read_prefix(std::string_view line) {
    Prefix prefix;
    if (line.starts_with('%')) {
        prefix.text = line;
        return prefix;
    }
    int number = 0;
    std::string_view left = line;
    if (take_digits(left, 6, number) && take(left, ": ")) {
        prefix.number = static_cast<std::uint64_t>(number);
        line = left;
    }
    // "*" and "." say that the clock is not set, or has lost its server.
    if (!take(line, ".")) static_cast<void>(take(line, "*"));
    if (!scan_month_and_day(line, prefix.time)) return std::nullopt;
    skip_spaces(line);
    take_year(line, prefix.time);
    if (!scan_time_of_day(line, prefix.time)) return std::nullopt;
    take_zone_name(line, prefix.time);
    if (!take(line, ": ")) return std::nullopt;
    prefix.text = line;
    return prefix;
}

bool is_own(std::string_view text) {
    return contains(text, kCapf) || text.starts_with(kPhone) || contains(text, "New Connection from phone") ||
           contains(text, "SSL Handshake ");
}

class IosCapfReader : public Reader {
public:
    IosCapfReader(Sink sink, const ReadOptions &options) : Reader(Format::ios_capf, std::move(sink), options) {}

protected:
    std::optional<Envelope> read_envelope(std::string_view line) const override {
        auto prefix = read_prefix(line);
        if (!prefix) return std::nullopt;
        return Envelope{prefix->time, {}, {}, prefix->text, prefix->number};
    }

    // A message that is wider than the terminal runs over.
    bool may_go_on(std::string_view beginning) const override { return contains(beginning, kPhone); }
    bool continues(std::string_view line, std::size_t lines) const override {
        return lines < kMostLines && !contains(line, "#");
    }

    void interpret(std::string_view text, LogEvent &event) override {
        std::string whole(text);
        std::erase(whole, '\n');
        if (whole.starts_with(kPhone)) {
            about_phone(whole, event);
        } else {
            about_capf(whole, event);
        }
        if (event.kind == LogKind::other) return;
        if (event.device.empty()) event.device = device_in(whole);
        if (event.program.empty()) join_session(event);
    }

private:
    // Messages do not say which session they are of: they are of the one that is open, while there is one alone.
    void join_session(LogEvent &event) {
        forget_unfinished(event);
        if (event.kind == LogKind::connection_opened) {
            is_alone_ = open_++ == 0;
            device_.clear();
        }
        if (!event.device.empty()) {
            device_ = event.device;
        } else if (is_alone_) {
            event.device = device_;
        }
        if (event.kind != LogKind::capf_session_ended) return;
        open_ -= open_ > 0 ? 1 : 0;
        is_alone_ = false;  // of two, which one goes on is not told
        device_.clear();
    }

    // A session that breaks off has no end in the log.
    void forget_unfinished(const LogEvent &event) {
        constexpr std::int64_t kLongestPause = 300 * wire::kNanosecondsPerSecond;
        if (event.at && last_ && *event.at - *last_ > kLongestPause) {
            open_ = 0;
            is_alone_ = false;
        }
        if (event.at) last_ = event.at;
    }

    static void about_phone(std::string_view text, LogEvent &event) {
        event.program = "IPPHONE";
        if (contains(text, "-REG_ALARM:")) {
            event.kind = LogKind::phone_alarm;
        } else if (contains(text, "-UNREGISTER")) {
            event.kind = LogKind::phone_unregistered;
        } else if (contains(text, "-REGISTER")) {
            event.kind = LogKind::phone_registered;
        } else {
            return;
        }
        event.address = part_after(text, " IP:", " ").value_or(std::string_view());
        event.connection = part_after(text, " Socket:", " ").value_or(std::string_view());
    }

    static void about_capf(std::string_view text, LogEvent &event) {
        if (const auto socket = part_after(text, "New Connection from phone, socket ", " ")) {
            event.kind = LogKind::connection_opened;
            event.connection = *socket;
        } else if (contains(text, "SSL Handshake Successful")) {
            event.kind = LogKind::tls_established;
        } else if (const auto error = number_after(text, "SSL Handshake Error ")) {
            if (error == kWouldBlock) return;
            event.kind = LogKind::tls_failed;
            event.result = error;
        } else if (contains(text, " successful for ")) {
            event.kind = LogKind::capf_result;
            event.mode = text.substr(0, text.find(" for "));
        } else if (const auto function = after(text, kCapf)) {
            about_message(*function, event);
        }
    }

    // "handle_phone_msg: msgtype 2", "process_auth_res_msg: SEP… AuthMode 2", "send_PhKeyGenReq_msg: SEP… KeySize 1024"
    static void about_message(std::string_view text, LogEvent &event) {
        const std::string_view name = text.substr(0, text.find(':'));
        if (name == "ssl_write") {
            event.kind = LogKind::capf_bytes_sent;
            event.result = number_after(text, ":");
        } else if (name == "ssl_read") {
            event.kind = LogKind::capf_bytes_received;
            event.result = number_after(text, "Read ");
        } else if (name == "handle_phone_msg") {
            event.kind = LogKind::capf_message_received;
            event.result = number_after(text, "msgtype ");
        } else if (name == "process_auth_res_msg") {
            event.kind = LogKind::capf_device;
            event.result = number_after(text, "AuthMode ");
        } else if (name == "send_end_session_msg") {
            event.kind = LogKind::capf_session_ended;
        } else if (name.starts_with("send_")) {
            event.kind = LogKind::capf_message_sent;
            event.message_type = name.substr(std::string_view("send_").size());
            event.result = number_after(text, "KeySize ");
        }
    }

    int open_ = 0;                      // sessions
    bool is_alone_ = false;             // one is open, and none was when it began
    std::string device_;                // of the session that began last; empty: not named yet
    std::optional<std::int64_t> last_;  // when the last event was, by the log's clock; nanoseconds
};

}  // namespace

int likeness_of_ios_capf(std::string_view line) {
    const auto prefix = read_prefix(line);
    if (!prefix) return 0;
    return is_own(prefix->text) ? 2 : 0;
}

std::unique_ptr<Reader> make_ios_capf_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<IosCapfReader>(std::move(sink), options);
}

}  // namespace capf::logs
