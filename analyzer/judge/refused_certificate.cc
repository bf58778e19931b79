// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/refused_certificate.h"

#include "analyzer/judge/tls_session.h"
#include "plugin/wire/ports.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
namespace {

std::int64_t seconds_of(const TlsAlert &alert) {
    return alert.at.time / kSecond;
}

wire::Role role_at(std::uint16_t port) {
    switch (port) {
        case wire::kTvsPort:
            return wire::Role::tvs;
        case wire::kHttpsFilesPort:
        case wire::kSecondHttpsFilesPort:
        case wire::kSipTlsPort:
        case wire::kSccpTlsPort:
            return wire::Role::ccm_tftp;
        default:
            return wire::Role::capf;
    }
}

}  // namespace

bool is_about_certificate(std::uint8_t alert) {
    switch (alert) {
        case wire::kAlertBadCertificate:
        case wire::kAlertUnsupportedCertificate:
        case wire::kAlertCertificateRevoked:
        case wire::kAlertCertificateExpired:
        case wire::kAlertCertificateUnknown:
        case wire::kAlertUnknownCa:
        case wire::kAlertAccessDenied:
        case wire::kAlertDecryptError:
            return true;
        default:
            return false;
    }
}

bool RefusedCertificate::expired() const {
    return certificate && certificate->not_after < seconds_of(alert);
}

bool RefusedCertificate::not_yet_valid() const {
    return certificate && certificate->not_before > seconds_of(alert);
}

bool RefusedCertificate::refused_by_clock() const {
    return certificate && alert.description == wire::kAlertCertificateExpired && !expired() && !not_yet_valid();
}

std::optional<RefusedCertificate> refused_certificate(const History &history, const phones::Connection &connection) {
    const TlsSession tls = read_tls_session(connection);
    const TlsAlert *alert = tls.fatal();
    if (alert == nullptr || !alert->from_client || !is_about_certificate(alert->description)) return std::nullopt;
    RefusedCertificate refused{*alert, trust::read_certificate(tls.certificate), InList::unknown};
    if (refused.certificate) {
        refused.in_list = look_in_lists(history, refused.certificate->sha256, role_at(connection.server.port));
    }
    return refused;
}

std::optional<RefusedCertificate> last_refused_certificate(const History &history) {
    std::optional<RefusedCertificate> last;
    const auto look_at = [&](const phones::Connection &connection) {
        if (!history.reaches(connection.first.time)) return;
        auto refused = refused_certificate(history, connection);
        if (refused && (!last || refused->alert.at.time > last->alert.at.time)) last = std::move(refused);
    };
    for (const auto *connections : {&history.phone->https, &history.phone->tvs, &history.phone->signalling}) {
        for (const phones::Connection *connection : *connections) look_at(*connection);
    }
    for (const CapfDialogue &dialogue : history.dialogues) look_at(*dialogue.connection);
    return last;
}

Parameters values_of(const RefusedCertificate &refused) {
    Parameters values{{Param::alert, Number{refused.alert.description}},
                      {Param::reason, Term{wire::tls_alert_name(refused.alert.description)}}};
    if (!refused.certificate) return values;
    values.emplace_back(Param::certificate, DistinguishedName{refused.certificate->subject});
    if (refused.expired()) values.emplace_back(Param::date, Date{refused.certificate->not_after});
    if (refused.not_yet_valid()) values.emplace_back(Param::last, Date{refused.certificate->not_before});
    if (refused.refused_by_clock()) values.emplace_back(Param::expected, Date{refused.certificate->not_after});
    return values;
}

}  // namespace capf::judge
