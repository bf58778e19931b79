// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's database, as the user's table shows it, against what the capture shows.
#pragma once

#include <optional>

#include "analyzer/judge/history.h"

namespace capf::judge {

// What the device's row says of the certificate that it should name: the one that CAPF stored or fetched, or that the
// phone showed, where messages can be read and its key is RSA; else the last certHash.
struct DatabaseComparison {
    const cucm::DeviceRow *row = nullptr;
    std::string expected;  // lower-case hex MD5; may be empty, as certHash may
    enum class From { cert_hash, stored, fetched, shown } from = From::cert_hash;
    Evidence evidence = Evidence::observed;
    EvidenceRefs refs;  // of what was compared with
    FrameTime when;

    [[nodiscard]] bool agrees() const { return row->md5_hash == expected; }
    [[nodiscard]] Parameters values() const;
};

// Nothing without a row for this phone, or when the capture shows nothing to compare it with.
[[nodiscard]] std::optional<DatabaseComparison> compare_with_database(const History &history);

// Settles the step key-store where the database agrees; leaves it alone otherwise.
void settle_key_store(const History &history, StepResult &step);

}  // namespace capf::judge
