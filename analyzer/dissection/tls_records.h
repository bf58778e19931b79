// SPDX-License-Identifier: GPL-2.0-or-later
// Records of TLS that are whole in one frame, for connections with cut frames: there Wireshark waits for bytes that
// will never come, and shows nothing of what follows.
#pragma once

#include <vector>

#include "analyzer/dissection/observation.h"
#include "plugin/wire/bytes.h"

namespace capf::dissection {

// Those at the beginning of a payload, as far as each is there to its end. In clear: the alert; of a handshake message
// its type, and of a hello its version.
[[nodiscard]] std::vector<TlsRecord> whole_tls_records(wire::Bytes payload, const Seen &frame);

}  // namespace capf::dissection
