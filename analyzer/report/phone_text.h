// SPDX-License-Identifier: GPL-2.0-or-later
// What is found out about a phone, in words: files, sessions, events, steps, rounds.
#pragma once

#include <string>

#include "analyzer/findings/phone_report.h"

namespace capf::report {

// "partial configuration, certHash empty", "4 records"; empty for a file that cannot be read.
[[nodiscard]] std::string content_text(const findings::FileReport &file);
// The server refuses the file, or does not have it at this place.
[[nodiscard]] bool says_no(const findings::FileAnswer &answer);
// "signature valid", "signature INVALID", "signature not checked (…)", "not signed".
[[nodiscard]] std::string signature_text(const findings::FileReport &file);

// "install RSA 2048, to END_SESSION, reason 1 (done)".
[[nodiscard]] std::string session_text(const findings::SessionReport &session);

// "TCP SYN to port 3804", "TLS 1.2 Client Hello"; `session` is the one that the event is of, or null.
[[nodiscard]] std::string event_text(const findings::Event &event, const findings::SessionReport *session);

// What is said of a step, in one clause without a full stop.
[[nodiscard]] std::string step_text(const findings::PhoneReport &phone, const findings::StepResult &step);

// What became of a round, likewise.
[[nodiscard]] std::string round_text(const findings::PhoneReport &phone, const findings::RoundReport &round);

// "SAST", "CAPF server", "LSC".
[[nodiscard]] std::string role_text(const findings::CertificateUse &use);
// "ITLSEP….tlv", "TLS from 10.1.1.1:3804" (a server's certificate), "TLS to 10.1.1.1:5061" (the phone's),
// "STORE_CERTIFICATE_REQUEST".
[[nodiscard]] std::string place_text(const findings::CertificateUse &use);

// A registration that was refused: "SIP over TLS: registration refused, alert 48 (unknown_ca)".
[[nodiscard]] std::string refusal_text(const findings::RegistrationReport &registration);

// The same failure, met again and again.
struct RepeatedFinding {
    const findings::Finding *first = nullptr;
    std::size_t count = 0;
    findings::EvidenceRefs refs;  // of all of them, in order, each once
};
// Joins the findings that are worded alike, in the order of the first of each.
[[nodiscard]] std::vector<RepeatedFinding> joined_by_text(const findings::Findings &findings);

// Both are candidates that the same frames leave open: one of them failed, not both.
[[nodiscard]] bool are_alternatives(const findings::Finding &one, const findings::Finding &other);

// The verdict in one paragraph of whole sentences.
[[nodiscard]] std::string conclusion_text(const findings::PhoneReport &phone);

}  // namespace capf::report
