// SPDX-License-Identifier: GPL-2.0-or-later
// Which segments of a long body are joined, and that nothing of it is lost on the way.
#include "analyzer/capture/store/segment_joiner.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/capture/frame_builder.h"

namespace capf::test {
namespace {

using capture::FrameInfo;

constexpr std::uint8_t kPushAck = 24, kFinAck = 17;
constexpr std::uint32_t kSegment = 1000;  // bytes
const End kServer{"10.0.0.1", 6970}, kPhone{"10.0.0.2", 50000};

using Numbers = std::vector<std::uint32_t>;

// Frames through a joiner.
class Joining {
public:
    explicit Joining(std::uint64_t left_alone = 0) : left_alone_(left_alone) {}

    void frame(const std::string &bytes, std::uint32_t cut = 0) {
        FrameInfo frame;
        frame.number = ++frames_;
        frame.time = frames_ * 1000;
        frame.captured = static_cast<std::uint32_t>(bytes.size()) - cut;
        frame.on_the_wire = static_cast<std::uint32_t>(bytes.size());
        frame.link_type = 1;
        frame.offset = store_.add(reinterpret_cast<const std::uint8_t *>(bytes.data()), frame.captured);
        all_.push_back(frame);
    }
    void segment(std::uint8_t flags = kAck, std::uint32_t length = kSegment) {
        frame(tcp_frame(kServer, kPhone, flags, next_, std::string(length, static_cast<char>('a' + frames_ % 26))));
        next_ += length;
    }
    void segments(int count) {
        for (int i = 0; i < count; ++i) segment();
    }
    void acknowledge() { frame(tcp_frame(kPhone, kServer, kAck, 1)); }
    void request() { frame(tcp_frame(kPhone, kServer, kPushAck, 1, "GET /b HTTP/1.1\r\n\r\n")); }
    void skip(std::uint32_t bytes) { next_ += bytes; }

    // The numbers of the frames that are left.
    Numbers left() {
        capture::SegmentJoiner(all_, store_, left_alone_).join([](const FrameInfo &) { return true; });
        Numbers numbers;
        for (const FrameInfo &one : all_) numbers.push_back(one.number);
        return numbers;
    }
    // After left(): the bytes of one of them.
    std::string bytes(std::uint32_t number) {
        for (const FrameInfo &one : all_) {
            if (one.number != number) continue;
            EXPECT_EQ(one.captured, one.on_the_wire);
            return {reinterpret_cast<const char *>(store_.get(one.offset, one.captured)), one.captured};
        }
        return "";
    }

private:
    capture::FrameStore store_;
    std::uint64_t left_alone_;
    capture::Frames all_;
    std::uint32_t frames_ = 0, next_ = 5000;
};

TEST(SegmentJoiner, InnerSegmentsBecomeOneFrame) {
    Joining joining;
    joining.request();
    joining.segments(6);  // 2 to 7
    joining.segment(kPushAck, 300);
    EXPECT_EQ(joining.left(), (Numbers{1, 2, 7, 8}));
    const std::string frame = joining.bytes(2);
    ASSERT_EQ(frame.size(), 54 + 5 * kSegment);
    EXPECT_EQ(frame.substr(16, 2), big16(40 + 5 * kSegment)) << "the packet's length";
    EXPECT_EQ(frame.substr(38, 4), big32(5000)) << "the first one's sequence number";
    for (std::uint32_t i = 0; i < 5; ++i) {
        EXPECT_EQ(frame.substr(54 + i * kSegment, kSegment), std::string(kSegment, static_cast<char>('a' + i + 1)));
    }
    EXPECT_EQ(joining.bytes(7).size(), 54 + kSegment);
}

TEST(SegmentJoiner, APacketIsNoLongerThanItMayBe) {
    Joining joining;
    joining.segments(200);
    EXPECT_EQ(joining.left(), (Numbers{1, 66, 131, 196, 200}));
    EXPECT_EQ(joining.bytes(1).size(), 54 + 65 * kSegment);
}

TEST(SegmentJoiner, AcknowledgementsBetweenThemStay) {
    Joining joining;
    for (int i = 0; i < 4; ++i) {
        joining.segments(2);
        joining.acknowledge();
    }
    EXPECT_EQ(joining.left(), (Numbers{1, 3, 6, 9, 11, 12}));
}

TEST(SegmentJoiner, WhatIsUnusualStaysAndWhatIsBesideIt) {
    const std::vector<void (*)(Joining &)> unusual{
        [](Joining &to) { to.skip(kSegment); },           // a segment is lost
        [](Joining &to) { to.segment(kPushAck); },        //
        [](Joining &to) { to.segment(kAck, 900); },       //
        [](Joining &to) { to.segment(kAck | 0x40U); },    // ECN
        [](Joining &to) { to.segment(kFinAck, 0); },      //
        [](Joining &to) { to.request(); },                // the other end speaks
        [](Joining &to) { to.skip(0U - 3 * kSegment); },  // what follows was there before
    };
    for (std::size_t i = 0; i < unusual.size(); ++i) {
        Joining joining;
        joining.segments(5);
        unusual[i](joining);
        joining.segments(5);
        const Numbers left = joining.left();
        const std::uint32_t more = left.back() - 10;  // frames that it takes itself
        const Numbers expected = more == 1 ? Numbers{1, 5, 6, 7, 11} : Numbers{1, 5, 6 + more, 10 + more};
        EXPECT_EQ(left, expected) << i;
    }
}

TEST(SegmentJoiner, AHeaderThatIsTooShortIsNone) {
    Joining joining;
    joining.segments(3);
    std::string bad = tcp_frame(kServer, kPhone, kAck, 5000 + 3 * kSegment, std::string(kSegment - 20, 'x'));
    bad[46] = 0;  // its length: the header counts as payload
    joining.frame(bad);
    joining.skip(kSegment);
    joining.segments(3);
    EXPECT_EQ(joining.left(), (Numbers{1, 3, 4, 5, 7}));
}

TEST(SegmentJoiner, CutAndFragmentedFramesAreNotJoined) {
    Joining joining;
    for (std::uint32_t i = 0; i < 4; ++i) {
        joining.frame(tcp_frame(kServer, kPhone, kAck, 1 + i * kSegment, std::string(kSegment, 'x')), 100);
    }
    for (std::uint32_t i = 0; i < 4; ++i) {
        const std::string segment = tcp(kServer, kPhone, kAck, 9000 + i * kSegment, std::string(kSegment, 'x'));
        joining.frame(ethernet(ip(kServer, kPhone, 6, segment, 0x2000)));
    }
    EXPECT_EQ(joining.left().size(), 8U);
}

TEST(SegmentJoiner, TheBeginningOfABodyIsLeftAlone) {
    Joining joining(20 * kSegment);
    joining.segments(60);
    const Numbers left = joining.left();
    ASSERT_EQ(left.size(), 22U);
    EXPECT_EQ(left[20], 21U);
    EXPECT_EQ(joining.bytes(21).size(), 54 + 39 * kSegment);
    EXPECT_EQ(left.back(), 60U);
}

}  // namespace
}  // namespace capf::test
