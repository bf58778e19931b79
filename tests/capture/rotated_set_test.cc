// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "analyzer/capture/formats/rotated_set.h"

namespace capf::capture {
namespace {

using Paths = std::vector<std::string>;
using Groups = std::vector<Paths>;

TEST(RotatedSet, CucmsFilesAreInNumericOrder) {
    EXPECT_EQ(join_rotated_sets({"d/x.cap10", "d/x.cap2", "d/x.cap0"}),
              (Groups{{"d/x.cap0", "d/x.cap2", "d/x.cap10"}}));
    EXPECT_EQ(join_rotated_sets({"x.cap01", "x.cap00"}), (Groups{{"x.cap00", "x.cap01"}}));
}

TEST(RotatedSet, TcpdumpsFirstFileHasNoNumber) {
    EXPECT_EQ(join_rotated_sets({"x.pcap1", "x.pcap", "x.pcap2"}), (Groups{{"x.pcap", "x.pcap1", "x.pcap2"}}));
}

TEST(RotatedSet, DumpcapsFilesAreInOrderOfTheirDate) {
    EXPECT_EQ(join_rotated_sets({"x_00002_20260131120500.pcapng", "x_00001_20260131120000.pcapng"}),
              (Groups{{"x_00001_20260131120000.pcapng", "x_00002_20260131120500.pcapng"}}));
    EXPECT_EQ(join_rotated_sets({"x_20260131120500_00002.pcapng.gz", "x_20260131120000_00001.pcapng.gz"}),
              (Groups{{"x_20260131120000_00001.pcapng.gz", "x_20260131120500_00002.pcapng.gz"}}));
}

TEST(RotatedSet, OthersStayAlone) {
    const Paths apart = {"a/x.cap0",
                         "b/x.cap1",
                         "y.cap1",
                         "x.pcapng",
                         "phone_1.pcap",
                         "phone_2.pcap",
                         "call_00001_2026.pcapng",
                         "noname1",
                         "/a_00001_20260131120000.d/file"};
    Groups alone;
    for (const std::string &path : apart) alone.push_back({path});
    EXPECT_EQ(join_rotated_sets(apart), alone);
}

TEST(RotatedSet, StandsWhereItsFirstFileStood) {
    EXPECT_EQ(join_rotated_sets({"a.pcap", "x.cap1", "b.pcap", "x.cap0"}),
              (Groups{{"a.pcap"}, {"x.cap0", "x.cap1"}, {"b.pcap"}}));
}

TEST(RotatedSet, AFileGivenTwiceIsNotPartOfItself) {
    EXPECT_EQ(join_rotated_sets({"x.cap0", "x.cap0"}), (Groups{{"x.cap0"}, {"x.cap0"}}));
}

}  // namespace
}  // namespace capf::capture
