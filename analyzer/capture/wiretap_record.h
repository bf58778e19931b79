// SPDX-License-Identifier: GPL-2.0-or-later
// The record in wiretap's own form, for those who hand it on to epan. Apart from capture_file.h because wiretap's type
// has no name that could be declared without its header.
#pragma once

#include <glib.h>

#include <wiretap/wtap.h>

#include "analyzer/capture/capture_file.h"

namespace capf::capture {

struct WiretapRecord {
    // The record that the last read() brought; valid until the next.
    [[nodiscard]] static wtap_rec *of(CaptureFile &file);
};

}  // namespace capf::capture
