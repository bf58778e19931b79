// SPDX-License-Identifier: GPL-2.0-or-later
// A session's records as the plain text that they may carry, once for each way in which the two sides may have written
// them.
#pragma once

#include <vector>

#include "analyzer/sequence/record_overhead.h"
#include "analyzer/sequence/tls_session.h"

namespace capf::sequence {

struct PlainRecord {
    bool from_client = false;
    Length length;
    dissection::Moment at;
    bool last_of_side = false;  // in TLS 1.3, the one that may be the closing alert
};

struct PlainRecords {
    double likelihood = 1;  // of this way of writing, among all
    bool tls_1_3 = false;   // tickets and alerts may be among the records
    std::vector<PlainRecord> records;
};

// Empty for a cipher that is not understood. TLS 1.3's handshake records of the client are left out; tickets and alerts
// are among the records.
[[nodiscard]] std::vector<PlainRecords> plain_records(const TlsSession &session);

}  // namespace capf::sequence
