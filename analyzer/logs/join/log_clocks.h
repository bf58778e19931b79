// SPDX-License-Identifier: GPL-2.0-or-later
// How far the clocks of logs are from the capture's, by the events that both show.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/logs/join/clock_match.h"
#include "analyzer/logs/join/log_collector.h"
#include "analyzer/logs/join/moments.h"

namespace capf::logs {

class LogClocks {
public:
    // Both must outlive it. `capture` has its phones.
    LogClocks(const std::vector<CollectedLog> &logs, const findings::CaptureReport &capture);

    // An event of the log with this index, which is about a phone of the capture, by its index there.
    void add(const LogEvent &event, std::size_t log, std::size_t phone);
    // After the last add().
    void match();

    // After match(): what is added to the event's time; nothing where that, or the day on which its log begins, is not
    // known. `event` is one that was added with this log.
    [[nodiscard]] std::optional<findings::LogOffset> clock_of(const LogEvent &event, std::size_t log);

private:
    // Logs of one program on one machine have one clock: they lie in one folder, whatever file rotation put a line in.
    // The folder may hold those of other machines too: see set_clocks().
    using Key = std::tuple<std::string, std::string, Format, std::uint32_t>;  // folder, phone, format, stretch
    using LogKey = std::pair<std::size_t, Key>;

    struct Candidate {
        ClockCandidate candidate;
        std::size_t log = 0;
    };
    // What a log tells that a capture of the same time shows.
    struct Told {
        std::size_t phone = 0;
        MomentKey key;
        std::int64_t at = 0;  // by the log's clock, nanoseconds
    };
    struct Group {
        std::int64_t period = 0;  // as of match_clocks(): a day, where the log gives no date
        std::vector<Candidate> candidates;
        std::optional<findings::LogOffset> clock;
        std::map<std::size_t, findings::LogOffset> own_clocks;  // of several machines, by first_file
    };

    [[nodiscard]] Key key_of(const LogEvent &event, std::size_t log) const;
    void set_clocks(Group &group) const;
    [[nodiscard]] std::optional<findings::LogOffset> find_clock(const LogKey &log) const;
    [[nodiscard]] const findings::LogOffset *clock_in(const Group &group, std::size_t log) const;
    [[nodiscard]] std::optional<std::int64_t> on_its_day(const Group &group, std::size_t log,
                                                         std::int64_t offset) const;
    [[nodiscard]] bool is_believable(const LogKey &log, std::int64_t offset) const;
    [[nodiscard]] bool shows(const Told &told, std::int64_t at) const;

    const std::vector<CollectedLog> &logs_;
    const findings::CaptureReport &capture_;
    std::vector<std::map<MomentKey, std::vector<std::int64_t>>> seen_;  // by phone
    std::size_t events_ = 0;
    std::map<Key, Group> groups_;
    std::map<LogKey, std::vector<Told>> told_;
    std::map<LogKey, std::optional<findings::LogOffset>> found_;
};

}  // namespace capf::logs
