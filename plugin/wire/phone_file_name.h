// SPDX-License-Identifier: GPL-2.0-or-later
// What the name of a requested file says: which kind of file, for which device.
#pragma once

#include <optional>

#include "plugin/wire/bytes.h"

namespace capf::wire {

enum class PhoneFileKind {
    itl,               // ITLFile.tlv, ITL<device>.tlv
    ctl,               // CTLFile.tlv, CTL<device>.tlv
    signed_config,     // <device>.cnf.xml.sgn
    encrypted_config,  // <device>.cnf.xml.enc.sgn
    plain_config,      // <device>.cnf.xml
    default_config,    // XMLDefault.cnf.xml(.sgn)
    other_signed,      // *.sgn, *.sbn that is none of the above
    other,
};

struct PhoneFileName {
    std::string base_name;  // without folders, query and leading slash, percent-decoded
    PhoneFileKind kind = PhoneFileKind::other;
    std::optional<std::string> device;  // SEP…, CSF…, ATA…, VGC…, as written; none for common files
};

// Accepts a path, a TFTP name or an HTTP request target. Case of the endings does not matter.
[[nodiscard]] PhoneFileName parse_phone_file_name(std::string_view target);

// The base name in a form that is safe to save a file under: everything but letters, digits and . _ - + @ ( ) is
// written as %XX, so is a dot at its start; at most 200 characters, cut in the middle; "file" when it is empty.
[[nodiscard]] std::string safe_file_name(std::string_view target);

// The name used in JSON and text: "itl", "ctl", "partial-or-full config" … (see the implementation's table).
[[nodiscard]] const char *phone_file_kind_name(PhoneFileKind kind);

// Of a firmware image or its list of parts: ".loads", ".sbn", ".zz", ".zz.sgn".
[[nodiscard]] bool is_firmware_name(std::string_view base_name);

}  // namespace capf::wire
