// SPDX-License-Identifier: GPL-2.0-or-later
// The symbols by which Wireshark loads capf.so.
#define WS_BUILD_DLL  // on Windows they are exported from this DLL, not imported into it
#include <ws_version.h>

#include <cstdint>

#include "plugin/dissect/compat.h"
#include "plugin/dissect/registration.h"

extern "C" {
// A namespace-scope const is invisible outside its file in C++ unless declared extern before.
extern WS_DLL_PUBLIC_DEF const char plugin_version[];
extern WS_DLL_PUBLIC_DEF const int plugin_want_major;
extern WS_DLL_PUBLIC_DEF const int plugin_want_minor;
WS_DLL_PUBLIC_DEF void plugin_register();
WS_DLL_PUBLIC_DEF std::uint32_t plugin_describe();

const char plugin_version[] = CAPF_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

void plugin_register() {
    static proto_plugin plugin;
    plugin.register_protoinfo = capf::dissect::register_protocols;
    plugin.register_handoff = capf::dissect::register_handoffs;
    proto_register_plugin(&plugin);
}

// Asked for by Wireshark 4.4 and later: 1 says that the plugin holds dissectors.
std::uint32_t plugin_describe() {
    return 1;
}
}
