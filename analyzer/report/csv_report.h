// SPDX-License-Identifier: GPL-2.0-or-later
// A summary as a table, as RFC 4180 quotes it, lines ending in a newline alone: one row a phone, or one of the tables
// across phones.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

enum class CsvTable { phones, lists, certificates, registrations };
// "phones" …, in the order of the enumeration.
[[nodiscard]] const std::vector<std::string> &csv_table_names();

struct CsvField {
    const char *name;
    const char *meaning;  // in English
    bool by_default;
};

// All columns of a table. The last tells whether names and addresses are pseudonyms.
[[nodiscard]] std::vector<CsvField> csv_fields(CsvTable table);
// "NAME   meaning", a line each, for people who ask what there is.
[[nodiscard]] std::string csv_field_list(CsvTable table);

// A table with some of its columns; those by default unless others are chosen.
class CsvReport {
public:
    explicit CsvReport(CsvTable table = CsvTable::phones);

    // The columns in `names` (separated by commas), in its order. False on an unknown name, with it in `unknown`.
    [[nodiscard]] bool choose(std::string_view names, std::string &unknown);
    // Adds the column that tells of redaction, where it is missing.
    void tell_redacted();

    [[nodiscard]] CsvTable table() const { return table_; }
    [[nodiscard]] std::string header() const;
    // The rows of CsvTable::phones. A capture without a phone makes one row, with no device.
    [[nodiscard]] std::string phones(const findings::CaptureReport &capture) const;
    // The rows of the other tables.
    [[nodiscard]] std::string across_phones(const std::vector<findings::CaptureReport> &captures) const;

private:
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

    CsvTable table_;
    std::vector<CsvField> fields_;
    std::vector<std::size_t> chosen_;  // indices in fields_
};

}  // namespace capf::report
