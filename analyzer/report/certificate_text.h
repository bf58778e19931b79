// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

#include "plugin/trust/certificate.h"

namespace capf::report {

// "RSA 2048", "EC prime256v1", "other".
[[nodiscard]] std::string key_text(const trust::Certificate &certificate);

}  // namespace capf::report
