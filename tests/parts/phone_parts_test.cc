// SPDX-License-Identifier: GPL-2.0-or-later
// Whose a frame is, and which frames are never cut apart.
#include "analyzer/capture/parts/phone_parts.h"

#include <gtest/gtest.h>

#include "tests/capture/frame_builder.h"

namespace capf::test {
namespace {

using capture::PhonePart;
using capture::PhoneParts;

const End kTftp{"10.0.0.1", 69}, kHttp{"10.0.0.1", 6970}, kCapf{"10.0.0.1", 3804};

End phone(int number, std::uint16_t port) {
    return {"10.1.0." + std::to_string(number), port};
}

std::string request(const std::string &name) {
    return std::string("\0\1", 2) + name + std::string("\0octet\0", 7);
}

class Cutting {
public:
    void frame(const std::string &bytes) {
        capture::Record record;
        record.bytes = reinterpret_cast<const std::uint8_t *>(bytes.data());
        record.captured = record.on_the_wire = static_cast<std::uint32_t>(bytes.size());
        record.link_type = 1;
        parts_.add(record);
    }
    // Frames of each part, when each phone is one.
    std::vector<std::vector<std::uint32_t>> cut() {
        std::vector<std::vector<std::uint32_t>> frames;
        if (const auto parts = parts_.cut(1)) {
            for (const PhonePart &part : *parts) frames.push_back(part.frames);
        }
        return frames;
    }
    std::optional<std::vector<PhonePart>> parts(std::uint64_t work) { return parts_.cut(work); }

private:
    PhoneParts parts_{{3804}};
};

using Frames = std::vector<std::vector<std::uint32_t>>;

TEST(PhoneParts, CutsByClient) {
    Cutting cutting;
    cutting.frame(udp_frame(phone(1, 50000), kTftp, request("ITLSEP000000000001.tlv")));
    cutting.frame(tcp_frame(phone(2, 50000), kHttp, kSyn, 1));
    cutting.frame(udp_frame({"10.0.0.1", 33000}, phone(1, 50000), std::string("\0\3\0\1x", 5)));
    cutting.frame(tcp_frame(kHttp, phone(2, 50000), kSynAck, 1));
    cutting.frame(tcp_frame(phone(1, 50001), kCapf, kSyn, 1));
    EXPECT_EQ(cutting.cut(), (Frames{{0, 2, 4}, {1, 3}}));
}

TEST(PhoneParts, KeepsAnAddressWithItsNames) {
    Cutting cutting;
    cutting.frame(udp_frame(phone(1, 50000), kTftp, request("SEP000000000001.cnf.xml.sgn")));
    cutting.frame(udp_frame(phone(2, 50000), kTftp, request("SEP000000000002.cnf.xml.sgn")));
    cutting.frame(tcp_frame(phone(3, 50000), kHttp, kAck, 1, "GET /sep000000000001.cnf.xml.sgn HTTP/1.1\r\n\r\n"));
    EXPECT_EQ(cutting.cut(), (Frames{{0, 2}, {1}}));
}

TEST(PhoneParts, NamesAClientOfCapfByItsAddress) {
    Cutting cutting;
    cutting.frame(tcp_frame(phone(1, 50000), kCapf, kSyn, 1));
    cutting.frame(tcp_frame(phone(2, 50000), kHttp, kSyn, 1));
    cutting.frame(udp_frame(phone(3, 50000), kTftp, request("SEP000000000003.cnf.xml.sgn")));
    cutting.frame(tcp_frame(phone(3, 50001), kCapf, kSyn, 1));
    const auto parts = cutting.parts(1);
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->size(), 3U);
    const auto count = [&](std::size_t part) {
        return std::pair((*parts)[part].devices.size(), (*parts)[part].clients.size());
    };
    EXPECT_EQ(count(0), std::pair(0UL, 1UL));
    EXPECT_EQ(count(1), std::pair(0UL, 0UL));
    EXPECT_EQ(count(2), std::pair(1UL, 0UL));
}

TEST(PhoneParts, FillsPartsUpToTheirWork) {
    Cutting cutting;
    for (int i = 1; i <= 10; ++i) {
        cutting.frame(
            udp_frame(phone(i, 50000), kTftp, request("SEP00000000000" + std::to_string(i % 10) + ".cnf.xml")));
    }
    const auto parts = cutting.parts(4);
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->size(), 3U);
    EXPECT_EQ((*parts)[0].frames, (std::vector<std::uint32_t>{0, 1, 2, 3}));
    EXPECT_EQ((*parts)[0].devices.front(), "SEP000000000001");
    EXPECT_EQ((*parts)[2].work, 2U);
}

TEST(PhoneParts, FollowsFragmentsToTheirFirst) {
    Cutting cutting;
    const std::string datagram = udp(phone(1, 50000), kTftp, request("SEP000000000001.cnf.xml.sgn"));
    cutting.frame(udp_frame(phone(2, 50000), kTftp, request("SEP000000000002.cnf.xml.sgn")));
    cutting.frame(ethernet(ip(phone(1, 0), kTftp, 17, datagram.substr(0, 32), 0x2000, 77)));
    cutting.frame(ethernet(ip(phone(1, 0), kTftp, 17, datagram.substr(32), 4, 77)));
    EXPECT_EQ(cutting.cut(), (Frames{{0}, {1, 2}}));
}

TEST(PhoneParts, CutsNothingWhereAFrameIsNobodys) {
    Cutting cutting;
    cutting.frame(udp_frame(phone(1, 50000), kTftp, request("SEP000000000001.cnf.xml.sgn")));
    cutting.frame(ethernet(ip(phone(2, 0), kTftp, 17, std::string(32, 'x'), 4, 78)));
    EXPECT_FALSE(cutting.parts(1));
}

}  // namespace
}  // namespace capf::test
