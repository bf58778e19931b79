// SPDX-License-Identifier: GPL-2.0-or-later
// What is decided about frames from their raw bytes. The input is a link type (u8, an index) and frames, each behind
// its length (u16, big-endian).
#include <optional>

#include "analyzer/capture/selection/flow_selector.h"
#include "tests/fuzz/check.h"

namespace {

using namespace capf;
using namespace capf::capture;

constexpr LinkType kLinkTypes[] = {LinkType::ethernet, LinkType::null,      LinkType::ppp,        LinkType::raw,
                                   LinkType::loop,     LinkType::linux_sll, LinkType::linux_sll2, LinkType::ipv4,
                                   LinkType::ipv6,     LinkType::ppp_ether};

// The short way must see what the long one sees.
void compare_ways(const Record &record) {
    PacketHeaders common, full;
    if (!read_common_frame(record, common)) return;
    read_frame(record, full);
    fuzz::require(common.kind == full.kind && common.transport == full.transport &&
                      common.transport_length == full.transport_length && common.source_port == full.source_port &&
                      common.destination_port == full.destination_port && common.source() == full.source() &&
                      common.destination() == full.destination(),
                  "both ways of reading a frame agree");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    if (size == 0) return 0;
    FlowSelector selector({3804});
    const LinkType link_type = kLinkTypes[*data % std::size(kLinkTypes)];
    std::uint32_t number = 0;
    for (std::size_t at = 1; at + 2 <= size;) {
        const std::size_t wanted = network16(data + at);
        at += 2;
        const std::size_t length = wanted < size - at ? wanted : size - at;
        // Of its own, so that a read behind the frame is seen.
        const std::vector<std::uint8_t> frame(data + at, data + at + length);
        at += length;
        Record record;
        record.bytes = frame.data();
        record.captured = record.on_the_wire = static_cast<std::uint32_t>(length);
        record.link_type = static_cast<std::uint16_t>(link_type);
        compare_ways(record);
        (void)selector.matters(record, ++number);
    }
    (void)selector.wants_second_pass(false);
    (void)selector.signalling();
    return 0;
}
