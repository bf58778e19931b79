// SPDX-License-Identifier: GPL-2.0-or-later
// A phone's certificates: who they are, where they were met, and whether they were valid then.
#include <algorithm>
#include <cstdint>

#include "analyzer/language/translate.h"
#include "analyzer/report/certificate_text.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/html/table.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"
#include "plugin/wire/time_units.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::int64_t kYear = 365 * wire::kSecondsPerDay;
// Nothing further from the capture than this is drawn: one odd certificate must not flatten the others.
constexpr std::int64_t kFarBefore = 12 * kYear, kFarAfter = 25 * kYear;
constexpr std::int64_t kNanoseconds = 1'000'000'000;
constexpr double kWidth = 1000;

// The time line that all bars of a table share. Unix seconds.
struct Axis {
    std::int64_t begin = 0, end = 1, capture = 0;

    [[nodiscard]] double x(std::int64_t time) const {
        const double part = static_cast<double>(time - begin) / static_cast<double>(end - begin);
        return std::clamp(part, 0.0, 1.0) * kWidth;
    }
};

Axis axis_of(const std::vector<CertificateReport> &certificates, std::int64_t capture) {
    Axis axis{capture, capture, capture};
    for (const CertificateReport &one : certificates) {
        axis.begin = std::min(axis.begin, std::max(one.certificate.not_before, capture - kFarBefore));
        axis.end = std::max(axis.end, std::min(one.certificate.not_after, capture + kFarAfter));
    }
    axis.end = std::max(axis.end, axis.begin + wire::kSecondsPerDay);
    return axis;
}

Markup bar(const trust::Certificate &certificate, const Axis &axis, const Validity &validity) {
    const double from = axis.x(certificate.not_before), to = axis.x(certificate.not_after);
    return markup(
        "<svg class=\"validity {}\" viewBox=\"0 0 {:.0f} 16\" preserveAspectRatio=\"none\" role=\"img\">"
        "<title>{}</title><rect class=\"track\" x=\"0\" y=\"7\" width=\"{:.0f}\" "
        "height=\"2\"/><rect class=\"bar\" x=\"{:.1f}\" y=\"5\" width=\"{:.1f}\" height=\"6\"/>"
        "<rect class=\"now\" x=\"{:.1f}\" y=\"0\" width=\"8\" height=\"16\"/></svg>",
        validity.css, kWidth,
        tr_format("{0} to {1}; the capture is of {2}", utc_date(certificate.not_before),
                  utc_date(certificate.not_after), utc_date(axis.capture)),
        kWidth, from, std::max(to - from, 4.0), std::clamp(axis.x(axis.capture) - 4, 0.0, kWidth - 8));
}

Markup use_list(const std::vector<CertificateUse> &uses) {
    return markup("<ul class=\"uses\">{}</ul>", markup_of_each(uses, [](const CertificateUse &use) {
                      return markup(
                          "<li>{}</li>",
                          markup_tr(N_("{0} in {1}, frame {2}"), markup("<strong>{}</strong>", role_text(use)),
                                    markup("<code>{}</code>", place_text(use)), std::to_string(use.at.position)));
                  }));
}

Markup details(const trust::Certificate &certificate) {
    Markup terms = term(tr("Subject"), markup("<code>{}</code>", certificate.subject));
    terms +=
        term(tr("Issuer"), certificate.issuer == certificate.subject ? markup("{}", tr("itself"))
                                                                     : markup("<code>{}</code>", certificate.issuer));
    terms += term(tr("Serial number"), markup("<code>{}</code>", certificate.serial));
    terms += term(tr("Key"), key_text(certificate) + (certificate.is_ca ? ", CA" : ""));
    terms += term("SHA-256", markup("<code>{}</code>", certificate.sha256));
    terms += term("SHA-1", markup("<code>{}</code>", certificate.sha1));
    terms += term("MD5", markup("<code>{}</code>", certificate.md5));
    return markup("<details><summary>{}</summary><dl>{}</dl></details>", tr("Fingerprints and names"), terms);
}

Row one_certificate(const CertificateReport &one, const Axis &axis) {
    const trust::Certificate &certificate = one.certificate;
    const Validity validity = validity_of(certificate, axis.capture);
    const std::string &name = certificate.common_name.empty() ? certificate.subject : certificate.common_name;
    return {{},
            {markup("<code>{}</code>{}", name, details(certificate)), use_list(one.uses), key_text(certificate),
             markup("{}<span class=\"dates\">{}</span> {}", bar(certificate, axis, validity),
                    tr_format("{0} to {1}", utc_date(certificate.not_before), utc_date(certificate.not_after)),
                    validity_note(validity))}};
}

}  // namespace

Markup certificates_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.certificates.empty()) return {};
    const Axis axis = axis_of(phone.certificates, context.clock.zero() / kNanoseconds);
    std::vector<Row> rows;
    for (const CertificateReport &one : phone.certificates) rows.push_back(one_certificate(one, axis));
    const Table table(markup("{}", tr_format("Validity from {0} to {1}; the line marks the capture, {2}.",
                                             utc_date(axis.begin), utc_date(axis.end), utc_date(axis.capture))),
                      {{tr("Certificate"), Column::Kind::head, Column::Role::always},
                       {tr("Where it was seen"), Column::Kind::text, Column::Role::always},
                       {tr("Key")},
                       {tr("Validity"), Column::Kind::text, Column::Role::always, false}},
                      std::move(rows));
    return section(context, "certificates", tr("Certificates"),
                   count_text(static_cast<std::int64_t>(phone.certificates.size()), "certificate"), Fold::closed,
                   table.whole(Markup{" class=\"cards certificates-table\""}));
}

}  // namespace capf::report
