// SPDX-License-Identifier: GPL-2.0-or-later
// CAPF messages in words, with secrets masked unless they are asked for.
#pragma once

#include <string>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// True for what must not be shown unless asked for: an authentication string.
[[nodiscard]] bool is_secret(const wire::CapfElement &element);

// "AUTH_REQUEST", or "command 42".
[[nodiscard]] std::string command_name(std::uint8_t command);

// "REASON 1", "DEVICE_NAME SEP…", "PUBLIC_KEY (294 bytes)"; an unknown element with its bytes.
[[nodiscard]] std::string element_text(const wire::CapfElement &element, const findings::MessageReport &message,
                                       bool show_secrets);

}  // namespace capf::report
