// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/across_section.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/report/across_phones.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/table.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/time_units.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kDigitsShown = 16;  // of a digest: the rest is in its title
constexpr std::size_t kRowsShown = 500;
constexpr std::size_t kNamesShown = 3;  // the others are shown on demand

Markup table_section(const char *id, const char *heading, const char *caption, std::vector<Column> columns,
                     std::vector<Row> rows) {
    const std::string left_out =
        rows.size() > kRowsShown
            ? fmt::format(" The first {} of {}; --format csv --table has them all.", kRowsShown, rows.size())
            : "";
    const Table table(markup("{}{}", caption, left_out), std::move(columns), std::move(rows));
    return markup(
        "<section class=\"index across\" aria-labelledby=\"{}\"><details class=\"fold\"><summary><h2 "
        "id=\"{}\">{}</h2></summary>{}</details></section>",
        id, id, heading, table.whole(Markup{" class=\"cards sortable\""}, kRowsShown));
}

template <typename Entry>
std::vector<Row> rows_of(const std::vector<Entry> &entries, Row (*one)(const Entry &)) {
    std::vector<Row> rows;
    rows.reserve(entries.size());
    for (const Entry &entry : entries) rows.push_back(one(entry));
    return rows;
}

Cell place_cell(const Place &place) {
    return {markup("frame {} of <code>{}</code>", place.frame, base_name(place.capture)), rfc3339(place.time)};
}

Markup mark(const char *css, const char *sign, std::string_view words) {
    return markup("<span class=\"status {}\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</span>", css, sign,
                  words);
}

Markup digest(const std::string &sha256) {
    return markup("<code title=\"{}\">{}…</code>", sha256, sha256.substr(0, kDigitsShown));
}

std::string joined(const std::vector<std::string> &names, std::size_t from, std::size_t to) {
    std::string text;
    for (std::size_t i = from; i < to; ++i) text += (i == from ? "" : ", ") + names[i];
    return text;
}

Markup phone_names(const std::vector<std::string> &names) {
    const std::size_t shown = std::min(names.size(), kNamesShown);
    Markup cell = markup("{}: {}", names.size(), joined(names, 0, shown));
    if (names.size() > shown) {
        cell += markup("<details><summary>{} more</summary>{}</details>", names.size() - shown,
                       joined(names, shown, names.size()));
    }
    return cell;
}

Row list_row(const TrustListRow &row) {
    const Markup note = row.differs ? mark("unknown", "!", "other than from another server") : Markup{};
    const bool invalid = row.signature == "invalid";
    return {{},
            {unbroken(row.server),
             wire::upper(row.kind),
             markup("{} {}", digest(row.records_sha256), note),
             row.signer,
             invalid ? mark("failed", "✕", "invalid") : markup("{}", row.signature),
             {phone_names(row.phones), std::to_string(row.phones.size())},
             place_cell(row.first)}};
}

Markup lists_section(const std::vector<TrustListRow> &rows) {
    if (rows.empty()) return {};
    const bool differ = std::any_of(rows.begin(), rows.end(), [](const TrustListRow &row) { return row.differs; });
    return table_section(
        "trust-lists", "Trust lists by server",
        differ ? "Servers of one cluster give out different lists." : "What each server gave out, and to whom.",
        {{"Server", Column::Kind::head},
         {"List"},
         {"SHA-256 of its records"},
         {"Signer"},
         {"Signature"},
         {"Phones"},
         {"First seen"}},
        rows_of(rows, list_row));
}

Row certificate_row(const PhoneCertificateRow &row) {
    const trust::Certificate &certificate = row.certificate;
    const Validity validity = validity_of(certificate, row.first.time / wire::kNanosecondsPerSecond);
    return {{},
            {unbroken(row.phone),
             row.kind,
             markup("<code>{}</code>", certificate.subject),
             markup("<code>{}</code>", certificate.issuer),
             markup("<code>{}</code>", certificate.serial),
             {markup("<span class=\"dates\">{} to {}</span> {}", utc_date(certificate.not_before),
                     utc_date(certificate.not_after), validity_note(validity)),
              rfc3339_seconds(certificate.not_after)},
             place_text(row.uses.front()),
             place_cell(row.first)}};
}

Markup certificates_section(const std::vector<PhoneCertificateRow> &rows) {
    if (rows.empty()) return {};
    return table_section("phone-certificates", "The phones' certificates", "What expires first is first.",
                         {{"Phone", Column::Kind::head, Column::Role::always},
                          {"Kind"},
                          {"Subject"},
                          {"Issuer"},
                          {"Serial number"},
                          {"Validity", Column::Kind::text, Column::Role::always},
                          {"Where"},
                          {"First seen"}},
                         rows_of(rows, certificate_row));
}

Markup outcome_mark(RegistrationOutcome outcome) {
    switch (outcome) {
        case RegistrationOutcome::registered:
            return mark("ok", "✓", "registered");
        case RegistrationOutcome::refused:
            return mark("failed", "✕", "refused");
        case RegistrationOutcome::no_answer:
            return mark("failed", "✕", "no answer");
        case RegistrationOutcome::not_told:
            break;
    }
    return mark("unknown", "?", "not in the capture");
}

Row registration_row(const RegistrationRow &row) {
    std::string reason = row.status ? std::to_string(*row.status) : "";
    if (!row.reason.empty()) reason += (reason.empty() ? "" : " ") + row.reason;
    return {{},
            {unbroken(row.phone), unbroken(dissection::to_string(row.server)),
             fmt::format("{} over {}", row.protocol, row.transport),
             markup("{}{}", outcome_mark(row.outcome), evidence_note(row.evidence)), reason, std::to_string(row.count),
             place_cell(row.first)}};
}

Markup registrations_section(const std::vector<RegistrationRow> &rows) {
    if (rows.empty()) return {};
    return table_section("registrations", "Registrations", "Attempts of one phone that went alike are one row.",
                         {{"Phone", Column::Kind::head, Column::Role::always},
                          {"Server"},
                          {"Protocol"},
                          {"Outcome"},
                          {"Reason"},
                          {"Times", Column::Kind::number},
                          {"First seen"}},
                         rows_of(rows, registration_row));
}

}  // namespace

Markup across_sections(const std::vector<CaptureReport> &captures) {
    const AcrossPhones tables = across_phones(captures);
    Markup sections = lists_section(tables.trust_lists);
    sections += certificates_section(tables.certificates);
    sections += registrations_section(tables.registrations);
    return sections;
}

}  // namespace capf::report
