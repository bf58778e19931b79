// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/rotated_logs.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace capf::logs {
namespace {

using Logs = std::vector<std::vector<std::size_t>>;

LogTime at(int hour, int minute) {
    LogTime time;
    time.of_day = (hour * 60LL + minute) * 60'000'000'000;
    return time;
}

Logs logs_of(const std::vector<std::string> &paths) {
    std::vector<LogPart> parts;
    parts.reserve(paths.size());
    for (const std::string &path : paths) parts.push_back({path, Format::tftp_trace, {}, {}});
    return find_rotated_logs(parts);
}

bool go_on(const std::string &before, const std::string &path) {
    return may_be_next({before, Format::tftp_trace, {}, {}}, {path, Format::tftp_trace, {}, {}});
}

TEST(RotatedLogs, TheNumberGoesOn) {
    const std::vector<std::pair<std::string, std::string>> names = {
        {"a/SDL001_600_000009.txt.gz", "a/SDL001_600_000010.txt.gz"},
        {"a/SDL001_600_000099.txt", "a/SDL001_600_000100.txt"},
        {"log9", "log10"},
        {"log1.txt.gz", "log2.txt"},
        {"tvs00000000.txt", "tvs00000001.txt"},
        {"logs.tar.gz/tvs00000000.txt", "logs.tar.gz/tvs00000001.txt"},
        {"a/SEP00E04C0A1B11.log.1", "a/SEP00E04C0A1B11.log.2"},
    };
    for (const auto &[before, path] : names) {
        EXPECT_TRUE(go_on(before, path)) << path;
        EXPECT_EQ(logs_of({before, path}), Logs({{0, 1}})) << path;
        EXPECT_EQ(logs_of({path, before}), Logs({{1, 0}})) << path;
    }
}

TEST(RotatedLogs, OtherFilesAreOtherLogs) {
    const std::vector<std::pair<std::string, std::string>> names = {
        {"a/log1", "a/log1"},
        {"a/log1", "a/log3"},  // one is missing
        {"a/log1", "b/log2"},
        {"node1/log", "node2/log"},
        {"SDL001_100_000009.txt", "SDL002_100_000010.txt"},  // two nodes
        {"SDL001_100_000009.txt", "SDL002_100_000009.txt"},
        {"SEP00E04C0A1B11.log", "SEP00E04C0A1B12.log"},  // two phones
        {"log", "log1"},
        {"log", "log"},
        {"", ""},
        {"log18446744073709551615", "log0"},
        {"log99999999999999999999998", "log99999999999999999999999"},  // no number of 64 bits
    };
    for (const auto &[one, other] : names) {
        EXPECT_FALSE(go_on(one, other)) << other;
        EXPECT_EQ(logs_of({one, other}), Logs({{0}, {1}})) << other;
    }
    EXPECT_EQ(find_rotated_logs({{"log1", Format::tftp_trace, {}, {}}, {"log2", Format::tvs_trace, {}, {}}}),
              Logs({{0}, {1}}));
}

TEST(RotatedLogs, NumbersAreNoText) {
    EXPECT_EQ(logs_of({"x.0", "x.1", "x.10", "x.11", "x.2", "x.3", "x.4", "x.5", "x.6", "x.7", "x.8", "x.9"}),
              Logs({{0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 2, 3}}));
}

TEST(RotatedLogs, WhereTheNewestHasNoNumberTheGreatestIsTheOldest) {
    EXPECT_EQ(logs_of({"messages", "messages.1", "messages.2.gz"}), Logs({{2, 1, 0}}));
    EXPECT_EQ(logs_of({"messages", "messages.0", "messages.1"}), Logs({{2, 1, 0}}));
    EXPECT_EQ(logs_of({"messages", "messages.2", "messages.3"}), Logs({{0}, {2, 1}})) << "one is missing";
}

TEST(RotatedLogs, TimesTellWhichWayNumbersGo) {
    const auto part = [](const char *path, const LogTime &first, const LogTime &last) {
        return LogPart{path, Format::tftp_trace, first, last};
    };
    EXPECT_EQ(find_rotated_logs({part("x.0", at(9, 30), at(9, 59)), part("x.1", at(9, 0), at(9, 30))}), Logs({{1, 0}}));
    EXPECT_EQ(find_rotated_logs({part("x.1", at(9, 30), {}), part("x.2", at(9, 0), {})}), Logs({{1, 0}}));
    EXPECT_EQ(find_rotated_logs({part("x.1", at(23, 30), at(0, 10)), part("x.2", at(0, 10), at(0, 40))}),
              Logs({{0, 1}}))
        << "over midnight";
    EXPECT_EQ(find_rotated_logs({part("x.1", at(8, 0), at(22, 0)), part("x.2", at(22, 0), at(9, 0))}), Logs({{0, 1}}))
        << "a file for more than half a day";
    EXPECT_EQ(find_rotated_logs({part("x", at(9, 0), at(9, 30)), part("x.1", at(9, 30), at(9, 59))}), Logs({{0, 1}}));
    EXPECT_EQ(find_rotated_logs({part("x", at(9, 59), at(10, 30)), part("x.1", at(9, 0), at(9, 30)),
                                 part("x.2", at(9, 30), at(9, 59))}),
              Logs({{1, 2, 0}}));
}

TEST(RotatedLogs, ADateWithoutAYearGoesOverTheTurnOfTheYear) {
    LogTime old_year = at(9, 0), new_year = at(8, 0);
    old_year.month = 12;
    old_year.day = 31;
    new_year.month = new_year.day = 1;
    EXPECT_EQ(find_rotated_logs({{"x.0", Format::tftp_trace, new_year, {}}, {"x.1", Format::tftp_trace, old_year, {}}}),
              Logs({{1, 0}}));
}

}  // namespace
}  // namespace capf::logs
