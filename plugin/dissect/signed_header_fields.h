// SPDX-License-Identifier: GPL-2.0-or-later
// The header of a signed file as lines of the packet's tree.
#pragma once

#include "plugin/dissect/plan.h"
#include "plugin/wire/signed_header.h"

namespace capf::dissect {

void register_signed_header_fields(int protocol, expert_module_t *experts);
void describe_signed_header(Plan &plan, wire::Bytes file, const wire::SignedHeader &header);

}  // namespace capf::dissect
