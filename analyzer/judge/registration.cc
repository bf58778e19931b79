// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/registration.h"

#include <algorithm>
#include <optional>

#include "plugin/wire/ports.h"
#include "plugin/wire/time_units.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
namespace {

// CUCM refuses within a second or two of the handshake.
constexpr std::int64_t kRefusalTakes = 10 * wire::kNanosecondsPerSecond;

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

bool both_sides_speak(const TlsSession &tls) {
    const auto speaks = [&](bool client) {
        return std::any_of(tls.application_data.begin(), tls.application_data.end(),
                           [&](const CipherRecord &record) { return record.from_client == client; });
    };
    return speaks(true) && speaks(false);
}

// Of a connection whose handshake is not in the capture: traffic both ways, for longer than a refusal takes.
bool goes_on_for_long(const phones::Connection &tcp) {
    const bool tls = tcp.server.port == wire::kSipTlsPort || tcp.server.port == wire::kSccpTlsPort;
    if (!tls || !tcp.from_client.first_data() || !tcp.from_server.last_data()) return false;
    const std::int64_t begin = tcp.from_client.first_data()->time;
    return tcp.from_server.last_data()->time - begin >= kRefusalTakes;
}

std::optional<RegistrationEvent> event_of(const phones::Connection &tcp) {
    const TlsSession tls = read_tls_session(tcp);
    RegistrationEvent event;
    event.server = tcp.server;
    event.connection = &tcp;
    event.certificate = tls.client_certificate;
    // A server's alert about a certificate is about the phone's, also where the capture lost the phone's part.
    if (const TlsAlert *alert = tls.fatal(); alert != nullptr && !alert->from_client) {
        if (!is_about_certificate(alert->description)) return std::nullopt;
        event.sign = RegistrationSign::alert;
        event.at = alert->at;
        event.alert = alert->description;
        return event;
    }
    if (!tls.started() || !tls.client_finished) {
        if (!goes_on_for_long(tcp)) return std::nullopt;
        event.sign = RegistrationSign::goes_on;
        event.at = tcp.first;
        return event;
    }
    const std::int64_t shown = tls.client_finished->time;
    if (tcp.server_ended_first() && tcp.server_end()->time - shown < kRefusalTakes) {
        event.sign = RegistrationSign::closed;
        event.at = *tcp.server_end();
        return event;
    }
    if (!tls.established() || !both_sides_speak(tls) || tcp.last.time - shown < kRefusalTakes) return std::nullopt;
    event.sign = RegistrationSign::goes_on;
    event.at = *tls.client_finished;
    return event;
}

RegistrationEvent event_of(const dissection::Registration &answer, RegistrationSign sign) {
    return {sign, answer.at, answer.destination, &answer, nullptr, 0, {}};
}

}  // namespace

std::vector<RegistrationEvent> read_registrations(const phones::Phone &phone) {
    std::vector<RegistrationEvent> events;
    for (const dissection::Registration &one : phone.registrations) {
        // The token says only that the phone may register.
        if (!one.token) events.push_back(event_of(one, RegistrationSign::accepted));
    }
    for (const dissection::Registration &one : phone.refusals) {
        events.push_back(event_of(one, RegistrationSign::refused));
    }
    for (const phones::Connection *connection : phone.signalling) {
        if (auto event = event_of(*connection)) events.push_back(std::move(*event));
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const RegistrationEvent &a, const RegistrationEvent &b) { return a.at.time < b.at.time; });
    return events;
}

findings::Evidence evidence_of(const RegistrationEvent &event, bool keys_given) {
    using findings::Evidence;
    if (event.answer != nullptr) {
        return keys_given && event.answer->transport == "TLS" ? Evidence::decrypted : Evidence::observed;
    }
    return event.sign == RegistrationSign::alert ? Evidence::observed : Evidence::inferred;
}

findings::Parameters values_of(const RegistrationEvent &event) {
    using namespace findings;
    if (event.sign == RegistrationSign::alert) {
        return {{Param::alert, Number{event.alert}}, {Param::reason, Term{wire::tls_alert_name(event.alert)}}};
    }
    Parameters values;
    if (event.sign != RegistrationSign::refused) return values;
    const dissection::Registration &answer = *event.answer;
    if (answer.status != 0) values.emplace_back(Param::status, Number{answer.status});
    if (!answer.text.empty()) values.emplace_back(Param::reason, Quote{answer.text});
    if (!answer.warning.empty()) values.emplace_back(Param::warning, Quote{answer.warning});
    return values;
}

}  // namespace capf::judge
