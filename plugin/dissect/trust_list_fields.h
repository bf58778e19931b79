// SPDX-License-Identifier: GPL-2.0-or-later
// The records of an ITL or CTL as lines of the packet's tree.
#pragma once

#include "plugin/dissect/plan.h"
#include "plugin/wire/trust_list.h"

namespace capf::dissect {

void register_trust_list_fields(int protocol, expert_module_t *experts);
void describe_trust_list(Plan &plan, wire::Bytes file, const wire::TrustList &list, const FrameFacts &frame);

}  // namespace capf::dissect
