// SPDX-License-Identifier: GPL-2.0-or-later
// A report without names and addresses: its values are replaced before anything is worded.
#pragma once

#include "analyzer/findings/capture_report.h"
#include "analyzer/redact/value_redactor.h"

namespace capf::redact {

// Replaces names and addresses in every value of the report, empties bytes of what is not understood, which may hold
// some, and marks it as redacted. Digests, serial numbers, times and sizes stay. Of the capture's path the file's name
// is left, with what in it is a name or an address of the report replaced.
void redact_report(findings::CaptureReport &report, const Pseudonyms &pseudonyms);

// Likewise of what has more than one report: `redactor` knows the names of all of them.
void redact_report(findings::CaptureReport &report, const ValueRedactor &redactor);
void redact_phone(findings::PhoneReport &phone, const ValueRedactor &redactor);

}  // namespace capf::redact
