// SPDX-License-Identifier: GPL-2.0-or-later
// Files of one log that is rotated, and files that are not of one log.
#include "analyzer/logs/join/log_collector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace capf::logs {
namespace {

class TextSource : public capture::ByteSource {
public:
    explicit TextSource(std::string text) : text_(std::move(text)) {}

    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        const std::size_t length = std::min(size, text_.size() - at_);
        std::memcpy(out, text_.data() + at_, length);
        at_ += length;
        return static_cast<std::ptrdiff_t>(length);
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

// A phone connects in one record, and asks in another: half of this is in the next file.
constexpr std::string_view kConnects =
    "00004375.000 |07:28:32.110 |SdlSig   |SdlReassociateInd |wait |HTTPConnection(1,600,26,3) "
    "|SdlTCPConnection(1,600,14,63) |1,600,12,1.43^*^* |*\n"
    "00004375.002 |07:28:32.110 |AppInfo  |   HTTPConnection::x Received ReassociateIndication from 192.0.2.11\n"
    "00004376.000 |07:28:32.110 |SdlSig   |SdlDataInd |wait |HTTPConnection(1,600,26,3) |SdlTCPConnection(1,600,14,63) "
    "|1,600,14,63.2^*^* |*\n"
    "00004376.005 |07:28:32.111 |AppInfo  |   HTTPConnection::x Decode succ";
constexpr std::string_view kAsks = "essful - Filename is : CTLSEP2834A2823B58.tlv\n";

std::vector<CollectedLog> collect(const std::string &first, const std::string &second) {
    LogCollector collector({});
    const ReaderKind &kind = reader_of(Format::tftp_trace);
    TextSource beginning{std::string(kConnects)}, end{std::string(kAsks)};
    collector.read(first, kind, beginning);
    collector.read(second, kind, end);
    return collector.logs();
}

TEST(LogCollector, ALogGoesOnInItsNextFile) {
    const auto logs = collect("a/SDL001_600_000009.txt", "a/SDL001_600_000010.txt");
    ASSERT_EQ(logs.size(), 2U);
    ASSERT_EQ(logs[0].events.size(), 2U);
    EXPECT_EQ(logs[0].events[1].kind, LogKind::file_requested);
    EXPECT_EQ(logs[0].events[1].address, "192.0.2.11");
    EXPECT_EQ(logs[0].events[1].line, 4U) << "where the record begins";
    EXPECT_EQ(logs[0].counts.unrecognised, 0U);
    EXPECT_TRUE(logs[1].events.empty());
    EXPECT_EQ(logs[1].counts.lines, 1U);
    EXPECT_EQ(logs[1].counts.unrecognised, 0U);
}

TEST(LogCollector, AnotherNodesFileIsAnotherLog) {
    const auto logs = collect("node1/SDL001_600_000009.txt", "node2/SDL001_600_000010.txt");
    ASSERT_EQ(logs.size(), 2U);
    EXPECT_EQ(logs[0].events.size(), 1U) << "half a record tells of nothing";
    EXPECT_TRUE(logs[1].events.empty());
    EXPECT_EQ(logs[1].counts.unrecognised, 1U);
}

struct File {
    std::string path, text;
};

void read_files(LogCollector &collector, const std::vector<File> &files) {
    const ReaderKind &kind = reader_of(Format::tftp_trace);
    for (const File &file : files) {
        TextSource source{file.text};
        collector.read(file.path, kind, source, first_time(kind, file.text));
    }
    collector.finish();
}

const std::vector<File> kMixedUp = {
    {"a/SDL001_600_000012.txt", "00004379.000 |07:28:32.115 |AppInfo  |   HTTPConnection::x\n"},
    {"b/SDL001_600_000010.txt", std::string(kConnects)},
    {"a/SDL001_600_000010.txt", std::string(kConnects)},
    {"b/SDL001_600_000011.txt", std::string(kAsks)},
    {"a/SDL001_600_000011.txt", std::string(kAsks)},
};

TEST(LogCollector, FilesInAnyOrderAreReadAsTheyWereWritten) {
    LogCollector as_they_come({});
    read_files(as_they_come, kMixedUp);
    const auto order = as_they_come.better_order();
    ASSERT_TRUE(order);
    LogCollector collector({}, *order);
    read_files(collector, kMixedUp);
    EXPECT_FALSE(collector.better_order());
    std::vector<std::string> paths;
    for (const CollectedLog &log : collector.logs()) paths.push_back(log.path);
    EXPECT_EQ(paths,
              (std::vector<std::string>{"a/SDL001_600_000010.txt", "a/SDL001_600_000011.txt", "a/SDL001_600_000012.txt",
                                        "b/SDL001_600_000010.txt", "b/SDL001_600_000011.txt"}));
    for (const std::size_t first : {std::size_t{0}, std::size_t{3}}) {
        const CollectedLog &log = collector.logs()[first];
        ASSERT_EQ(log.events.size(), 2U);
        EXPECT_EQ(log.events[1].address, "192.0.2.11");
    }
    EXPECT_EQ(collector.logs()[3].events[1].file_name, "CTLSEP2834A2823B58.tlv");
    EXPECT_EQ(collector.logs()[4].first_file, 3U);
    EXPECT_EQ(collector.logs()[2].first_file, 0U);
}

TEST(LogCollector, FilesOfTwoNodesMayComeInTurns) {
    LogCollector collector({});
    read_files(collector, {{"a/SDL001_600_000010.txt", std::string(kConnects)},
                           {"b/SDL001_600_000010.txt", std::string(kConnects)},
                           {"a/SDL001_600_000011.txt", std::string(kAsks)},
                           {"b/SDL001_600_000011.txt", std::string(kAsks)}});
    EXPECT_FALSE(collector.better_order()) << "both are read at once";
    EXPECT_EQ(collector.logs()[0].events.size(), 2U);
    EXPECT_EQ(collector.logs()[2].events.size(), 2U);
}

// Between the first look and the second, files may go or change.
TEST(LogCollector, WhatIsNotThereAnyMoreIsMissedByNobody) {
    LogCollector as_they_come({});
    read_files(as_they_come, kMixedUp);
    const auto order = as_they_come.better_order();
    ASSERT_TRUE(order);
    LogCollector collector({}, *order);
    read_files(collector, {kMixedUp[0], kMixedUp[1], {"a/other.txt", std::string(kConnects)}});
    EXPECT_EQ(collector.logs().size(), 3U);
    std::size_t lines = 0;
    for (const CollectedLog &log : collector.logs()) lines += log.counts.lines;
    EXPECT_EQ(lines, 9U) << "1, 4 and 4";
}

TEST(LogCollector, CountsStandWithTheirFiles) {
    LogCollector collector({});
    const ReaderKind &kind = reader_of(Format::old_phone_status);
    for (int i = 1; i <= 3; ++i) {
        std::string text;
        for (int line = 0; line < i; ++line) text += "10:04:33a ITL installed\n";
        TextSource source{text};
        collector.read("SEP2834A2823B58/status." + std::to_string(i), kind, source);
    }
    const auto &logs = collector.logs();
    ASSERT_EQ(logs.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(logs[i].counts.lines, i + 1);
        EXPECT_EQ(logs[i].events.size(), i + 1);
        EXPECT_EQ(logs[i].owner, "SEP2834A2823B58");
    }
}

// A server that is full says so for every request, and names nobody.
TEST(LogCollector, LinesOfNoPhoneLeaveRoomForThoseOfPhones) {
    std::string text;
    for (std::uint64_t i = 0; i < kMostEvents + 1; ++i) {
        text += "00001000.001 |07:28:32.110 |AppInfo  |   HTTPConnection::x Reached max count, returning 503\n";
    }
    text += std::string(kConnects) + std::string(kAsks);
    LogCollector collector({.devices = {"SEP2834A2823B58"}, .addresses = {}});
    TextSource source{text};
    collector.read("SDL001_600_000009.txt", reader_of(Format::tftp_trace), source);
    const std::vector<CollectedLog> &logs = collector.logs();
    ASSERT_EQ(logs.size(), 1U);
    ASSERT_EQ(logs[0].events.size(), 1U);
    EXPECT_EQ(logs[0].events[0].device, "SEP2834A2823B58");
    EXPECT_EQ(collector.left_out(), 0U) << "they are about no phone";
}

TEST(LogCollector, KeepsAlarmsWithoutALimitOfPhonesLines) {
    std::string text;
    for (std::uint64_t i = 0; i < kMostOfNobody + 1; ++i) {
        text += "%UC_CERT-4-CertValidfor7days: %[Message=x. Certificate name:a.der Unit:CAPF Type:own-cert]: y\n";
    }
    LogCollector collector({.devices = {"SEP2834A2823B58"}, .addresses = {}});
    TextSource source{text};
    collector.read("syslog", reader_of(Format::certificate_syslog), source);
    EXPECT_EQ(collector.logs()[0].events.size(), kMostOfNobody);
    EXPECT_EQ(collector.left_out(), 0U);
}

TEST(LogCollector, CountsWhatIsLeftOutWithItsLog) {
    std::string text;
    for (std::uint64_t i = 0; i < kMostEvents + 3; ++i) text += "10:04:33a ITL installed\n";
    LogCollector collector({.devices = {"SEP2834A2823B58"}, .addresses = {}});
    TextSource source{text}, more{"10:04:33a ITL installed\n"};
    collector.read("SEP2834A2823B58/status", reader_of(Format::old_phone_status), source);
    collector.read("SEP2834A2823B58-again", reader_of(Format::old_phone_status), more);
    EXPECT_EQ(collector.logs()[0].left_out, 3U);
    EXPECT_EQ(collector.logs()[1].left_out, 1U);
    EXPECT_EQ(collector.left_out(), 4U);
}

}  // namespace
}  // namespace capf::logs
