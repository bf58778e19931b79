// SPDX-License-Identifier: GPL-2.0-or-later
// What two captures of one event tell of their losses, in words.
#pragma once

#include <string>
#include <vector>

#include "analyzer/pair/pair_report.h"

namespace capf::report {

// "TCP SYN to port 3804", "HTTP GET /ITLFile.tlv", "TLS Client Hello, TLS Alert".
[[nodiscard]] std::string packet_text(const std::vector<pair::PacketName> &what);

// A loss in one clause without a full stop, with its frames and their file.
[[nodiscard]] std::string loss_text(const pair::Loss &loss, const pair::PairReport &report);

// What both captures together tell of the phone with this index: the certain losses of its flows, in whole sentences.
[[nodiscard]] std::vector<std::string> losses_text(const pair::PairReport &report, std::size_t phone);

}  // namespace capf::report
