// SPDX-License-Identifier: GPL-2.0-or-later
// The two calls that make all protocols of this folder known to Wireshark. They fit a `proto_plugin`: the plugin and
// capfcheck both hand them to proto_register_plugin() before epan_init().
#pragma once

namespace capf::dissect {

void register_protocols();
void register_handoffs();

// For a program that listens to the taps and looks at no tree, before register_protocols(): phone files are handed to
// the taps without being verified and shown, and no item names the phone of a packet. What files tell of other
// connections (the CAPF server's port) is still used. In Wireshark nobody calls this.
void only_feed_taps();

}  // namespace capf::dissect
