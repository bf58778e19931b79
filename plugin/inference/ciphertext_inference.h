// SPDX-License-Identifier: GPL-2.0-or-later
// What a CAPF dialogue was, from the sizes, directions and timing of TLS records alone.
//
// record_overhead tells a record's plaintext length from its cipher, message_lengths the lengths of CAPF's messages
// from their layout, dialogue_parser all ways to read the records as a documented dialogue. Here the readings are added
// up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "plugin/inference/dialogue_parser.h"
#include "plugin/inference/encrypted_session.h"

namespace capf::inference {

// What CAPF was to do.
enum class Operation { install, fetch, remove, none, unknown };

// How far a dialogue came.
enum class Progress {
    nothing,
    auth_request,
    auth_response,
    operation_request,   // KEY_GENERATE, FETCH_CERTIFICATE or DELETE_CERTIFICATE request
    operation_response,  // the phone's answer to it
    store_request,
    store_response,
    end_session,
};
[[nodiscard]] const char *name_of(Progress progress);  // the last message that counts

// SUDI_DATA (the phone's MIC, proved beside the certificate) in AUTH_RESPONSE, as far as its length tells.
enum class Sudi { no, possible, yes };

// END_SESSION's and the responses' reasons are not visible: a STORE_CERTIFICATE_RESPONSE may be a refusal, an end right
// after AUTH_RESPONSE may mean nothing to do, refused, or unknown device.
struct InferredDialogue {
    Operation operation = Operation::unknown;
    Progress reached = Progress::nothing;
    bool ended = false;           // END_SESSION is among the records
    bool key_failed = false;      // KEY_GENERATE_RESPONSE without a key
    bool fetch_failed = false;    // FETCH_CERTIFICATE_RESPONSE without a certificate
    bool retry_later = false;     // the answer to AUTH_RESPONSE was RETRY_LATER
    bool retry_possible = false;  // or may have been
    bool certificate_authentication = false;
    Sudi sudi = Sudi::no;
    Length password;        // characters of the authentication string, if the name has as many as was said
    std::string key;        // "RSA 2048", "secp256r1" …, of an installed key; several joined by " or "
    Length certificate;     // DER length of the LSC that was stored or fetched
    double confidence = 0;  // 0 to 1, in operation, progress and end together
    std::vector<Operation> alternatives;  // the likelier first
};

// What the records tell; of `session` all records must be there. Operation::unknown when they fit no dialogue or the
// cipher is not understood. `name_length`: characters of the phone's name where it is known; 15 (SEP and twelve digits)
// otherwise.
[[nodiscard]] InferredDialogue infer_dialogue(const EncryptedSession &session, const Closing &closing,
                                              std::optional<std::size_t> name_length = std::nullopt);

}  // namespace capf::inference
