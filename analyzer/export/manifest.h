// SPDX-License-Identifier: GPL-2.0-or-later
// manifest.json: what is in an exported folder. Its format is export.schema.json.
#pragma once

#include <string>
#include <vector>

#include "analyzer/export/file_export.h"

namespace capf::exporting {

[[nodiscard]] std::string manifest_json(const std::vector<ManifestEntry> &entries, const ManifestSettings &settings);

}  // namespace capf::exporting
