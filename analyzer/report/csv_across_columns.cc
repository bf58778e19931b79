// SPDX-License-Identifier: GPL-2.0-or-later
// The tables across phones: trust lists, certificates, registrations.
#include "analyzer/language/translate.h"
#include "analyzer/report/certificate_text.h"
#include "analyzer/report/csv_columns.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"

namespace capf::report {
namespace {

using namespace findings;

template <typename Row>
std::string tells_redacted(const RowLine<Row> &line) {
    return truth(line.redacted);
}
template <auto Member, typename Row>
std::string text(const RowLine<Row> &line) {
    return line.row.*Member;
}
template <auto Member, typename Row>
std::string number(const RowLine<Row> &line) {
    return std::to_string(line.row.*Member);
}
template <typename Row>
std::string where_first(const RowLine<Row> &line) {
    return line.row.first.capture;
}
template <typename Row>
std::string frame_first(const RowLine<Row> &line) {
    return std::to_string(line.row.first.frame);
}
template <typename Row>
std::string time_first(const RowLine<Row> &line) {
    return rfc3339(line.row.first.time);
}

std::string records(const ListLine &line) {
    return line.row.records ? std::to_string(*line.row.records) : "";
}
std::string digests(const ListLine &line) {
    return join(line.row.sha256, [](const std::string &digest) { return digest; });
}
std::string differs(const ListLine &line) {
    return truth(line.row.differs);
}
std::string count_of_phones(const ListLine &line) {
    return std::to_string(line.row.phones.size());
}
std::string names_of_phones(const ListLine &line) {
    return join(line.row.phones, [](const std::string &name) { return name; });
}

constexpr CsvColumn<ListLine> kListColumns[] = {
    {{"kind", N_("itl or ctl"), true}, text<&TrustListRow::kind>},
    {{"server", N_("address of the server that gives it out"), true}, text<&TrustListRow::server>},
    {{"records_sha256", N_("SHA-256 of the records: the same for lists that are alike"), true},
     text<&TrustListRow::records_sha256>},
    {{"differs", N_("true when another server of the cluster gives out lists of this kind, and not this one"), true},
     differs},
    {{"signer", N_("name of who signed it"), true}, text<&TrustListRow::signer>},
    {{"signature", N_("valid, invalid or not-checked"), true}, text<&TrustListRow::signature>},
    {{"phone_count", N_("how many phones got it"), true}, count_of_phones},
    {{"phones", N_("their names, separated by spaces"), true}, names_of_phones},
    {{"file", N_("the capture that shows it first"), true}, where_first},
    {{"frame", N_("of the first request for it"), true}, frame_first},
    {{"time", N_("of that, UTC"), false}, time_first},
    {{"sha256", N_("of the files, separated by spaces: the header may name the phone"), false}, digests},
    {{"records", N_("how many it holds"), false}, records},
    {{kRedactedField, kRedactedMeaning, false}, tells_redacted},
};

template <auto Member>
std::string of_certificate(const CertificateLine &line) {
    return line.row.certificate.*Member;
}
template <auto Member>
std::string date_of(const CertificateLine &line) {
    return rfc3339_seconds(line.row.certificate.*Member);
}
std::string key(const CertificateLine &line) {
    return key_text(line.row.certificate);
}
std::string seen_in(const CertificateLine &line) {
    return place_text(line.row.uses.front());
}

constexpr CsvColumn<CertificateLine> kCertificateColumns[] = {
    {{"phone", N_("device name, or the address if the name is not known"), true}, text<&PhoneCertificateRow::phone>},
    {{"kind", N_("LSC, MIC, SUDI, or phone when that is not known"), true}, text<&PhoneCertificateRow::kind>},
    {{"subject", "", true}, of_certificate<&trust::Certificate::subject>},
    {{"issuer", "", true}, of_certificate<&trust::Certificate::issuer>},
    {{"serial", N_("serial number, hexadecimal"), true}, of_certificate<&trust::Certificate::serial>},
    {{"not_before", N_("UTC"), true}, date_of<&trust::Certificate::not_before>},
    {{"not_after", N_("UTC; the rows are in this order"), true}, date_of<&trust::Certificate::not_after>},
    {{"seen_in", N_("CAPF command, or TLS connection, in which it is seen first"), true}, seen_in},
    {{"file", N_("the capture of that"), true}, where_first},
    {{"frame", N_("of that"), true}, frame_first},
    {{"time", N_("of that, UTC"), false}, time_first},
    {{"key", N_("like RSA 2048"), false}, key},
    {{"sha256", N_("fingerprint"), false}, of_certificate<&trust::Certificate::sha256>},
    {{kRedactedField, kRedactedMeaning, false}, tells_redacted},
};

std::string registrar(const RegistrationLine &line) {
    return dissection::to_string(line.row.server);
}
std::string outcome(const RegistrationLine &line) {
    return name_of(line.row.outcome);
}
std::string certainty(const RegistrationLine &line) {
    return name_of(line.row.evidence);
}
std::string status(const RegistrationLine &line) {
    return line.row.status ? std::to_string(*line.row.status) : "";
}
std::string frame_last(const RegistrationLine &line) {
    return std::to_string(line.row.last.frame);
}
std::string time_last(const RegistrationLine &line) {
    return rfc3339(line.row.last.time);
}

constexpr CsvColumn<RegistrationLine> kRegistrationColumns[] = {
    {{"phone", N_("device name, or the address if the name is not known"), true}, text<&RegistrationRow::phone>},
    {{"server", N_("address and port"), true}, registrar},
    {{"protocol", N_("SIP or SCCP"), true}, text<&RegistrationRow::protocol>},
    {{"transport", N_("UDP, TCP or TLS"), true}, text<&RegistrationRow::transport>},
    {{"outcome", N_("registered, refused, no-answer, or not-told: the capture does not show it"), true}, outcome},
    {{"status", N_("SIP's status code"), true}, status},
    {{"reason", N_("of a refusal"), true}, text<&RegistrationRow::reason>},
    {{"count", N_("how often"), true}, number<&RegistrationRow::count>},
    {{"file", N_("the capture of the first"), true}, where_first},
    {{"frame", N_("of the first"), true}, frame_first},
    {{"time", N_("of the first, UTC"), false}, time_first},
    {{"last_frame", N_("of the last, in its own capture"), false}, frame_last},
    {{"last_time", N_("of the last, UTC"), false}, time_last},
    {{"evidence", N_("observed, decrypted or inferred"), false}, certainty},
    {{"warning", N_("SIP's Warning header"), false}, text<&RegistrationRow::warning>},
    {{kRedactedField, kRedactedMeaning, false}, tells_redacted},
};

}  // namespace

std::span<const CsvColumn<ListLine>> list_columns() {
    return kListColumns;
}

std::span<const CsvColumn<CertificateLine>> certificate_columns() {
    return kCertificateColumns;
}

std::span<const CsvColumn<RegistrationLine>> registration_columns() {
    return kRegistrationColumns;
}

}  // namespace capf::report
