// SPDX-License-Identifier: GPL-2.0-or-later
// A frame with its headers, which are read once for all who look at it before libwireshark does.
#pragma once

#include "analyzer/capture/selection/packet_headers.h"

namespace capf::dissection {

struct RawFrame {
    RawFrame() = default;
    explicit RawFrame(const capture::Record &bytes) : record(bytes) {
        is_common = read_common_frame(record, headers);
        if (!is_common) read_frame(record, headers);
    }

    capture::Record record;
    capture::PacketHeaders headers;  // points into the record's bytes
    bool is_common = false;          // as of read_common_frame()
};

}  // namespace capf::dissection
