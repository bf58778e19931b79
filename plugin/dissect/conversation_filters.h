// SPDX-License-Identifier: GPL-2.0-or-later
// Analyze > Conversation Filter: the CAPF session of the selected packet, all of its phone's provisioning by address,
// and all about its phone by name.
#pragma once

namespace capf::dissect {

void register_conversation_filters();

}  // namespace capf::dissect
