// SPDX-License-Identifier: GPL-2.0-or-later
// One CAPF message as lines of the packet's tree and words of the Info column.
#pragma once

#include <optional>
#include <string>

#include "plugin/dissect/plan.h"
#include "plugin/wire/capf_message.h"

namespace capf::dissect {

void register_capf_message_fields(int protocol, expert_module_t *experts);
// Returns the certHash of configurations that are encrypted to the certificate in the message: its MD5, in hexadecimal,
// or empty when its key cannot be encrypted to. Nothing when the message has no certificate.
std::optional<std::string> describe_capf_message(Plan &plan, wire::Bytes bytes, const wire::CapfMessage &message,
                                                 const FrameFacts &frame);

// The key that a message asks for: "RSA 2048", "EC secp384r1"; empty when it names none.
[[nodiscard]] std::string requested_key(const wire::CapfMessage &message);

}  // namespace capf::dissect
