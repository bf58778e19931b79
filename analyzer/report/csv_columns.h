// SPDX-License-Identifier: GPL-2.0-or-later
// The columns of the tables in CSV, and what a cell of each holds.
#pragma once

#include <span>
#include <string>

#include "analyzer/language/translate.h"
#include "analyzer/report/across_phones.h"
#include "analyzer/report/csv_report.h"

namespace capf::report {

template <typename Line>
struct CsvColumn {
    CsvField field;
    std::string (*cell)(const Line &line);
};

// A line of the table of phones.
struct PhoneLine {
    const findings::CaptureReport &capture;
    const findings::PhoneReport *phone = nullptr;  // none: of a capture without one
};

// A row of one of the tables across phones.
template <typename Row>
struct RowLine {
    const Row &row;
    bool redacted = false;
};
using ListLine = RowLine<TrustListRow>;
using CertificateLine = RowLine<PhoneCertificateRow>;
using RegistrationLine = RowLine<RegistrationRow>;

// Of each table the last column tells of redaction.
[[nodiscard]] std::span<const CsvColumn<PhoneLine>> phone_columns();
[[nodiscard]] std::span<const CsvColumn<ListLine>> list_columns();
[[nodiscard]] std::span<const CsvColumn<CertificateLine>> certificate_columns();
[[nodiscard]] std::span<const CsvColumn<RegistrationLine>> registration_columns();

inline constexpr const char *kRedactedField = "redacted";
inline constexpr const char *kRedactedMeaning =
    N_("whether names and addresses are pseudonyms; always there with --redact");

inline std::string truth(bool value) {
    return value ? "true" : "false";
}

// What `one` says of each, blanks between.
template <typename List, typename Function>
std::string join(const List &list, Function one) {
    std::string words;
    for (const auto &entry : list) words += (words.empty() ? "" : " ") + std::string(one(entry));
    return words;
}

}  // namespace capf::report
