// SPDX-License-Identifier: GPL-2.0-or-later
// A session's records as the plaintext that they may carry, once for each pair of fragmentation styles that the two
// sides may have.
#pragma once

#include <vector>

#include "plugin/inference/encrypted_session.h"
#include "plugin/inference/record_overhead.h"

namespace capf::inference {

struct PlaintextRecord {
    bool from_client = false;
    Length length;
    std::int64_t time = 0;            // as EncryptedRecord has it
    bool last_of_side = false;        // in TLS 1.3, the one that may be the closing alert
    std::size_t first = 0, last = 0;  // the session's records that it is made of
};

struct PlaintextRecords {
    double likelihood = 1;  // of these two fragmentation styles, among all
    bool tls_1_3 = false;   // tickets and alerts may be among the records
    std::vector<PlaintextRecord> records;
};

// Empty for a cipher that is not understood. TLS 1.3's handshake records of the client are left out; tickets and alerts
// are among the records.
[[nodiscard]] std::vector<PlaintextRecords> plaintext_records(const EncryptedSession &session);

}  // namespace capf::inference
