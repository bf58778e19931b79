// SPDX-License-Identifier: GPL-2.0-or-later
// Segments behind their acknowledgement: which are found, and where they are put.
#include "analyzer/capture/store/ack_order.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/capture/frame_builder.h"

namespace capf::test {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::uint32_t kFirst = 0xFFFFFFF0;  // the phone's first sequence number: it wraps around
const End kServer{"10.0.0.1", 6970}, kPhone{"10.0.0.2", 50000};

using Numbers = std::vector<std::uint32_t>;

// Frames of a connection, a millisecond apart.
class AckOrderTest : public testing::Test {
protected:
    void frame(const End &from, std::uint8_t flags, std::uint32_t sequence, std::uint32_t acknowledged,
               const std::string &payload = {}) {
        constexpr std::size_t kAcknowledgement = 14 + 20 + 8;  // behind Ethernet and IPv4
        std::string bytes = tcp_frame(from, from.port == kServer.port ? kPhone : kServer, flags, sequence, payload);
        bytes.replace(kAcknowledgement, 4, big32(acknowledged));
        time_ += kMillisecond;
        capture::FrameInfo info;
        info.number = static_cast<std::uint32_t>(frames_.size()) + 1;
        info.time = time_;
        frames_.push_back(info);
        capture::Record record;
        record.bytes = reinterpret_cast<const std::uint8_t *>(bytes.data());
        record.captured = record.on_the_wire = static_cast<std::uint32_t>(bytes.size());
        record.time = time_;
        record.link_type = 1;
        order_.add(record, info.number);
    }
    void phone(std::uint32_t at, const std::string &payload) { frame(kPhone, kAck, kFirst + at, 1, payload); }
    void server_acknowledges(std::uint32_t at) { frame(kServer, kAck, 1, kFirst + at); }
    void wait(std::int64_t milliseconds) { time_ += milliseconds * kMillisecond; }

    Numbers moved() { return capture::put_before_acknowledgements(frames_, order_.misplaced()); }
    Numbers order() const {
        Numbers numbers;
        for (const capture::FrameInfo &one : frames_) numbers.push_back(one.number);
        return numbers;
    }

    capture::AckOrder order_;
    capture::Frames frames_;
    std::int64_t time_ = 0;
};

TEST_F(AckOrderTest, LeavesWhatIsInOrder) {
    frame(kPhone, kSyn, kFirst - 1, 0);
    frame(kServer, kSynAck, 0, kFirst);
    phone(0, std::string(100, 'a'));
    server_acknowledges(100);
    EXPECT_EQ(moved(), Numbers());
    EXPECT_EQ(order(), (Numbers{1, 2, 3, 4}));
}

TEST_F(AckOrderTest, PutsSegmentsBeforeTheirAcknowledgement) {
    frame(kServer, kSynAck, 0, kFirst);
    frame(kPhone, kSyn, kFirst - 1, 0);
    server_acknowledges(200);
    phone(0, std::string(100, 'a'));
    phone(100, std::string(100, 'b'));
    server_acknowledges(200);
    EXPECT_EQ(moved(), (Numbers{2, 4, 5}));
    EXPECT_EQ(order(), (Numbers{2, 1, 4, 5, 3, 6}));
    EXPECT_EQ(frames_[0].time, frames_[1].time);
    EXPECT_EQ(frames_[3].time, frames_[4].time);
}

TEST_F(AckOrderTest, ChoosesTheFirstAcknowledgement) {
    phone(0, std::string(10, 'a'));
    server_acknowledges(20);
    server_acknowledges(30);
    phone(10, std::string(10, 'b'));
    phone(20, std::string(10, 'c'));
    EXPECT_EQ(moved(), (Numbers{4, 5}));
    EXPECT_EQ(order(), (Numbers{1, 4, 2, 5, 3}));
}

TEST_F(AckOrderTest, FindsSegmentsBehindManyAcknowledgements) {
    phone(0, std::string(10, 'a'));
    for (int i = 0; i < 6; ++i) server_acknowledges(20);
    for (std::uint32_t at = 30; at <= 80; at += 10) server_acknowledges(at);
    phone(10, std::string(10, 'b'));
    phone(20, std::string(60, 'c'));
    EXPECT_EQ(moved(), (Numbers{14, 15}));
    EXPECT_EQ(order(), (Numbers{1, 14, 2, 3, 4, 5, 6, 7, 15, 8, 9, 10, 11, 12, 13}));
}

TEST_F(AckOrderTest, LeavesRetransmissionsAndKeepAlives) {
    phone(0, std::string(100, 'a'));
    server_acknowledges(100);
    phone(0, std::string(100, 'a'));
    phone(99, "x");
    EXPECT_EQ(moved(), Numbers());
}

// The capture lost the first copy: where it was is not known.
TEST_F(AckOrderTest, LeavesWhatComesMuchLater) {
    phone(0, std::string(100, 'a'));
    server_acknowledges(200);
    wait(200);
    phone(100, std::string(100, 'b'));
    EXPECT_EQ(moved(), Numbers());
}

TEST_F(AckOrderTest, TellsConnectionsOfTheSamePortsApart) {
    phone(0, std::string(100, 'a'));
    server_acknowledges(200);  // the second hundred is not in the capture
    frame(kPhone, kSyn, kFirst + 150, 0);
    phone(151, "b");
    EXPECT_EQ(moved(), Numbers());
}

TEST_F(AckOrderTest, LeavesAFrameWhoseAcknowledgementIsNotThere) {
    phone(0, "a");
    server_acknowledges(2);
    phone(1, "b");
    frames_.erase(frames_.begin() + 1);
    EXPECT_EQ(moved(), Numbers());
    EXPECT_EQ(order(), (Numbers{1, 3}));
}

}  // namespace
}  // namespace capf::test
