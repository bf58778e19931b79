// SPDX-License-Identifier: GPL-2.0-or-later
// One CAPF message as lines of the packet's tree and words of the Info column.
#pragma once

#include "plugin/dissect/plan.h"
#include "plugin/wire/capf_message.h"

namespace capf::dissect {

void register_capf_message_fields(int protocol, expert_module_t *experts);
void describe_capf_message(Plan &plan, wire::Bytes bytes, const wire::CapfMessage &message, const FrameFacts &frame);

}  // namespace capf::dissect
