// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/dumpcap.h"

#include <gtest/gtest.h>

namespace capf::watch {
namespace {

TEST(Dumpcap, DropsAreReadFromItsLastLine) {
    EXPECT_EQ(
        dropped_packets("Capturing on 'eth0'\nFile: -\n\rPackets captured: 3\nPackets received/dropped on interface "
                        "'eth0': 3/17 (pcap:12/dumpcap:5/flushed:0/ps_ifdrop:0) (15.0%)\n"),
        17U);
}

TEST(Dumpcap, DropsOfSeveralInterfacesAreAdded) {
    EXPECT_EQ(
        dropped_packets("Packets received/dropped on interface 'a': 3/1 (pcap:1/dumpcap:0/flushed:0/ps_ifdrop:0)\n"
                        "Packets received/dropped on interface 'b/c': ': 8/2 (pcap:2/dumpcap:0)\n"),
        3U);
}

TEST(Dumpcap, WithoutTheLineNothingWasDropped) {
    EXPECT_EQ(dropped_packets(""), 0U);
    EXPECT_EQ(dropped_packets("Packets received/dropped on interface 'eth0'"), 0U);
    EXPECT_EQ(dropped_packets("Packets received/dropped on interface 'eth0': 3/ (pcap)"), 0U);
}

}  // namespace
}  // namespace capf::watch
