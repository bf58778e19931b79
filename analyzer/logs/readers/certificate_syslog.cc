// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/certificate_syslog.h"

#include <optional>
#include <utility>

#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::string_view kOwn = "%UC_CERT-", kCisco = "%UC_", kUtc = " UTC :";

struct Prefix {
    LogTime time;
    std::string_view text;
};

// "Jun 19 2019 10:00:00.19"
bool scan_date_with_year(std::string_view rest, LogTime &time) {
    LogTime read;
    if (!scan_month_and_day(rest, read) || !take(rest, " ") || !scan_year(rest, read) || !take(rest, " ") ||
        !scan_time_of_day(rest, read) || !rest.empty()) {
        return false;
    }
    read.zone = 0;
    time = read;
    return true;
}

// The alarm's own time, which stands before " UTC :", says year and zone; the syslog's does not.
bool find_own_time(std::string_view line, LogTime &time) {
    constexpr std::size_t kShortest = 20, kLongest = 32;  // bytes of "Jun 19 2019 10:00:00.19"
    const std::size_t end = line.find(kUtc);
    if (end == std::string_view::npos) return false;
    for (std::size_t length = kShortest; length <= std::min(kLongest, end); ++length) {
        if (scan_date_with_year(line.substr(end - length, length), time)) return true;
    }
    return false;
}

// "Jun 19 12:00:00 hcs862 local99 0 : 42: hcs862.example.net: Jun 19 2019 10:00:00.19 UTC :  %UC_CERT-0-…"
std::optional<Prefix> read_prefix(std::string_view line) {
    Prefix prefix{{}, line};
    std::string_view rest = line;
    LogTime syslog;
    const bool has_syslog_time = scan_month_and_day(rest, syslog) && take(rest, " ") && scan_time_of_day(rest, syslog);
    if (find_own_time(line, prefix.time)) return prefix;
    prefix.time = syslog;
    if (has_syslog_time || line.starts_with(kCisco)) return prefix;
    return std::nullopt;
}

class CertificateSyslogReader : public Reader {
public:
    CertificateSyslogReader(Sink sink, const ReadOptions &options)
        : Reader(Format::certificate_syslog, std::move(sink), options) {}

protected:
    std::optional<Envelope> read_envelope(std::string_view line) const override {
        const auto prefix = read_prefix(line);
        if (!prefix) return std::nullopt;
        return Envelope{prefix->time, {}, {}, prefix->text, std::nullopt};
    }

    void interpret(std::string_view text, LogEvent &event) override {
        auto alarm = after(text, kOwn);
        if (!alarm) return;
        event.kind = LogKind::certificate_alarm;
        event.program = "UC_CERT";
        event.result = take_number(*alarm);  // the severity
        static_cast<void>(take(*alarm, "-"));
        event.mode = alarm->substr(0, alarm->find(':'));
        event.subject = part_after(*alarm, "Certificate name:", " ]").value_or(std::string_view());
        event.unit = part_after(*alarm, " Unit:", " ]").value_or(std::string_view());
        event.certificate_type = part_after(*alarm, " Type:", " ]").value_or(std::string_view());
        event.expires = part_after(*alarm, "Expiration:", "]").value_or(std::string_view());
    }
};

}  // namespace

int likeness_of_certificate_syslog(std::string_view line) {
    if (!contains(line, kCisco) || !read_prefix(line)) return 0;
    return contains(line, kOwn) ? 2 : 1;
}

std::unique_ptr<Reader> make_certificate_syslog_reader(Reader::Sink sink, const ReadOptions &options) {
    return std::make_unique<CertificateSyslogReader>(std::move(sink), options);
}

}  // namespace capf::logs
