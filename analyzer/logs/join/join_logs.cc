// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/join_logs.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "analyzer/logs/join/certificate_alarms.h"
#include "analyzer/logs/join/connection_devices.h"
#include "analyzer/logs/join/log_clocks.h"
#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

using namespace findings;

// What a report for people shows of a log without being asked for more.
bool tells_something(LogKind kind) {
    switch (kind) {
        case LogKind::other:
        case LogKind::file_requested:
        case LogKind::lookup_found:
        case LogKind::lookup_not_found:
        case LogKind::serving_limit:
        case LogKind::connection_opened:
        case LogKind::connection_closed:
        case LogKind::http_status:
        case LogKind::content_length:
        case LogKind::transfer_done:
        case LogKind::tls_connecting:
        case LogKind::tls_connected:
        case LogKind::certificate_subject:
        case LogKind::certificate_issuer:
        case LogKind::tvs_available:
        case LogKind::tvs_request_sent:
        case LogKind::tvs_response_received:
        case LogKind::tvs_certificate_kept:
        case LogKind::tvs_subject:
        case LogKind::tvs_issuer:
        case LogKind::tvs_serial:
        case LogKind::tvs_response_sent:
        case LogKind::capf_authentication:
        case LogKind::capf_key_algorithm:
        case LogKind::capf_bytes_sent:
        case LogKind::capf_bytes_received:
            return false;
        default:
            return true;
    }
}

void add(Parameters &values, Param param, std::string text) {
    if (!text.empty()) values.emplace_back(param, Quote{std::move(text)});
}

// What the judge and those who redact want to know without looking into the text.
Parameters values_of(const LogEvent &event) {
    Parameters values;
    if (!event.file_name.empty()) values.emplace_back(Param::file, FileName{event.file_name});
    if (!event.server.empty()) values.emplace_back(Param::server, HostName{event.server, 0});
    if (!event.subject.empty()) values.emplace_back(Param::certificate, DistinguishedName{event.subject});
    if (event.result) values.emplace_back(Param::status, Number{*event.result});
    add(values, Param::alert, event.alert);
    add(values, Param::operation, event.mode);
    add(values, Param::key, event.certificate_type);
    const bool tells_of_server = event.kind == LogKind::tls_alert || event.kind == LogKind::tls_connecting;
    if (tells_of_server && event.port != 0) values.emplace_back(Param::port, Number{event.port});
    if (event.encrypted) add(values, Param::configured, *event.encrypted ? "true" : "false");
    return values;
}

// Which phone of the capture an event is about.
class Whose {
public:
    explicit Whose(const CaptureReport &capture) {
        for (std::size_t i = 0; i < capture.phones.size(); ++i) {
            const PhoneReport &phone = capture.phones[i];
            if (phone.device) devices_[device_key(*phone.device)] = i;
            for (const std::string &address : phone.addresses) addresses_[address].push_back(i);
            for (const SessionReport &session : phone.sessions) note(session.client, i);
            for (const Event &event : phone.other_events) note(event.client, i);
        }
    }

    struct Match {
        std::size_t phone = 0;
        LogJoin join = LogJoin::address;
    };

    // `device`: the event's, or that of its connection; may be empty.
    [[nodiscard]] std::optional<Match> find(const LogEvent &event, const std::string &device,
                                            const CollectedLog &log) const {
        if (is_of_phone(log.reader->format)) return named(log.owner, LogJoin::owner);
        const auto client = event.port == 0 ? clients_.end() : clients_.find({event.address, event.port});
        if (!event.device.empty()) {
            auto match = named(device_key(event.device), LogJoin::device_name);
            // It is about this very connection.
            if (match && client != clients_.end() && client->second == match->phone) match->join = LogJoin::port;
            return match;
        }
        if (client != clients_.end()) return Match{client->second, LogJoin::port};
        if (!device.empty()) return named(device_key(device), LogJoin::device_name);
        // Behind one address there may be several phones: then nobody knows whose it is.
        const auto at = addresses_.find(event.address);
        if (at == addresses_.end() || at->second.size() != 1) return std::nullopt;
        return Match{at->second.front(), LogJoin::address};
    }

private:
    void note(const Endpoint &client, std::size_t phone) {
        if (client.port != 0) clients_[{client.address, client.port}] = phone;
    }

    [[nodiscard]] std::optional<Match> named(const std::string &device, LogJoin join) const {
        const auto found = devices_.find(device);
        if (device.empty() || found == devices_.end()) return std::nullopt;
        return Match{found->second, join};
    }

    std::map<std::string, std::size_t> devices_;
    std::map<std::string, std::vector<std::size_t>> addresses_;
    std::map<std::pair<std::string, std::uint16_t>, std::size_t> clients_;
};

// An event of a log that is about a phone.
struct Attached {
    const LogEvent *event = nullptr;
    std::size_t log = 0;
    Whose::Match match;
};

int year_of(std::int64_t days_since) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days_since}}};
    return static_cast<int>(date.year());
}

// By the date of a server's log, and with room for zones. Of phones many have not set their clock.
bool is_of_another_day(const LogEvent &event, const CaptureReport &capture) {
    const LogTime &time = event.time;
    if (is_of_phone(event.format) || !time.has_date() || !capture.first_time || !capture.last_time) return false;
    constexpr std::int64_t kRoom = 2;  // days
    const std::int64_t first = *capture.first_time / wire::kNanosecondsPerDay - kRoom;
    const std::int64_t last = *capture.last_time / wire::kNanosecondsPerDay + kRoom;
    const int from = time.year != 0 ? time.year : year_of(first), to = time.year != 0 ? time.year : year_of(last);
    for (int year = from; year <= to; ++year) {
        const std::int64_t day = days_since_1970(year, time.month, time.day);
        if (day >= first && day <= last) return false;
    }
    return true;
}

class Joiner {
public:
    Joiner(const std::vector<CollectedLog> &logs, CaptureReport &capture)
        : logs_(logs), capture_(capture), clocks_(logs, capture) {}

    void run() {
        attach();
        clocks_.match();
        add_lines();
    }

private:
    void attach() {
        const Whose whose(capture_);
        const ConnectionDevices devices(logs_);
        for (std::size_t i = 0; i < logs_.size(); ++i) {
            for (const LogEvent &event : logs_[i].events) {
                const auto match = whose.find(event, devices.device_of(event), logs_[i]);
                if (!match) continue;
                attached_.push_back({&event, i, *match});
                clocks_.add(event, i, match->phone);
            }
        }
    }

    void add_lines() {
        const std::vector<std::uint32_t> numbers = log_numbers(logs_);
        std::map<std::size_t, LogOffset> known_clocks;
        for (const Attached &one : attached_) {
            const LogEvent &event = *one.event;
            const auto clock = clocks_.clock_of(event, one.log);
            if (!clock && is_of_another_day(event, capture_)) continue;
            LogLine line = line_of(event);
            line.file = static_cast<std::uint32_t>(one.log);
            line.log = numbers[one.log];
            if (clock) line.time = *event.at + clock->offset;
            line.join = one.match.join;
            capture_.phones[one.match.phone].log_lines.push_back(std::move(line));
            if (clock) known_clocks[one.log] = *clock;
        }
        for (PhoneReport &phone : capture_.phones) sort_lines(phone.log_lines);
        capture_.log_alarms = alarms_about(capture_, logs_);
        add_logs(logs_, capture_);
        for (const auto &[log, clock] : known_clocks) capture_.log_files[log].clock = clock;
    }

    const std::vector<CollectedLog> &logs_;
    CaptureReport &capture_;
    LogClocks clocks_;
    std::vector<Attached> attached_;
};

}  // namespace

void add_logs(const std::vector<CollectedLog> &logs, CaptureReport &capture) {
    std::vector<bool> used(logs.size());
    for (const PhoneReport &phone : capture.phones) {
        for (const LogLine &line : phone.log_lines) used[line.file] = true;
    }
    for (const LogAlarm &alarm : capture.log_alarms) used[alarm.file] = true;
    // What was left out of a log may be about these phones.
    for (std::size_t i = 0; i < logs.size(); ++i) used[i] = used[i] || logs[i].left_out > 0;
    std::map<std::string_view, int> numbers;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        const CollectedLog &log = logs[i];
        LogFile file{"",
                     log.path,
                     std::string(log.reader->title),
                     log.counts.lines,
                     log.counts.lines - log.counts.unrecognised,
                     log.counts.unrecognised,
                     {}};
        if (used[i]) {
            const int number = ++numbers[log.reader->name];
            file.label = std::string(log.reader->name) + (number > 1 ? std::to_string(number) : "");
        }
        capture.log_files.push_back(std::move(file));
    }
}

void sort_lines(std::vector<LogLine> &lines) {
    for (std::size_t i = 1; i < lines.size(); ++i) {
        if (lines[i].at || lines[i].file != lines[i - 1].file) continue;
        lines[i].at = lines[i - 1].at;
        lines[i].stretch = lines[i - 1].stretch;
    }
    std::ranges::stable_sort(lines, [](const LogLine &a, const LogLine &b) {
        if (a.time || b.time) return a.time && b.time ? *a.time < *b.time : a.time.has_value();
        return stands_before(a, b);
    });
}

std::vector<std::uint32_t> log_numbers(const std::vector<CollectedLog> &logs) {
    std::map<std::pair<std::string, Format>, std::uint32_t> known;
    std::vector<std::uint32_t> numbers;
    for (const CollectedLog &log : logs) {
        const auto number = static_cast<std::uint32_t>(numbers.size());
        numbers.push_back(known.emplace(std::pair(folder_of(log), log.reader->format), number).first->second);
    }
    return numbers;
}

LogLine line_of(const LogEvent &event) {
    LogLine line;
    line.stretch = event.stretch;
    line.at = event.at;
    line.newest_first = event.format == Format::phone_status;
    line.line = static_cast<std::uint32_t>(event.line);
    line.kind = kind_name(event.kind);
    line.program = event.program;
    line.text = event.text;
    line.values = values_of(event);
    line.matters = tells_something(event.kind);
    return line;
}

KnownPhones phones_of(const std::vector<CaptureReport> &captures) {
    KnownPhones known;
    for (const CaptureReport &capture : captures) {
        for (const PhoneReport &phone : capture.phones) {
            if (phone.device) known.devices.insert(device_key(*phone.device));
            known.addresses.insert(phone.addresses.begin(), phone.addresses.end());
        }
    }
    return known;
}

void join_logs(const std::vector<CollectedLog> &logs, CaptureReport &capture) {
    Joiner(logs, capture).run();
}

}  // namespace capf::logs
