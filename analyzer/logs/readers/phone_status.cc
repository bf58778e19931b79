// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/phone_status.h"

#include <optional>
#include <utility>

#include "analyzer/logs/readers/own_phone.h"
#include "analyzer/logs/readers/phone_texts.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr int kCentury = 2000;

struct Prefix {
    LogTime time;
    std::string_view text;
};

// "11/29/26". Month first, as the phones' pages show it; a month above twelve is a day.
bool scan_short_date(std::string_view &rest, LogTime &time) {
    int month = 0, day = 0, year = 0;
    std::string_view left = rest;
    if (!take_digits(left, 2, month) || !take(left, "/") || !take_digits(left, 2, day) || !take(left, "/") ||
        !take_digits(left, 2, year)) {
        return false;
    }
    if (month > 12) std::swap(month, day);
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;
    time.year = static_cast<std::int16_t>(kCentury + year);
    time.month = static_cast<std::uint8_t>(month);
    time.day = static_cast<std::uint8_t>(day);
    rest = left;
    return true;
}

// "[10:04:33am 11/29/26] ITL installed"
std::optional<Prefix> read_prefix(std::string_view line) {
    Prefix prefix;
    if (!take(line, "[") || !scan_half_day_time(line, prefix.time) || !take(line, " ") ||
        !scan_short_date(line, prefix.time) || !take(line, "] ")) {
        return std::nullopt;
    }
    prefix.text = line;
    return prefix;
}

// "10:04:33a ITL installed"
std::optional<Prefix> read_old_prefix(std::string_view line) {
    Prefix prefix;
    if (!scan_half_day_time(line, prefix.time) || !take(line, " ")) return std::nullopt;
    prefix.text = line;
    return prefix;
}

using ReadPrefix = std::optional<Prefix> (*)(std::string_view line);

class PhoneStatusReader : public Reader {
public:
    PhoneStatusReader(Format format, ReadPrefix prefix, Sink sink, const ReadOptions &options)
        : Reader(format, std::move(sink), options), prefix_(prefix) {}

protected:
    std::optional<Envelope> read_envelope(std::string_view line) const override {
        const auto prefix = prefix_(line);
        if (!prefix) return std::nullopt;
        return Envelope{prefix->time, {}, {}, prefix->text, std::nullopt};
    }

    void interpret(std::string_view text, LogEvent &event) override {
        interpret_status_text(text, event);
        if (event.kind != LogKind::other) phone_.set(event);
    }

private:
    ReadPrefix prefix_;
    OwnPhone phone_;
};

int likeness(const std::optional<Prefix> &prefix) {
    if (!prefix) return 0;
    LogEvent event;
    interpret_status_text(prefix->text, event);
    return event.kind == LogKind::other ? 1 : 2;
}

}  // namespace

int likeness_of_phone_status(std::string_view line) {
    return likeness(read_prefix(line));
}

int likeness_of_old_phone_status(std::string_view line) {
    return likeness(read_old_prefix(line));
}

std::unique_ptr<Reader> make_phone_status_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<PhoneStatusReader>(Format::phone_status, read_prefix, std::move(sink), options);
}

std::unique_ptr<Reader> make_old_phone_status_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<PhoneStatusReader>(Format::old_phone_status, read_old_prefix, std::move(sink), options);
}

}  // namespace capf::logs
