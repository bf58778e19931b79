// SPDX-License-Identifier: GPL-2.0-or-later
// TFTP of files that are no phone's own (firmware, ring lists, wallpapers), read without libwireshark: its time to put
// a file together grows with the square of its blocks, and firmware has a hundred thousand.
#pragma once

#include <optional>
#include <unordered_map>

#include "analyzer/capture/selection/flow_key.h"
#include "analyzer/dissection/observation.h"
#include "analyzer/dissection/raw_frame.h"

namespace capf::dissection {

class TftpBodies {
public:
    // The packet, when the frame is a block or an acknowledgement of such a transfer; nothing when libwireshark is to
    // dissect it; its time and what is wrong with the frame are the caller's to add. Takes all frames in the order of
    // their dissection.
    [[nodiscard]] std::optional<TftpPacket> read(const RawFrame &frame);

private:
    struct Transfer {
        // Who reads the blocks is settled by the first: those in fragments of IP are libwireshark's, all of them.
        enum class Reader : std::uint8_t { open, ours, libwireshark } reader = Reader::open;
        bool asked_again = false;      // from the same port
        std::uint32_t last_block = 0;  // counted on where the 16 bits on the wire begin again
    };

    void take_request(const capture::PacketHeaders &headers, wire::Bytes payload);
    [[nodiscard]] Transfer *transfer_of(const capture::PacketHeaders &headers);

    std::unordered_map<capture::EndpointKey, Transfer, capture::HashKey> transfers_;  // by client
};

}  // namespace capf::dissection
