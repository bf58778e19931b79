// SPDX-License-Identifier: GPL-2.0-or-later
// What all readers have in common: lines, pieces, files in a row, bounds.
#include "analyzer/logs/reader.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

// A record of the TFTP trace that asks for a file.
std::string request(int number, const std::string &file, const std::string &end = "\n") {
    std::string digits = std::to_string(number);
    digits.insert(0, 8 - digits.size(), '0');
    return digits +
           ".001 |07:28:32.110 |AppInfo  |   HTTPConnection::wait_SdlDataInd Decode successful - Filename is : " +
           file + end;
}

TEST(Reader, ThePiecesDoNotMatter) {
    std::string text;
    for (int i = 1; i <= 20; ++i) text += request(i, "file" + std::to_string(i), i % 2 == 0 ? "\r\n" : "\n");
    for (const std::size_t piece : {1, 2, 7, 64, 100'000}) {
        const LogReading log = read_log(Format::tftp_trace, {text}, {}, piece);
        ASSERT_EQ(log.events.size(), 20U) << piece;
        EXPECT_EQ(log.events[13].file_name, "file14");
        EXPECT_EQ(log.events[13].line, 14U);
    }
}

TEST(Reader, ALineWithoutAnEndCounts) {
    const LogReading log = read_log(Format::tftp_trace, {request(1, "a", "")});
    EXPECT_EQ(log.events.size(), 1U);
    EXPECT_EQ(log.counts.front().lines, 1U);
}

TEST(Reader, JoinsALineThatTwoFilesShare) {
    const std::string line = request(7, "SEP2834A2823B58.cnf.xml", "\r\n");
    for (std::size_t cut = 1; cut < line.size(); ++cut) {
        const std::string first = request(6, "a") + line.substr(0, cut), second = line.substr(cut) + request(8, "b");
        const LogReading log = read_log(Format::tftp_trace, {first, second});
        ASSERT_EQ(log.events.size(), 3U) << cut;
        EXPECT_EQ(log.events[1].file_name, "SEP2834A2823B58.cnf.xml") << cut;
        EXPECT_FALSE(log.events[1].text.ends_with('\r')) << cut;
        EXPECT_EQ(log.events[1].file, 0U);
        EXPECT_EQ(log.events[1].line, 2U);
        EXPECT_EQ(log.events[2].file, 1U);
        EXPECT_EQ(log.events[2].line, 2U);
    }
}

TEST(Reader, HalvesOfDifferentLinesStayApart) {
    const std::string line = request(7, "SEP2834A2823B58.cnf.xml");
    const LogReading log = read_log(Format::tftp_trace, {line.substr(20), request(8, "b", ""), request(9, "c")});
    ASSERT_EQ(log.events.size(), 2U);
    EXPECT_EQ(log.counts[0].unrecognised, 1U) << "the second half of a record whose first half is not here";
    EXPECT_EQ(log.counts[0].unrecognised_at, std::vector<std::size_t>{1});
    EXPECT_EQ(log.events[0].file_name, "b");
    EXPECT_EQ(log.events[1].file_name, "c");
    EXPECT_EQ(log.counts[1].lines, 1U);
}

TEST(Reader, AHalfAtTheLastEndIsCounted) {
    const LogReading log = read_log(Format::tftp_trace, {request(1, "a") + "000000"});
    EXPECT_EQ(log.events.size(), 1U);
    EXPECT_EQ(log.counts.front().unrecognised, 1U);
}

TEST(Reader, ForeignLinesAreCountedAndChangeNothing) {
    const LogReading log = read_log(Format::tftp_trace, {request(1, "a") + "some other program\n\n" + request(2, "b")});
    ASSERT_EQ(log.events.size(), 2U);
    EXPECT_EQ(log.events[0].text.find("other program"), std::string::npos);
    EXPECT_EQ(log.counts.front().unrecognised_at, std::vector<std::size_t>{2});
    EXPECT_EQ(log.counts.front().blank, 1U);
}

TEST(Reader, AByteOrderMarkIsNoText) {
    EXPECT_EQ(read_log(Format::tftp_trace, {"\xef\xbb\xbf" + request(1, "a")}).events.size(), 1U);
}

TEST(Reader, DamagedUtf8StaysInTheText) {
    const LogReading log = read_log(Format::tftp_trace, {request(1, "\xc3\x28\xff")});
    ASSERT_EQ(log.events.size(), 1U);
    EXPECT_EQ(log.events[0].file_name, "\xc3\x28\xff");
}

TEST(Reader, ALongLineIsCutAndCounted) {
    const LogReading log = read_log(
        Format::tftp_trace, {request(1, "a") + request(2, std::string(10 * kLongestRecord, 'x')) + request(3, "c")});
    ASSERT_EQ(log.events.size(), 3U);
    EXPECT_TRUE(log.events[1].cut);
    EXPECT_EQ(log.events[1].text.size(), kLongestRecord);
    EXPECT_EQ(log.counts.front().cut, 1U);
    EXPECT_FALSE(log.events[2].cut);
    EXPECT_EQ(log.events[2].line, 3U);
}

TEST(Reader, ARecordOfManyLinesIsBounded) {
    std::string text =
        "00004376.003 |07:28:32.110 |AppInfo  |   HTTPConnection::wait_SdlDataInd Printing the HTTPRequest : "
        "--: GET /a HTTP/1.1\n";
    for (std::size_t i = 0; i < 3 * kMostLinesOfRecord; ++i) text += "Header: " + std::string(100, 'x') + "\n";
    const LogReading log = read_log(Format::tftp_trace, {text + request(9, "b")}, {.every_record = true});
    ASSERT_EQ(log.events.size(), 2U);
    EXPECT_EQ(log.events[0].lines, kMostLinesOfRecord);
    EXPECT_LE(log.events[0].text.size(), kLongestRecord);
    EXPECT_TRUE(log.events[0].cut);
    EXPECT_EQ(log.counts.front().unrecognised, 2 * kMostLinesOfRecord + 1);
    EXPECT_EQ(log.counts.front().unrecognised_at.size(), kLineNumbersKept);
}

TEST(Reader, EveryRecordIsGivenWhereItIsAskedFor) {
    const std::string text = request(1, "a") + "00000002.001 |07:28:32.110 |AppInfo  |-->HTTPServer::x\n";
    EXPECT_EQ(read_log(Format::tftp_trace, {text}).events.size(), 1U);
    const LogReading all = read_log(Format::tftp_trace, {text}, {.every_record = true});
    ASSERT_EQ(all.events.size(), 2U);
    EXPECT_EQ(all.events[1].kind, LogKind::other);
    EXPECT_EQ(all.counts.front().events, 1U);
}

TEST(Reader, NumbersThatBeginAnewAreAnotherStretch) {
    const LogReading log =
        read_log(Format::tftp_trace, {request(90'000, "a") + request(89'999, "b") + request(1, "c")});
    ASSERT_EQ(log.events.size(), 3U);
    EXPECT_EQ(log.events[1].stretch, log.events[0].stretch) << "threads write a little out of order";
    EXPECT_NE(log.events[2].stretch, log.events[0].stretch);
}

}  // namespace
}  // namespace capf::logs
