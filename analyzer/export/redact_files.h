// SPDX-License-Identifier: GPL-2.0-or-later
// Files to be exported, without names and addresses.
#pragma once

#include <vector>

#include "analyzer/export/exported_file.h"
#include "analyzer/redact/value_redactor.h"

namespace capf::exporting {

// Configurations get pseudonyms, in what they are called too. What is signed cannot be rewritten, and what is not
// understood may hold anything: those are left out, and say so.
void redact_files(std::vector<ExportedFile> &files, const redact::ValueRedactor &redactor);

}  // namespace capf::exporting
