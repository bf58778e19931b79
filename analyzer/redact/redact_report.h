// SPDX-License-Identifier: GPL-2.0-or-later
// A report without names and addresses: whatever is made of it has none.
#pragma once

#include "analyzer/redact/text_redactor.h"
#include "analyzer/sequence/verdict.h"

namespace capf::redact {

// Replaces names and addresses in every text of the report, empties bytes of what is not understood, which may hold
// some, and marks it as redacted. Digests, serial numbers, times and sizes stay. Of the capture's path the file's name
// is left.
void redact_report(sequence::CaptureReport &report, const Pseudonyms &pseudonyms);

// Teaches `redactor` all names that the report knows.
void learn_names(const sequence::CaptureReport &report, TextRedactor &redactor);

}  // namespace capf::redact
