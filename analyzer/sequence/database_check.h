// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's database, as the user's table shows it, against what the capture shows.
#pragma once

#include <optional>

#include "analyzer/sequence/phone_story.h"

namespace capf::sequence {

// What the device's row says of the certificate that it should name: the one that CAPF stored or fetched, or that the
// phone showed, where messages can be read and its key is RSA; else the last certHash.
struct DatabaseComparison {
    const cucm::DeviceRow *row = nullptr;
    std::string expected;       // lower-case hex MD5; may be empty, as certHash may
    std::string expected_from;  // "certHash", "the LSC that CAPF stored" …
    Evidence evidence = Evidence::observed;
    Frames frames;  // of what was compared with
    FrameTime when;

    [[nodiscard]] bool agrees() const { return row->md5_hash == expected; }
    [[nodiscard]] std::string words() const;
};

// Nothing without a row for this phone, or when the capture shows nothing to compare it with.
[[nodiscard]] std::optional<DatabaseComparison> compare_with_database(const PhoneStory &story);

// database-hash-differs, or nothing.
[[nodiscard]] std::optional<Diagnosis> check_database(const PhoneStory &story);
// Among the diagnoses of a phone that failed it stands in the order of the steps, before those of its own step.
void insert_by_step(std::vector<Diagnosis> &diagnoses, Diagnosis diagnosis);

// Settles the step key-store where the database agrees; leaves it alone otherwise.
void settle_key_store(const PhoneStory &story, StepResult &step);

}  // namespace capf::sequence
