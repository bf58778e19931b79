// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the phone gets registered: answers to REGISTER and to SCCP's Register, and, where TLS hides them, how the
// connection goes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/findings/evidence.h"
#include "analyzer/findings/value.h"
#include "analyzer/judge/tls_session.h"
#include "analyzer/phones/phone_directory.h"

namespace capf::judge {

enum class RegistrationSign {
    accepted,    // 200, RegisterAck
    goes_on,     // TLS: traffic both ways for longer than a refusal takes
    refused,     // 4xx to 6xx, RegisterReject; 401 again and again
    alert,       // TLS: the server's alert about the phone's certificate
    tls_alert,   // TLS: another fatal alert of the server's
    closed,      // TLS: the server closes within the handshake or right after it
    distrusted,  // TLS: the phone's alert about the server's certificate
    unanswered,  // the server refuses the connection, or nothing comes back
    too_large,   // long segments are sent again and again, and are never acknowledged
};

struct RegistrationEvent {
    RegistrationSign sign = RegistrationSign::accepted;
    dissection::FrameTime at;
    dissection::Endpoint server;
    const dissection::Registration *answer = nullptr;    // of accepted and refused
    const phones::UnansweredRequest *request = nullptr;  // of one that is read, and was not answered
    const phones::Connection *connection = nullptr;      // of the others
    std::uint8_t alert = 0;
    std::vector<std::uint8_t> certificate;  // DER, of the phone, where TLS shows it
    bool before_certificate = false;        // TLS ended before the phone had sent one
    bool after_answer = false;              // TLS ended after the server had answered what the phone sent

    [[nodiscard]] bool is_over_udp() const { return request != nullptr && request->request.transport == "UDP"; }
    // The frames that show it.
    [[nodiscard]] std::vector<dissection::FrameTime> frames() const;
    [[nodiscard]] bool works() const { return sign == RegistrationSign::accepted || sign == RegistrationSign::goes_on; }
};

// In the order of time.
[[nodiscard]] std::vector<RegistrationEvent> read_registrations(const phones::Phone &phone);

// `keys_given`: TLS may have been decrypted.
[[nodiscard]] findings::Evidence evidence_of(const RegistrationEvent &event, bool keys_given);
// Why it failed: the status, the reason and the warning of the answer, or TLS's alert. Empty when it works.
[[nodiscard]] findings::Parameters values_of(const RegistrationEvent &event);

}  // namespace capf::judge
