// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/pdu.h"

#include <optional>
#include <utility>

namespace capf::wire {
namespace {

template <typename Message>
std::shared_ptr<const Pdu<Message>> with_bytes(Bytes bytes, std::optional<Message> message) {
    if (!message) return nullptr;
    return std::make_shared<const Pdu<Message>>(
        Pdu<Message>{std::vector<std::uint8_t>(bytes.begin(), bytes.end()), std::move(*message)});
}

}  // namespace

std::shared_ptr<const CapfPdu> read_capf_pdu(Bytes bytes) {
    return with_bytes(bytes, parse_capf_message(bytes));
}

std::shared_ptr<const TvsPdu> read_tvs_pdu(Bytes bytes) {
    return with_bytes(bytes, parse_tvs_message(bytes));
}

}  // namespace capf::wire
