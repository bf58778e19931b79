// SPDX-License-Identifier: GPL-2.0-or-later
// Checksums of IP, TCP and UDP: a wrong one means that the packet was damaged on its way, and that its receiver threw
// it away.
#pragma once

#include "analyzer/capture/formats/record_reader.h"

namespace capf::capture {

// Whether one of the frame's checksums is wrong. One that offload left to the network card is not: zero, or the sum of
// the pseudo-header alone. False where it cannot be told: in frames that are cut, fragments, tunnels.
[[nodiscard]] bool has_wrong_checksum(const Record &record);

}  // namespace capf::capture
