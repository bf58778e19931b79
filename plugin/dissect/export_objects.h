// SPDX-License-Identifier: GPL-2.0-or-later
// File > Export Objects > Cisco phone files, and tshark --export-objects cisco_sgn,FOLDER: the phones' files from HTTP
// and TFTP alike, and what decrypted configurations say as files of their own.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

// No text is null.
struct ExportedFile {
    const char *name;       // as requested, or as the signed header says
    const char *kind;       // in words: "ITL"
    const char *device;     // the phone that it is for; empty when it is for all
    const char *signature;  // "valid", "invalid", "not-checked"; empty when the file is not signed
    const std::uint8_t *data;
    std::size_t length;
};

// `protocol` is the signed file's.
void register_export_objects(int protocol);

// Puts the file on the list, when there is one. The data must live as long as the frame's dissection. May throw as any
// of epan's functions.
void offer_for_export(packet_info *pinfo, const ExportedFile &file);

}  // namespace capf::dissect
