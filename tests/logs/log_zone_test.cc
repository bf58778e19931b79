// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_zone.h"

#include <gtest/gtest.h>

#include "analyzer/logs/log_time.h"
#include "plugin/wire/time_units.h"

namespace capf::logs {
namespace {

std::int64_t at(int year, int month, int day, int hour, int minute) {
    const std::int64_t minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute;
    return minutes * wire::kSecondsPerMinute * wire::kNanosecondsPerSecond;
}

TEST(LogZone, OffsetsAndUtc) {
    const std::int64_t noon = at(2026, 3, 2, 12, 0);
    for (const char *text : {"Z", "UTC", "+0000"}) {
        const auto zone = LogZone::parse(text);
        ASSERT_TRUE(zone) << text;
        EXPECT_EQ(zone->to_utc(noon), noon) << text;
    }
    for (const char *text : {"-05:30", "-0530"}) {
        const auto zone = LogZone::parse(text);
        ASSERT_TRUE(zone) << text;
        EXPECT_EQ(zone->to_utc(noon), at(2026, 3, 2, 17, 30)) << text;
    }
}

TEST(LogZone, ANameFollowsDaylightSaving) {
    const auto zone = LogZone::parse("Europe/Berlin");
    ASSERT_TRUE(zone);
    EXPECT_EQ(zone->to_utc(at(2026, 3, 2, 12, 0)), at(2026, 3, 2, 11, 0));
    EXPECT_EQ(zone->to_utc(at(2026, 7, 2, 12, 0)), at(2026, 7, 2, 10, 0));
    // 02:30 is shown twice on 25 October, and not at all on 29 March.
    EXPECT_EQ(zone->to_utc(at(2026, 10, 25, 2, 30)), at(2026, 10, 25, 1, 30));
    EXPECT_EQ(zone->to_utc(at(2026, 3, 29, 2, 30)), at(2026, 3, 29, 1, 0));
}

TEST(LogZone, AnythingElseIsNoZone) {
    for (const char *text : {"", "Berlin", "+25", "CAPF/3804", "noon"}) EXPECT_FALSE(LogZone::parse(text)) << text;
}

}  // namespace
}  // namespace capf::logs
