// SPDX-License-Identifier: GPL-2.0-or-later
// A message together with the bytes that its ranges refer to. Made once, where the message is dissected, and shared by
// all who look at it from then on.
#pragma once

#include <memory>
#include <vector>

#include "plugin/wire/bytes.h"
#include "plugin/wire/capf_message.h"
#include "plugin/wire/tvs_message.h"

namespace capf::wire {

template <typename Message>
struct Pdu {
    std::vector<std::uint8_t> bytes;
    Message message;
};

using CapfPdu = Pdu<CapfMessage>;
using TvsPdu = Pdu<TvsMessage>;

// Parses the message; null when not even its header is there.
[[nodiscard]] std::shared_ptr<const CapfPdu> read_capf_pdu(Bytes bytes);
[[nodiscard]] std::shared_ptr<const TvsPdu> read_tvs_pdu(Bytes bytes);

}  // namespace capf::wire
