// SPDX-License-Identifier: GPL-2.0-or-later
// Logs that are large and say nothing: time and memory stay small.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <ctime>
#include <string>

#include "analyzer/logs/reader_table.h"

namespace capf::logs {
namespace {

constexpr long kMostGrowth = 32 * 1024;  // KiB

long peak_memory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

class LargeLogs : public testing::TestWithParam<Format> {
protected:
    LargeLogs() : reader_(reader_of(GetParam()).make([this](const LogEvent &) { ++events_; }, {.every_record = true})) {
        reader_->begin_file(0);
    }

    std::unique_ptr<Reader> reader_;
    std::size_t events_ = 0;
};

TEST_P(LargeLogs, AMillionLinesThatSayNothing) {
    constexpr int kRounds = 1000, kLines = 1000;
    std::string text;
    for (int i = 0; i < kLines; ++i) text += "line " + std::to_string(i) + " of another program\n";
    const long before = peak_memory();
    for (int i = 0; i < kRounds; ++i) reader_->push(text);
    reader_->finish();
    const LineCounts &counts = reader_->counts().front();
    EXPECT_EQ(counts.lines, std::size_t{kRounds} * kLines);
    EXPECT_EQ(counts.unrecognised, counts.lines);
    EXPECT_EQ(counts.unrecognised_at.size(), kLineNumbersKept);
    EXPECT_EQ(events_, 0U);
    EXPECT_LT(peak_memory() - before, kMostGrowth);
}

TEST_P(LargeLogs, ALineOfAHundredMegabytes) {
    const std::string piece(1'000'000, 'x');
    const long before = peak_memory();
    for (int i = 0; i < 100; ++i) reader_->push(piece);
    reader_->push("\n");
    reader_->finish();
    const LineCounts &counts = reader_->counts().front();
    EXPECT_EQ(counts.lines, 1U);
    EXPECT_EQ(counts.cut, 1U);
    EXPECT_EQ(counts.unrecognised, 1U);
    EXPECT_LT(peak_memory() - before, kMostGrowth);
}

// Each record names another connection, session, process or phone: what the readers remember is bounded.
TEST_P(LargeLogs, AMillionPhones) {
    const long before = peak_memory();
    std::string text;
    for (int i = 0; i < 1'000'000; ++i) {
        const std::string n = std::to_string(i), address = "10." + std::to_string(i >> 16) + "." +
                                                           std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255);
        switch (GetParam()) {
            case Format::tftp_trace: {
                const std::string front = std::string(8 - std::min<std::size_t>(8, n.size()), '0') + n;
                text += front + ".000 |07:28:32.110 |SdlSig   |SdlReassociateInd |wait |HTTPConnection(1,600,26," + n +
                        ") |SdlTCPConnection(1,600,14," + n + ") |1,600,12,1.43^*^* |*\n" + front +
                        ".002 |07:28:32.110 |AppInfo  |   HTTPConnection::x Received ReassociateIndication from " +
                        address + "\n";
                break;
            }
            case Format::tvs_trace:
                text += "18:01:05.334 | debug " + n + ":UNKNOWN:Got a new ph conn " + address + " on " + n +
                        ", Total Acc = 7..\n18:01:05.335 | debug " + n + ":UNKNOWN:Incoming Phone Msg:\n";
                break;
            case Format::phone_console:
                text += n + " NOT Nov 29 06:33:59.033132 dgetfile(" + n + ")-GETXXTP [GT1][src=a" + n + "][sec=0]\n";
                break;
            default:
                text += address + ":" + std::to_string(i % 60'000 + 1) + " Device Name: SEP" + n + "\n";
                break;
        }
        if (text.size() < 100'000) continue;
        reader_->push(text);
        text.clear();
    }
    reader_->finish();
    EXPECT_LT(peak_memory() - before, kMostGrowth);
}

// Whether a line goes on with the record before it must not be looked for in all of that record.
TEST_P(LargeLogs, ShortLinesBehindALongRecord) {
    const std::string_view prefix = GetParam() == Format::tftp_trace  ? "00000001.002 |07:28:32.110 |AppInfo  |"
                                    : GetParam() == Format::tvs_trace ? "18:01:05.334 | debug "
                                    : GetParam() == Format::ios_capf  ? "001891: .Jul 21 18:17:07.014: "
                                                                      : "10.1.2.3:5 ";
    reader_->push(std::string(prefix) + std::string(kLongestRecord, 'T') + "\n");
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += "x\n";
    const std::clock_t begin = std::clock();
    for (int i = 0; i < 100; ++i) reader_->push(text);
    reader_->finish();
    EXPECT_EQ(reader_->counts().front().lines, 1'000'001U);
    EXPECT_LT((std::clock() - begin) / CLOCKS_PER_SEC, 4) << "seconds of the processor";
}

// What a record names is remembered, and a name may be as long as a line.
TEST_P(LargeLogs, LongNames) {
    const long before = peak_memory();
    const std::string name(60'000, '7');
    for (int i = 0; i < 2000; ++i) {
        const std::string n = std::to_string(10'000'000 + i), process = std::to_string(i);
        if (GetParam() == Format::tftp_trace) {
            reader_->push(n + ".000 |07:28:32.110 |SdlSig   |SdlReassociateInd |wait |HTTPConnection(1,600,26," +
                          process + ") |SdlTCPConnection(1,600,14," + process + ") |1,600,12,1.43^*^* |*\n");
            reader_->push(n + ".002 |07:28:32.110 |AppInfo  |x Received ReassociateIndication from " + name + "\n");
        } else if (GetParam() == Format::tvs_trace) {
            reader_->push("18:01:05.334 | debug " + process + ":UNKNOWN:Got a new ph conn " + name + " on 8\n");
        } else {
            reader_->push("10.1.2.3:" + std::to_string(i + 1) + " Device Name: " + name + "\n");
        }
    }
    reader_->finish();
    EXPECT_LT(peak_memory() - before, kMostGrowth);
}

TEST(LargeLogsOfTvs, ADumpWithMuchSpaceInItsRows) {
    std::size_t longest = 0;
    const auto reader = reader_of(Format::tvs_trace)
                            .make([&](const LogEvent &event) { longest = std::max(longest, event.text.size()); },
                                  {.every_record = true});
    const std::string row = "18:01:06.345 | debug 57" + std::string(60'000, ' ') + "\n";
    const long before = peak_memory();
    reader->push("18:01:06.345 | debug HEX_DUMP: Len = 2000:\n");
    for (int i = 0; i < 2000; ++i) reader->push(row);
    reader->finish();
    EXPECT_LE(longest, kLongestRecord);
    EXPECT_LT(peak_memory() - before, kMostGrowth);
}

INSTANTIATE_TEST_SUITE_P(Formats, LargeLogs,
                         testing::Values(Format::tftp_trace, Format::tvs_trace, Format::phone_console, Format::capfd,
                                         Format::ios_capf));

}  // namespace
}  // namespace capf::logs
