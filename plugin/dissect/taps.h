// SPDX-License-Identifier: GPL-2.0-or-later
// What the dissectors hand to tap listeners (statistics, export objects, capfcheck). Plain structs, valid during the
// tap call only. A listener that wants a message for longer copies the shared_ptr.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "plugin/wire/pdu.h"

namespace capf::dissect {

struct CapfMessageState;

// Tap "capf": one whole CAPF message.
struct CapfTap {
    const std::shared_ptr<const wire::CapfPdu> *pdu;  // as dissected; never null, nor is what it points to
    bool from_server;
    bool inside_tls;
    const CapfMessageState *state;  // what the message means within its session
};

// Tap "cisco_tvs": one whole TVS message.
struct TvsTap {
    const std::shared_ptr<const wire::TvsPdu> *pdu;  // as for CAPF
    bool from_server;
};

// Tap "cisco_sgn": a phone file that came whole out of TFTP or HTTP. TFTP: every file, whatever it holds. HTTP: the
// files that this plugin recognised.
struct PhoneFileTap {
    const char *name;       // as requested; may be empty, never null
    const char *transport;  // "http" or "tftp"
    const std::uint8_t *data;
    std::size_t length;
    bool signed_file;  // begins with a signed header
};

}  // namespace capf::dissect
