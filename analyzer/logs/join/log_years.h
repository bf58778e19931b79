// SPDX-License-Identifier: GPL-2.0-or-later
// The year of logs that give a date without one, by the logs beside them that give it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "analyzer/logs/join/log_collector.h"

namespace capf::logs {

class LogYears {
public:
    explicit LogYears(const std::vector<CollectedLog> &logs);

    // When an event of this log was, by the log's own clock, or by UTC where it gives a zone: nanoseconds since 1970.
    // Its year is its own, or the one in which the log is near to what another log dates. Nothing without a date, where
    // no log is near, and where the log is near to others in two different years.
    [[nodiscard]] std::optional<std::int64_t> time_of(const CollectedLog &log, const LogEvent &event) const;

private:
    // Of the log's first event, where the log is not known by its year.
    [[nodiscard]] std::optional<int> year_of(const LogEvent &first) const;
    [[nodiscard]] std::int64_t days_to_nearest(std::int64_t day) const;

    std::set<std::int64_t> days_;       // since 1970, that a log gives with their year
    std::map<std::size_t, int> years_;  // by CollectedLog::first_file
};

}  // namespace capf::logs
