// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a certificate was made by a device that inspects TLS.
#pragma once

#include "plugin/trust/certificate.h"

namespace capf::judge {

// The issuer names the maker of such devices, or says itself that it inspects. [as makers document the names of their
// signing certificates]
[[nodiscard]] bool issued_by_inspection(const trust::Certificate &certificate);

}  // namespace capf::judge
