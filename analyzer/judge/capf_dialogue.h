// SPDX-License-Identifier: GPL-2.0-or-later
// One CAPF session: what was said in it, read from its messages or inferred from its records.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/judge/tls_session.h"
#include "analyzer/phones/connection.h"
#include "plugin/inference/ciphertext_inference.h"

namespace capf::judge {

using namespace findings;
using dissection::FrameTime;
using inference::Progress;

// REASON of a message, where all went well.
inline constexpr int kReasonDone = 1;

// Who sent ABORT_REQUEST.
enum class AbortedBy { nobody, phone, server };

struct CapfDialogue {
    const phones::Connection *connection = nullptr;
    TlsSession tls;
    Evidence evidence = Evidence::observed;  // of the dialogue: decrypted, observed (plain CAPF) or inferred
    bool has_messages = false;               // messages were read
    bool lossy = false;                      // the capture lost bytes of it: what is missing proves nothing
    bool owner_in_doubt = false;             // another phone behind the same address may have held it
    Operation operation = Operation::unknown;
    Progress reached = Progress::nothing;
    std::optional<int> end_reason;
    bool ended = false;         // END_SESSION was sent
    bool end_received = false;  // and the phone had not left before
    bool retry_later = false;
    AbortedBy aborted_by = AbortedBy::nobody;
    std::optional<int> key_reason, store_reason, fetch_reason, delete_reason;
    bool key_failed = false;  // KEY_GENERATE_RESPONSE without a key
    bool fetch_failed = false;
    std::optional<int> auth_type;  // what the server asked for
    bool certificate_authentication = false;
    bool authentication_string = false;  // the phone sent one
    std::optional<trust::SignatureCheck> authentication_signature;
    std::vector<std::uint8_t> certificate;  // DER of the LSC stored or fetched
    std::vector<std::uint8_t> public_key;   // DER, of KEY_GENERATE_RESPONSE
    bool retry_possible = false;            // inferred: what ended the session may have been RETRY_LATER
    std::string device_name;
    double confidence = 1;
    std::string key;                                   // "RSA 2048" when known
    std::optional<findings::InferredReport> inferred;  // what else the lengths tell
    std::string details;                               // what else the lengths tell, in words; of an inferred dialogue
    std::vector<MessageReport> messages;
    EvidenceRefs refs;  // first and last of what counts

    // The dialogue gave the phone a certificate, or confirmed the one it has.
    [[nodiscard]] bool succeeded() const;
    // CAPF deleted the phone's certificate, as was scheduled. Without keys also where it may have been a fetch.
    [[nodiscard]] bool deleted() const;
    // The LSC that was stored certifies another key than the one that the phone made. Only with readable messages.
    [[nodiscard]] bool certificate_is_for_another_key() const;
    // All that reading its messages rests on: with keys, every record from the handshake on.
    [[nodiscard]] EvidenceRefs session_refs() const;
    [[nodiscard]] FrameTime begin() const { return connection->first; }
    [[nodiscard]] FrameTime end() const { return connection->last; }
};

// `name_length`: characters of the phone's name, where it is known; for what is inferred from lengths.
[[nodiscard]] CapfDialogue read_dialogue(const phones::Connection &connection, std::optional<std::size_t> name_length);
}  // namespace capf::judge
