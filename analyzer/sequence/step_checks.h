// SPDX-License-Identifier: GPL-2.0-or-later
// One function per part of the sequence: what is wrong there, the likeliest first. Empty means nothing is known to be
// wrong, which is not the same as right.
#pragma once

#include <vector>

#include "analyzer/sequence/phone_story.h"

namespace capf::sequence {

using Diagnoses = std::vector<Diagnosis>;

// The trust list by itself: malformed, signature, signer, size, not there.
[[nodiscard]] Diagnoses check_trust_list(const PhoneStory &story);
// What the trust list lacks for CAPF: its record, or a valid certificate in it.
[[nodiscard]] Diagnoses check_trust_list_for_capf(const PhoneStory &story);
// TVS refused a certificate and the phone does not go on.
[[nodiscard]] Diagnoses check_tvs(const PhoneStory &story);
// The configuration: not there, cut, malformed, signature, signer.
[[nodiscard]] Diagnoses check_config(const PhoneStory &story);
// The file's SHA-512 signature, and the phone that asks for it again and does not go on. `sure`: often enough to stand
// for itself; else once is enough to make it a candidate.
[[nodiscard]] Diagnoses check_digest(const PhoneStory &story, const CheckedFile &config, bool sure);
// The configuration needs CAPF or the encrypted file, and the phone tries neither.
[[nodiscard]] Diagnoses check_capf_not_tried(const PhoneStory &story);
// One attempt, from its SYN to its END_SESSION.
[[nodiscard]] Diagnoses check_connection(const PhoneStory &story, const CapfDialogue &dialogue);
[[nodiscard]] Diagnoses check_tls(const PhoneStory &story, const CapfDialogue &dialogue);
[[nodiscard]] Diagnoses check_dialogue(const PhoneStory &story, const CapfDialogue &dialogue);
// What the configuration says after CAPF ended well.
[[nodiscard]] Diagnoses check_after_capf(const PhoneStory &story, const CapfDialogue &dialogue);
// A configuration with a hash, no CAPF in the capture, and a phone that goes no further.
[[nodiscard]] Diagnoses check_hash_without_capf(const PhoneStory &story);
// The encrypted file, as last asked for.
[[nodiscard]] Diagnoses check_encrypted_file(const PhoneStory &story, const CheckedFile &file);
// Whether the key that the encrypted file is for is the phone's, by what CAPF handled and by the keys that the user
// gave.
struct EncryptedKey {
    Diagnoses wrong;
    bool decrypted = false;  // with a key that the user gave, and the digest agrees
};
[[nodiscard]] EncryptedKey check_encrypted_key(const PhoneStory &story, const CheckedFile &file);
// Fetched, and then CAPF again or the same file again, twice and more, with no registration between.
[[nodiscard]] Diagnoses check_not_used(const PhoneStory &story, const CheckedFile &last);
// The file's key was typed by hand (no-pki-phone): told beside whatever the verdict is.
[[nodiscard]] Diagnoses check_symmetric_key(const PhoneStory &story, const CheckedFile &file);

// The phone evidently stopped here: it asked for the same thing again, or the capture goes on long enough without a
// next step.
[[nodiscard]] bool phone_stopped(const PhoneStory &story, const CheckedFile &last);

[[nodiscard]] bool needs_certificate(const CheckedFile &config);

}  // namespace capf::sequence
