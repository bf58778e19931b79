// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <vector>

#include "analyzer/show/file_listing.h"

namespace capf::show {

// The fields of a configuration that matter to the sequence, where they are present. No secrets are among them.
[[nodiscard]] std::vector<Field> config_fields(const wire::PhoneConfig &config);

}  // namespace capf::show
