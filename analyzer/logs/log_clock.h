// SPDX-License-Identifier: GPL-2.0-or-later
// Puts the times of one log on one axis, although the log may not say its day or year: over midnight, over the turn of
// the year, and where its clock was set.
#pragma once

#include <cstdint>
#include <optional>

#include "analyzer/logs/log_time.h"

namespace capf::logs {

// Of one log, in the order of its lines.
class LogClock {
public:
    // The year of logs that give a date without one; where it is not known, 1970.
    explicit LogClock(int year = 1970) : year_(year) {}

    struct Place {
        // Nanoseconds: since 1970 where the log gives a date, by its own zone where it says none; since midnight of its
        // first day where it gives only a time.
        std::int64_t at = 0;
        // Counts how often the clock was set back. Only times of the same stretch have a common clock.
        std::uint32_t stretch = 0;
    };

    // Where this time belongs; nothing for a line without a time. `restarted`: the program began anew with this line,
    // as its line numbers tell, and its clock with it.
    [[nodiscard]] std::optional<Place> place(const LogTime &time, bool restarted = false);

private:
    [[nodiscard]] std::int64_t day_of(const LogTime &time, bool restarted);

    int year_;
    int turns_ = 0;         // of the year, so far
    std::int64_t day_ = 0;  // of a log without dates: days since its first
    std::optional<std::int64_t> last_;
    std::int64_t last_of_day_ = 0;
    int last_month_ = 0;
    std::uint32_t stretch_ = 0;
};

}  // namespace capf::logs
