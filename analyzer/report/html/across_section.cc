// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/across_section.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/language/translate.h"
#include "analyzer/report/across_phones.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/table.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/sentence.h"
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
            ? tr_format(" The first {0} of {1}; --format csv --table has them all.", kRowsShown, rows.size())
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
    return {markup_tr(N_("frame {0} of {1}"), std::to_string(place.frame),
                      markup("<code>{}</code>", base_name(place.capture))),
            rfc3339(place.time)};
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
    for (std::size_t i = from; i < to; ++i) text += std::string(i == from ? "" : tr_in(kComma)) + names[i];
    return text;
}

Markup phone_names(const std::vector<std::string> &names) {
    const std::size_t shown = std::min(names.size(), kNamesShown);
    Markup cell = markup("{}: {}", grouped(names.size()), joined(names, 0, shown));
    if (names.size() > shown) {
        cell += markup("<details><summary>{}</summary>{}</details>",
                       tr_format("{} more", grouped(names.size() - shown)), joined(names, shown, names.size()));
    }
    return cell;
}

Row list_row(const TrustListRow &row) {
    const Markup note = row.differs ? mark("unknown", "!", tr("differs from another server's list")) : Markup{};
    const bool invalid = row.signature == "invalid";
    return {
        {},
        {unbroken(row.server),
         wire::upper(row.kind),
         markup("{} {}", digest(row.records_sha256), note),
         row.signer,
         invalid ? mark("failed", "✕", tr_in("signature", "invalid")) : markup("{}", tr_in("signature", row.signature)),
         {phone_names(row.phones), std::to_string(row.phones.size())},
         place_cell(row.first)}};
}

Markup lists_section(const std::vector<TrustListRow> &rows) {
    if (rows.empty()) return {};
    const bool differ = std::any_of(rows.begin(), rows.end(), [](const TrustListRow &row) { return row.differs; });
    return table_section(
        "trust-lists", tr("Trust lists by server"),
        differ ? tr("Servers of one cluster give out different lists.") : tr("What each server gave out, and to whom."),
        {{tr("Server"), Column::Kind::head},
         {tr("List")},
         {tr("SHA-256 of its records")},
         {tr("Signer")},
         {tr("Signature")},
         {tr("Phones")},
         {tr("First seen")}},
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
             {markup("<span class=\"dates\">{}</span> {}",
                     tr_format("{0} to {1}", utc_date(certificate.not_before), utc_date(certificate.not_after)),
                     validity_note(validity)),
              rfc3339_seconds(certificate.not_after)},
             place_text(row.uses.front()),
             place_cell(row.first)}};
}

Markup certificates_section(const std::vector<PhoneCertificateRow> &rows) {
    if (rows.empty()) return {};
    return table_section("phone-certificates", tr("The phones' certificates"),
                         tr("Those that expire first come first."),
                         {{tr("Phone"), Column::Kind::head, Column::Role::always},
                          {tr("Kind")},
                          {tr("Subject")},
                          {tr("Issuer")},
                          {tr("Serial number")},
                          {tr("Validity"), Column::Kind::text, Column::Role::always},
                          {tr("Where")},
                          {tr("First seen")}},
                         rows_of(rows, certificate_row));
}

Markup outcome_mark(RegistrationOutcome outcome) {
    switch (outcome) {
        case RegistrationOutcome::registered:
            return mark("ok", "✓", tr_in("registration outcome", "registered"));
        case RegistrationOutcome::refused:
            return mark("failed", "✕", tr_in("registration outcome", "refused"));
        case RegistrationOutcome::no_answer:
            return mark("failed", "✕", tr("no answer"));
        case RegistrationOutcome::not_told:
            break;
    }
    return mark("unknown", "?", tr("not in the capture"));
}

Row registration_row(const RegistrationRow &row) {
    std::string reason = row.status ? std::to_string(*row.status) : "";
    if (!row.reason.empty()) reason += (reason.empty() ? "" : " ") + row.reason;
    return {{},
            {unbroken(row.phone), unbroken(dissection::to_string(row.server)),
             tr_format("{0} over {1}", row.protocol, row.transport),
             markup("{}{}", outcome_mark(row.outcome), evidence_note(row.evidence)), reason, std::to_string(row.count),
             place_cell(row.first)}};
}

Markup registrations_section(const std::vector<RegistrationRow> &rows) {
    if (rows.empty()) return {};
    return table_section("registrations", tr("Registrations"),
                         tr("Attempts of one phone with the same outcome are one row."),
                         {{tr("Phone"), Column::Kind::head, Column::Role::always},
                          {tr("Server")},
                          {tr("Protocol")},
                          {tr("Outcome")},
                          {tr("Reason")},
                          {tr("Times"), Column::Kind::number},
                          {tr("First seen")}},
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
