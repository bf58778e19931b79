// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/store/checksums.h"

#include <gtest/gtest.h>

#include "tests/capture/frame_builder.h"

namespace capf::test {
namespace {

constexpr std::size_t kIp = 14, kIpChecksum = kIp + 10, kTcp = kIp + 20, kTcpChecksum = kTcp + 16;

bool wrong(const std::string &frame, std::uint32_t on_the_wire = 0) {
    capture::Record record;
    record.bytes = reinterpret_cast<const std::uint8_t *>(frame.data());
    record.captured = static_cast<std::uint32_t>(frame.size());
    record.on_the_wire = on_the_wire == 0 ? record.captured : on_the_wire;
    record.link_type = static_cast<std::uint16_t>(capture::LinkType::ethernet);
    return capture::has_wrong_checksum(record);
}

std::uint16_t sum_of(const std::string &bytes, std::uint32_t more) {
    std::uint32_t total = more;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        total += static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])) << (i % 2 == 0 ? 8 : 0);
    }
    while (total > 0xFFFF) total = (total & 0xFFFF) + (total >> 16);
    return static_cast<std::uint16_t>(total);
}

// An IPv4 segment with both checksums as they should be.
std::string segment(const std::string &payload) {
    std::string frame = tcp_frame({"10.0.0.5", 51000}, {"10.0.0.1", 3804}, kAck, 1, payload);
    const auto put = [&](std::size_t at, std::uint16_t value) { frame.replace(at, 2, big16(value)); };
    put(kIpChecksum, 0);
    put(kIpChecksum, static_cast<std::uint16_t>(~sum_of(frame.substr(kIp, 20), 0)));
    put(kTcpChecksum, 0);
    const std::string transport = frame.substr(kTcp);
    const std::uint32_t pseudo = sum_of(frame.substr(kIp + 12, 8), 6 + static_cast<std::uint32_t>(transport.size()));
    put(kTcpChecksum, static_cast<std::uint16_t>(~sum_of(transport, pseudo)));
    return frame;
}

TEST(Checksums, FindDamageInHeaderAndPayload) {
    const std::string good = segment("some payload");
    EXPECT_FALSE(wrong(good));
    EXPECT_FALSE(wrong(segment("an odd number")));
    for (const std::size_t at : {kIp + 8, kTcp + 4, good.size() - 1}) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        EXPECT_TRUE(wrong(bad)) << at;
    }
}

TEST(Checksums, LeaveOffloadAlone) {
    std::string frame = segment("some payload");
    frame.replace(kTcpChecksum, 2, std::string(2, '\0'));
    EXPECT_FALSE(wrong(frame));
    const auto length = static_cast<std::uint32_t>(frame.size() - kTcp);
    frame.replace(kTcpChecksum, 2, big16(sum_of(frame.substr(kIp + 12, 8), 6 + length)));
    EXPECT_FALSE(wrong(frame));
    frame.replace(kTcpChecksum, 2, big16(sum_of(frame.substr(kIp + 12, 8), 6)));
    EXPECT_FALSE(wrong(frame));
    frame.replace(kIpChecksum, 2, std::string(2, '\0'));
    EXPECT_FALSE(wrong(frame));
}

TEST(Checksums, CannotBeToldOfCutFrames) {
    const std::string good = segment("some payload that the capture cut");
    EXPECT_FALSE(wrong(good.substr(0, good.size() - 5), static_cast<std::uint32_t>(good.size())));
    EXPECT_FALSE(wrong("short"));
}

}  // namespace
}  // namespace capf::test
