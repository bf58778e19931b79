// SPDX-License-Identifier: GPL-2.0-or-later
// One function per part of the sequence: what there shows that something is wrong, the likeliest first. Nothing found
// is not the same as right.
#pragma once

#include "analyzer/judge/conclude.h"

namespace capf::judge {

// The trust list by itself: malformed, signature, signer, size, not there.
[[nodiscard]] Indications of_trust_list(const History &history);
// The phone has its partial configuration and stays there, as it does without a list that it accepts; the capture would
// show that it goes on.
[[nodiscard]] bool stays_at_config(const History &history);
// A list of a cluster that is prepared for a rollback to a release before 8.0.
[[nodiscard]] bool is_rollback_list(const CheckedFile &list);
// What the trust list lacks for CAPF: its record, or a valid certificate in it.
[[nodiscard]] Indications of_trust_list_for_capf(const History &history);
// The phone's own alarm says that it has no list.
[[nodiscard]] Indications of_alarm(const History &history);
// TVS refused a certificate, or cannot be reached.
[[nodiscard]] Indications of_tvs(const History &history);
// The configuration: not there, cut, malformed, signature, signer.
[[nodiscard]] Indications of_config(const History &history);
// The file's SHA-512 signature, and the phone that asks for it again and does not go on. `sure`: often enough to stand
// for itself; else once is enough to make it a candidate.
[[nodiscard]] Indications of_digest(const History &history, const CheckedFile &config, bool sure);
// The configuration needs CAPF or the encrypted file, and the phone tries neither.
[[nodiscard]] Indications of_capf_not_tried(const History &history);
// One attempt, from its SYN to its END_SESSION.
[[nodiscard]] Indications of_connection(const History &history, const CapfDialogue &dialogue);
[[nodiscard]] Indications of_tls(const History &history, const CapfDialogue &dialogue);
[[nodiscard]] Indications of_messages(const History &history, const CapfDialogue &dialogue);
// The phone goes elsewhere than its configuration says.
[[nodiscard]] Indications of_server(const History &history, const CapfDialogue &dialogue);
// What the configuration says after CAPF ended well.
[[nodiscard]] Indications of_config_after_capf(const History &history, const CapfDialogue &dialogue);
// A phone with a hash that registers and stays without asking for the encrypted file.
[[nodiscard]] Indications of_registered_without(const History &history);
// A configuration with a hash, no CAPF in the capture, and a phone that goes no further.
[[nodiscard]] Indications of_hash_without_capf(const History &history);
// The encrypted file, as last asked for.
[[nodiscard]] Indications of_encrypted_file(const History &history, const CheckedFile &file);
// Whether the key that the encrypted file is for is the phone's, by what CAPF handled and by the keys that the user
// gave.
struct EncryptedKey {
    Indications wrong;
    bool decrypted = false;  // with a key that the user gave, and the digest agrees
};
[[nodiscard]] EncryptedKey of_encrypted_key(const History &history, const CheckedFile &file);
// Fetched, and then CAPF again or the same file again, twice and more, with no registration between.
[[nodiscard]] Indications of_use(const History &history, const CheckedFile &last);
// The file's key was typed by hand: told beside whatever the verdict is.
[[nodiscard]] Indications of_symmetric_key(const History &history, const CheckedFile &file);
// The phone's last alert about the certificate of the file service.
[[nodiscard]] Indications of_https_refusal(const History &history);
// The phone is refused by every server that it tries to register with.
[[nodiscard]] Indications of_registration(const History &history);
// The phone was refused, and the capture lost frames in which it may have been registered after all.
[[nodiscard]] Indications of_registration_in_doubt(const History &history);
// Refusals that a registration followed, each where it ended.
[[nodiscard]] Indications of_past_refusals(const History &history);
// The database's hash, where the user gave it, and what the capture shows of it.
[[nodiscard]] Indications of_database(const History &history);

// The phone evidently stopped here: it asked for the same thing again, or the capture goes on long enough without a
// next step.
[[nodiscard]] bool phone_stopped(const History &history, const CheckedFile &last);

// The TVS connection whose answer counts: the phone asks one server after the other. Null where it asks none.
[[nodiscard]] const phones::Connection *last_tvs(const History &history);

[[nodiscard]] bool needs_certificate(const CheckedFile &config);

// Whether the certificate that the last CAPF session showed is in a trust list of the phone; nothing where there is no
// list, or no certificate can be seen.
[[nodiscard]] std::optional<bool> certificate_listed(const History &history);

void append(Indications &to, Indications from);

}  // namespace capf::judge
