// SPDX-License-Identifier: GPL-2.0-or-later
// One CAPF message as lines of the packet's tree and words of the Info column.
#pragma once

#include <string>

#include "plugin/dissect/plan.h"
#include "plugin/wire/capf_message.h"

namespace capf::dissect {

void register_capf_message_fields(int protocol, expert_module_t *experts);
// Returns the MD5 of the certificate in the message, in hexadecimal; empty when it has none.
std::string describe_capf_message(Plan &plan, wire::Bytes bytes, const wire::CapfMessage &message,
                                  const FrameFacts &frame);

// The key that a message asks for: "RSA 2048", "EC secp384r1"; empty when it names none.
[[nodiscard]] std::string requested_key(const wire::CapfMessage &message);

}  // namespace capf::dissect
