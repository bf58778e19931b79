// SPDX-License-Identifier: GPL-2.0-or-later
// Secrets in the content of exported files.
#pragma once

#include <string>
#include <vector>

#include "plugin/wire/bytes.h"

namespace capf::exporting {

struct MaskedBytes {
    std::vector<std::uint8_t> bytes;
    std::vector<std::string> masked;  // what: the XML element's name, or "private key"
    bool complete = true;             // false: there is a secret whose place is not known
};

// `content` with the passwords of a phone's configuration and private keys in PEM masked. `text` is where in it the
// configuration stands: behind the header of a signed file. Nothing else is changed.
[[nodiscard]] MaskedBytes mask_secrets(wire::Bytes content, wire::Range text);

}  // namespace capf::exporting
