// SPDX-License-Identifier: GPL-2.0-or-later
// A summary as a table: one row a phone, as RFC 4180 quotes it, lines ending in a newline alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

struct CsvField {
    const char *name;
    const char *meaning;
    bool by_default;
    std::string (*cell)(const findings::CaptureReport &capture, const findings::PhoneReport *phone);
};

// The column that tells of redaction.
inline constexpr const char *kRedactedField = "redacted";

// All columns that there are.
[[nodiscard]] std::span<const CsvField> csv_fields();

// The columns that `names` (separated by commas) chooses, in its order; those by default when it is empty. On an
// unknown name nothing, and the name in `unknown`.
[[nodiscard]] std::vector<const CsvField *> choose_csv_fields(std::string_view names, std::string &unknown);

// "NAME   meaning", a line each, for people who ask what there is.
[[nodiscard]] std::string csv_field_list();

[[nodiscard]] std::string csv_header(const std::vector<const CsvField *> &fields);
// A capture without a phone makes one row, with no device.
[[nodiscard]] std::string csv_rows(const findings::CaptureReport &capture, const std::vector<const CsvField *> &fields);

}  // namespace capf::report
