// SPDX-License-Identifier: GPL-2.0-or-later
// What all phones of a report have, side by side: the trust lists that the servers give out, the phones' own
// certificates, and their registrations. As values: JSON, CSV and HTML show the same rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// A frame of one of the captures.
struct Place {
    std::string capture;  // its file
    std::uint32_t frame = 0;
    std::int64_t time = 0;  // nanoseconds since 1970
};

// A list that came whole, from one server. The files of several phones are one list when their records are the same:
// the header may name the phone.
struct TrustListRow {
    std::string kind;  // "itl" or "ctl"
    std::string server;
    std::string records_sha256;       // of a list that does not parse: of the whole file
    std::vector<std::string> sha256;  // of the files
    std::string signer;               // empty: not known
    std::string signature;            // "valid", "invalid", "not-checked"
    std::optional<std::size_t> records;
    bool differs = false;             // another server of the cluster gives out lists of this kind, and not this one
    std::vector<std::string> phones;  // that got it, in the order in which they did
    Place first;
};

// A certificate that a phone shows or gets as its own.
struct PhoneCertificateRow {
    std::string phone;
    std::string kind;  // "LSC", "MIC", "SUDI" or "phone"
    trust::Certificate certificate;
    std::vector<findings::CertificateUse> uses;  // as the phone's own; earliest first
    Place first;
};

// Attempts of one phone at one server that went alike.
struct RegistrationRow {
    std::string phone;
    findings::Endpoint server;
    std::string protocol, transport;
    findings::RegistrationOutcome outcome = findings::RegistrationOutcome::not_told;
    findings::Evidence evidence = findings::Evidence::observed;
    std::optional<std::int64_t> status;  // SIP's
    std::string reason, warning;
    std::size_t count = 0;
    Place first, last;
};

struct AcrossPhones {
    std::vector<TrustListRow> trust_lists;          // by kind, then in time order
    std::vector<PhoneCertificateRow> certificates;  // what expires first is first
    std::vector<RegistrationRow> registrations;     // phone by phone, each in time order
};

// A phone is known by its device name, also in several captures; one that never told it by its address, in its own
// capture alone.
[[nodiscard]] AcrossPhones across_phones(const std::vector<findings::CaptureReport> &captures);

}  // namespace capf::report
