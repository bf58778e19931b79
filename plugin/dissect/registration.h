// SPDX-License-Identifier: GPL-2.0-or-later
// The two calls that make all protocols of this folder known to Wireshark. They fit a `proto_plugin`: the plugin and
// capfcheck both hand them to proto_register_plugin() before epan_init().
#pragma once

namespace capf::dissect {

void register_protocols();
void register_handoffs();

}  // namespace capf::dissect
