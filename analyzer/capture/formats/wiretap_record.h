// SPDX-License-Identifier: GPL-2.0-or-later
// A record in wiretap's own form, for those who hand it on to epan. Apart from the other headers because wiretap's type
// has no name that could be declared without its header.
#pragma once

#include <glib.h>
#include <ws_version.h>

#include <wiretap/wtap.h>

#include "analyzer/capture/formats/record_reader.h"

namespace capf::capture {

// Before 4.6 the bytes live in a buffer beside the record.
struct WiretapRecord {
    WiretapRecord();
    ~WiretapRecord();
    WiretapRecord(const WiretapRecord &) = delete;
    WiretapRecord &operator=(const WiretapRecord &) = delete;

    bool next(wtap *from, int *error, char **detail, std::int64_t *offset);
    bool at(wtap *from, std::int64_t offset, int *error, char **detail);
    // Makes it the record of a packet that we read ourselves.
    void set(const Record &record);
    [[nodiscard]] const std::uint8_t *bytes();

    wtap_rec rec{};
#if WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR < 406
    Buffer buffer{};
#endif
};

}  // namespace capf::capture
