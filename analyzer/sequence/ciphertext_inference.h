// SPDX-License-Identifier: GPL-2.0-or-later
// What a CAPF dialogue was, from the sizes and directions of TLS records alone.
//
// The sizes that are expected follow from the layout of the messages (header 8, element 3 + value), from the DER sizes
// of public keys, and from what each cipher adds to a plain text; none is fitted to a recording.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/sequence/tls_session.h"
#include "analyzer/sequence/verdict.h"

namespace capf::sequence {

// How far an inferred or decrypted dialogue came.
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

// A plain text length that is known within bounds, in bytes.
struct Length {
    std::size_t least = 0;
    std::size_t most = 0;
    [[nodiscard]] bool may_be(std::size_t length) const { return length >= least && length <= most; }
    [[nodiscard]] bool overlaps(std::size_t from, std::size_t to) const { return least <= to && from <= most; }
    friend Length operator+(Length a, Length b) { return {a.least + b.least, a.most + b.most}; }
};

struct InferredDialogue {
    Operation operation = Operation::unknown;
    Progress reached = Progress::nothing;
    bool ended = false;           // END_SESSION is among the records
    bool key_failed = false;      // KEY_GENERATE_RESPONSE without a key
    bool fetch_failed = false;    // FETCH_CERTIFICATE_RESPONSE without a certificate
    bool retry_possible = false;  // the answer to AUTH_RESPONSE may be RETRY_LATER
    bool certificate_authentication = false;
    Length password;        // characters in AUTH_RESPONSE's PASSWORD, beyond a name of 15
    std::string key;        // "RSA 2048", "secp256r1" …, of an installed key
    Length certificate;     // DER length of the LSC that was stored or fetched
    double confidence = 0;  // 0 to 1
    std::vector<Operation> alternatives;
    Frames frames;
};

// What a cipher adds to a plain text of a record.
struct RecordOverhead {
    std::size_t fixed = 0;       // explicit nonce, initialisation vector, tag or digest
    std::size_t block = 1;       // 1 for stream ciphers; padding of 1 to `block` bytes otherwise
    bool empty_records = false;  // TLS 1.0 with a block cipher: OpenSSL sends an empty record before each real one

    [[nodiscard]] Length plain_text(std::size_t record) const;
};

// From the chosen version and the IANA name of the cipher; nothing for a cipher that is not understood.
[[nodiscard]] std::optional<RecordOverhead> record_overhead(std::uint16_t version, const std::string &cipher_name);

// `server_closed_first`: the server's FIN or RST came before the phone's.
[[nodiscard]] InferredDialogue infer_dialogue(const TlsSession &session, bool server_closed_first);

}  // namespace capf::sequence
