// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/csv_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/language/language.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/csv_columns.h"
#include "analyzer/report/printable.h"

namespace capf::report {
namespace {

using namespace findings;

// A spreadsheet takes a cell that begins so for a formula, and a capture could make it run one: an apostrophe before it
// keeps it text. The wide forms count in East Asian editions. Tabs and line ends are gone already. (OWASP, "CSV
// Injection".)
bool begins_formula(const std::string &cell) {
    constexpr std::string_view kStarts[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    return std::any_of(std::begin(kStarts), std::end(kStarts),
                       [&](std::string_view start) { return cell.starts_with(start); });
}

std::string quoted(const std::string &raw) {
    std::string cell = printable(raw);
    if (begins_formula(cell)) cell.insert(0, "'");
    if (cell.find_first_of(",\"'; ") == std::string::npos) return cell;
    std::string out = "\"";
    for (const char c : cell) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

template <typename Line>
std::string row(std::span<const CsvColumn<Line>> columns, const std::vector<std::size_t> &chosen, const Line &line) {
    std::string cells;
    for (const std::size_t one : chosen) cells += quoted(columns[one].cell(line)) + ",";
    cells.back() = '\n';  // at least one column is chosen
    return cells;
}

template <typename Line, typename Row>
std::string rows(std::span<const CsvColumn<Line>> columns, const std::vector<std::size_t> &chosen,
                 const std::vector<Row> &table, bool redacted) {
    std::string lines;
    for (const Row &one : table) lines += row<Line>(columns, chosen, {one, redacted});
    return lines;
}

template <typename Line>
std::vector<CsvField> fields_of(std::span<const CsvColumn<Line>> columns) {
    std::vector<CsvField> fields;
    for (const CsvColumn<Line> &column : columns) fields.push_back(column.field);
    return fields;
}

std::vector<std::size_t> by_default(const std::vector<CsvField> &fields) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].by_default) chosen.push_back(i);
    }
    return chosen;
}

}  // namespace

const std::vector<std::string> &csv_table_names() {
    static const std::vector<std::string> names = {"phones", "lists", "certificates", "registrations"};
    return names;
}

std::vector<CsvField> csv_fields(CsvTable table) {
    switch (table) {
        case CsvTable::phones:
            break;
        case CsvTable::lists:
            return fields_of<ListLine>(list_columns());
        case CsvTable::certificates:
            return fields_of<CertificateLine>(certificate_columns());
        case CsvTable::registrations:
            return fields_of<RegistrationLine>(registration_columns());
    }
    return fields_of<PhoneLine>(phone_columns());
}

std::string csv_field_list(CsvTable table) {
    std::string list;
    for (const CsvField &field : csv_fields(table)) {
        const std::string line =
            fmt::format("{:<18}{} {}", field.name, field.by_default ? '*' : ' ', tr(field.meaning));
        list += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return list + "\n" + tr("* by default") + "\n";
}

CsvReport::CsvReport(CsvTable table) : table_(table), fields_(csv_fields(table)), chosen_(by_default(fields_)) {}

std::optional<std::size_t> CsvReport::find(std::string_view name) const {
    const auto found =
        std::find_if(fields_.begin(), fields_.end(), [&](const CsvField &field) { return name == field.name; });
    if (found == fields_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fields_.begin());
}

bool CsvReport::choose(std::string_view names, std::string &unknown) {
    chosen_.clear();
    while (true) {
        const std::size_t comma = names.find(',');
        const std::string_view name = names.substr(0, comma);
        const auto field = find(name);
        if (!field) {
            unknown = name;
            return false;
        }
        chosen_.push_back(*field);
        if (comma == std::string_view::npos) return true;
        names.remove_prefix(comma + 1);
    }
}

void CsvReport::tell_redacted() {
    const std::size_t telling = fields_.size() - 1;  // of every table the last
    if (std::find(chosen_.begin(), chosen_.end(), telling) == chosen_.end()) chosen_.push_back(telling);
}

std::string CsvReport::header() const {
    std::string line;
    for (const std::size_t one : chosen_) line += (line.empty() ? "" : ",") + std::string(fields_[one].name);
    return line + "\n";
}

std::string CsvReport::phones(const CaptureReport &capture) const {
    const language::English english;
    if (capture.phones.empty() && capture.phones_left_out > 0) return "";
    if (capture.phones.empty()) return row<PhoneLine>(phone_columns(), chosen_, {capture, nullptr});
    std::string rows;
    for (const PhoneReport &phone : capture.phones) rows += row<PhoneLine>(phone_columns(), chosen_, {capture, &phone});
    return rows;
}

std::string CsvReport::across_phones(const std::vector<CaptureReport> &captures) const {
    const language::English english;
    const AcrossPhones tables = report::across_phones(captures);
    const bool redacted =
        std::any_of(captures.begin(), captures.end(), [](const CaptureReport &capture) { return capture.redacted; });
    switch (table_) {
        case CsvTable::phones:
            break;
        case CsvTable::lists:
            return rows<ListLine>(list_columns(), chosen_, tables.trust_lists, redacted);
        case CsvTable::certificates:
            return rows<CertificateLine>(certificate_columns(), chosen_, tables.certificates, redacted);
        case CsvTable::registrations:
            return rows<RegistrationLine>(registration_columns(), chosen_, tables.registrations, redacted);
    }
    return "";
}

}  // namespace capf::report
