// SPDX-License-Identifier: GPL-2.0-or-later
// PEM, the text form of certificates (RFC 7468).
#pragma once

#include <string>

#include "plugin/wire/bytes.h"

namespace capf::trust {

// One CERTIFICATE block around `der`, in lines of 64 characters; nothing else can be in it, whatever the bytes are.
[[nodiscard]] std::string certificate_pem(wire::Bytes der);

}  // namespace capf::trust
