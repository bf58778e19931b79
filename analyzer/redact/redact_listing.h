// SPDX-License-Identifier: GPL-2.0-or-later
// A phone file on its own, as show prints it, without names and addresses.
#pragma once

#include "analyzer/redact/pseudonyms.h"
#include "analyzer/show/file_listing.h"

namespace capf::redact {

// Replaces names and addresses in all texts and marks the listing as redacted. Of paths the file's name is left.
void redact_listing(show::FileListing &file, const Pseudonyms &pseudonyms);

}  // namespace capf::redact
