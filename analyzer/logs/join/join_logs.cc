// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/join_logs.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "analyzer/logs/join/clock_match.h"
#include "analyzer/logs/join/moments.h"
#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

using namespace findings;

constexpr std::int64_t kDay = 24 * 3600 * wire::kNanosecondsPerSecond;
constexpr std::size_t kMostCandidatesOfEvent = 32;  // a phone may ask for one file for hours

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

    [[nodiscard]] std::optional<Match> find(const LogEvent &event, const CollectedLog &log) const {
        if (is_of_phone(log.reader->format)) return named(log.owner, LogJoin::owner);
        const auto client = event.port == 0 ? clients_.end() : clients_.find({event.address, event.port});
        if (!event.device.empty()) {
            auto match = named(device_key(event.device), LogJoin::device_name);
            // It is about this very connection.
            if (match && client != clients_.end() && client->second == match->phone) match->join = LogJoin::port;
            return match;
        }
        if (client != clients_.end()) return Match{client->second, LogJoin::port};
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

// Logs of one program on one machine have one clock: they lie in one folder, whatever file rotation put a line in. The
// folder may hold those of other machines too: see are_of_one_clock().
using ClockKey = std::tuple<std::string, std::string, Format, std::uint32_t>;  // folder, phone, format, stretch

std::string folder_of(const CollectedLog &log) {
    return log.path.substr(0, log.path.find_last_of('/') + 1);
}

ClockKey clock_key(const CollectedLog &log, const LogEvent &event) {
    return {folder_of(log), log.owner, log.reader->format, event.stretch};
}

int year_of(std::int64_t days_since) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days_since}}};
    return static_cast<int>(date.year());
}

// `period` as for match_clocks().
bool are_of_one_clock(const std::map<std::size_t, LogOffset> &clocks, std::int64_t period) {
    return std::ranges::all_of(clocks, [&](const auto &one) {
        std::int64_t apart = std::abs(one.second.offset - clocks.begin()->second.offset);
        if (period > 0) apart = std::min(apart % period, period - apart % period);
        return apart < wire::kNanosecondsPerSecond;
    });
}

class Joiner {
public:
    Joiner(const std::vector<CollectedLog> &logs, CaptureReport &capture) : logs_(logs), capture_(capture) {}

    void run() {
        attach();
        find_candidates();
        add_lines();
    }

private:
    void attach() {
        const Whose whose(capture_);
        for (std::size_t i = 0; i < logs_.size(); ++i) {
            for (const LogEvent &event : logs_[i].events) {
                if (const auto match = whose.find(event, logs_[i])) attached_.push_back({&event, i, *match});
            }
        }
    }

    struct LogCandidate {
        ClockCandidate candidate;
        std::size_t log = 0;
    };

    // What a log tells that a capture of the same time shows.
    struct Told {
        std::size_t phone = 0;
        MomentKey key;
        std::int64_t at = 0;  // by the log's clock, nanoseconds
    };

    void find_candidates() {
        seen_.resize(capture_.phones.size());
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            for (SeenMoment &one : moments_of(capture_.phones[i])) seen_[i][std::move(one.key)].push_back(one.time);
        }
        for (auto &of_phone : seen_) {
            for (auto &[key, times] : of_phone) std::ranges::sort(times);
        }
        for (std::size_t i = 0; i < attached_.size(); ++i) {
            const Attached &one = attached_[i];
            const auto key = moment_of(*one.event);
            if (!key || !one.event->at) continue;
            const ClockKey clock = clock_key(logs_[one.log], *one.event);
            const auto times = seen_[one.match.phone].find(*key);
            const bool has_times = times != seen_[one.match.phone].end();
            if (has_times || (is_of_file(*key) && !capture_.phones[one.match.phone].files.empty())) {
                told_[{one.log, clock}].push_back({one.match.phone, *key, *one.event->at});
            }
            if (!has_times) continue;
            auto &candidates = candidates_[clock];
            for (std::size_t n = 0; n < std::min(times->second.size(), kMostCandidatesOfEvent); ++n) {
                candidates.push_back({{i, *one.event->at, times->second[n]}, one.log});
            }
        }
        for (const auto &[key, candidates] : candidates_) set_clocks(key, candidates);
    }

    void set_clocks(const ClockKey &key, const std::vector<LogCandidate> &candidates) {
        const std::int64_t period = period_of(key);
        std::map<std::size_t, std::vector<ClockCandidate>> of_logs;
        std::vector<ClockCandidate> all;
        for (const LogCandidate &one : candidates) {
            of_logs[one.log].push_back(one.candidate);
            all.push_back(one.candidate);
        }
        std::map<std::size_t, LogOffset> own;
        for (const auto &[log, of_log] : of_logs) {
            if (const auto clock = match_clocks(of_log, period)) own.emplace(log, *clock);
        }
        if (!are_of_one_clock(own, period)) {
            for (const auto &[log, clock] : own) own_clocks_.emplace(std::pair(log, key), clock);
        } else if (const auto clock = match_clocks(all, period)) {
            clocks_.emplace(key, *clock);
        }
    }

    [[nodiscard]] const LogOffset *clock_of(std::size_t log, const ClockKey &key) const {
        if (const auto own = own_clocks_.find({log, key}); own != own_clocks_.end()) return &own->second;
        const auto shared = clocks_.find(key);
        return shared == clocks_.end() ? nullptr : &shared->second;
    }

    // A log without dates tells its times modulo a day.
    [[nodiscard]] std::int64_t period_of(const ClockKey &key) const {
        for (const Attached &one : attached_) {
            if (one.event->at && clock_key(logs_[one.log], *one.event) == key)
                return one.event->time.has_date() ? 0 : kDay;
        }
        return 0;
    }

    // What is added to a time of this log; nothing when its clock, or the day on which it begins, is not known.
    [[nodiscard]] std::optional<std::int64_t> offset_of(std::size_t log, const ClockKey &key) {
        const auto known = offsets_.find({log, key});
        if (known != offsets_.end()) return known->second;
        return offsets_[{log, key}] = find_offset(log, key);
    }

    [[nodiscard]] std::optional<std::int64_t> find_offset(std::size_t log, const ClockKey &key) const {
        const LogOffset *clock = clock_of(log, key);
        if (clock == nullptr) return std::nullopt;
        const std::optional<std::int64_t> offset = on_its_day(log, key, clock->offset);
        return offset && is_believable(log, key, *offset) ? offset : std::nullopt;
    }

    // The offset with the days that a log without dates leaves out.
    [[nodiscard]] std::optional<std::int64_t> on_its_day(std::size_t log, const ClockKey &key,
                                                         std::int64_t offset) const {
        const std::int64_t period = period_of(key);
        if (period == 0) return offset;
        std::map<std::int64_t, std::size_t> days;
        for (const LogCandidate &one : candidates_.at(key)) {
            if (one.log != log) continue;
            const std::int64_t rest = one.candidate.capture_time - one.candidate.log_time - offset;
            const std::int64_t day = (rest + (rest < 0 ? -period / 2 : period / 2)) / period;
            if (std::abs(rest - day * period) < wire::kNanosecondsPerSecond) ++days[day];
        }
        const auto most = std::ranges::max_element(days, {}, [](const auto &one) { return one.second; });
        if (most == days.end()) return std::nullopt;
        return offset + most->first * period;
    }

    // Few events agree by chance, as phones ask for the same files in the same order whenever they start. So of what
    // the log tells while the capture records, the capture must show most.
    [[nodiscard]] bool is_believable(std::size_t log, const ClockKey &key, std::int64_t offset) const {
        const auto told = told_.find({log, key});
        if (told == told_.end() || !capture_.first_time || !capture_.last_time) return true;
        std::size_t expected = 0, shown = 0;
        for (const Told &one : told->second) {
            const std::int64_t at = one.at + offset;
            if (at < *capture_.first_time || at > *capture_.last_time) continue;
            ++expected;
            if (shows(one, at)) ++shown;
        }
        return shown * 3 >= expected * 2;
    }

    [[nodiscard]] bool shows(const Told &told, std::int64_t at) const {
        const auto times = seen_[told.phone].find(told.key);
        if (times == seen_[told.phone].end()) return false;
        const auto next = std::ranges::lower_bound(times->second, at - wire::kNanosecondsPerSecond);
        return next != times->second.end() && *next <= at + wire::kNanosecondsPerSecond;
    }

    // By the date of a server's log, and with room for zones. Of phones many have not set their clock.
    [[nodiscard]] bool is_of_another_day(const LogTime &time) const {
        if (!time.has_date() || !capture_.first_time || !capture_.last_time) return false;
        constexpr std::int64_t kRoom = 2;  // days
        const std::int64_t first = *capture_.first_time / kDay - kRoom, last = *capture_.last_time / kDay + kRoom;
        const int first_year = year_of(first), last_year = year_of(last);
        for (int year = time.year != 0 ? time.year : first_year; year <= (time.year != 0 ? time.year : last_year);
             ++year) {
            const std::int64_t day = days_since_1970(year, time.month, time.day);
            if (day >= first && day <= last) return false;
        }
        return true;
    }

    void add_lines() {
        const std::vector<std::uint32_t> numbers = log_numbers(logs_);
        for (const Attached &one : attached_) {
            const LogEvent &event = *one.event;
            const ClockKey key = clock_key(logs_[one.log], event);
            std::optional<std::int64_t> offset;
            if (event.at) offset = offset_of(one.log, key);
            if (!offset && !is_of_phone(event.format) && is_of_another_day(event.time)) continue;
            LogLine line = line_of(event);
            line.file = static_cast<std::uint32_t>(one.log);
            line.log = numbers[one.log];
            if (offset) line.time = *event.at + *offset;
            line.join = one.match.join;
            capture_.phones[one.match.phone].log_lines.push_back(std::move(line));
            if (!offset) continue;
            LogOffset clock = *clock_of(one.log, key);
            clock.offset = *offset;
            known_clocks_[one.log] = clock;
        }
        for (PhoneReport &phone : capture_.phones) sort_lines(phone.log_lines);
        add_logs(logs_, capture_);
        for (const auto &[log, clock] : known_clocks_) capture_.log_files[log].clock = clock;
    }

    const std::vector<CollectedLog> &logs_;
    CaptureReport &capture_;
    std::vector<Attached> attached_;
    std::map<ClockKey, std::vector<LogCandidate>> candidates_;
    std::vector<std::map<MomentKey, std::vector<std::int64_t>>> seen_;  // by phone
    std::map<std::pair<std::size_t, ClockKey>, std::vector<Told>> told_;
    std::map<ClockKey, LogOffset> clocks_;
    std::map<std::pair<std::size_t, ClockKey>, LogOffset> own_clocks_;  // where a folder holds several
    std::map<std::size_t, LogOffset> known_clocks_;
    std::map<std::pair<std::size_t, ClockKey>, std::optional<std::int64_t>> offsets_;
};

}  // namespace

void add_logs(const std::vector<CollectedLog> &logs, CaptureReport &capture) {
    std::vector<bool> used(logs.size());
    for (const PhoneReport &phone : capture.phones) {
        for (const LogLine &line : phone.log_lines) used[line.file] = true;
    }
    std::map<std::string_view, int> numbers;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        const CollectedLog &log = logs[i];
        LogFile file{"",
                     log.path,
                     std::string(log.reader->title),
                     log.counts.lines,
                     log.counts.recognised + log.counts.continued,
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
