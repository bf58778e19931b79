// SPDX-License-Identifier: GPL-2.0-or-later
// A certificate as all JSON of capfcheck tells it.
#pragma once

#include <nlohmann/json.hpp>

#include "plugin/trust/certificate.h"

namespace capf::report {

// Subject, issuer, serial number, key ("RSA 2048", "EC prime256v1"), validity (RFC 3339, UTC) and fingerprints.
[[nodiscard]] nlohmann::ordered_json certificate_json(const trust::Certificate &certificate);

}  // namespace capf::report
