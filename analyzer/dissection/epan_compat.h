// SPDX-License-Identifier: GPL-2.0-or-later
// The differences between Wireshark 4.0, 4.2, 4.4 and 4.6 that a program around epan meets.
#pragma once

#include <cstdint>

#include <glib.h>
#include <ws_version.h>

#include <epan/epan.h>
#include <epan/epan_dissect.h>
#include <epan/packet.h>
#include <epan/proto.h>
#include <epan/tap.h>
#include <epan/to_str.h>
extern "C" {  // no __cplusplus guard of its own
#include <epan/dissectors/packet-tcp.h>
}

#define CAPF_WIRESHARK_VERSION (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

namespace capf::dissection {

#if CAPF_WIRESHARK_VERSION >= 404
using ws_u32 = std::uint32_t;
#else
using ws_u32 = guint32;
#endif
#if CAPF_WIRESHARK_VERSION >= 402
inline fvalue_t *value_of(const field_info *field) {
    return field->value;
}
#else
inline fvalue_t *value_of(const field_info *field) {
    return const_cast<fvalue_t *>(&field->value);
}
#endif

}  // namespace capf::dissection
