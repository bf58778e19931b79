// SPDX-License-Identifier: GPL-2.0-or-later
// Diagnoses as data: by what each is shown, what else must hold, what takes it back, what to do. Each step's file has
// the rules of its diagnoses beside the functions that look for their indications.
#pragma once

#include <optional>
#include <vector>

#include "analyzer/findings/finding.h"

namespace capf::judge {

using findings::Action;
using findings::Code;
using findings::Indication;

// What a phone does later, and can only do when the step before it worked.
enum class Later {
    asks_for_config,
    turns_to_capf,
    asks_for_encrypted,
    gets_new_hash,  // a configuration with another certHash than before: CAPF has handled a certificate
    registers,
};

// What holds of a phone, as far as the capture and what the user gave tell.
enum class Fact {
    hash_empty,                    // its last configuration is a partial one without a hash: it needs CAPF
    certificate_listed,            // the certificate of its last CAPF session is in its trust list
    certificate_unlisted,          // it was looked for in a list, and is not there
    certificate_not_known_listed,  // it is in none, or there is none to look in
    asked_for_rsa_2048,            // CAPF asked the phone for an RSA key of 2048 bits
    asked_for_other_key,           // for another size or curve, or it is not known for which
    phone_refused_version,         // of TLS, which the server of its last CAPF session had chosen
    server_refused_version,        // it did not
    session_idled,                 // CAPF closed its last session after minutes without a message
    aborted,                       // one side ended its last CAPF session by ABORT_REQUEST
    cut_unexplained,               // neither did, as far as the messages can be read, and the session was not idle
    tls_server,                    // the CAPF server speaks TLS, or says nothing
    no_tls_server,                 // what answers at the CAPF server speaks no TLS
    device_served,                 // CUCM gave out a configuration for this device, whole
    device_not_served,             // that is not seen
    list_served,                   // it gave out a trust list, whole
    list_not_served,               // that is not seen
    // Of the last certificate that the phone refused by an alert in the clear:
    refused_expired,    // it had expired by the capture's clock
    refused_early,      // it was not valid yet
    refused_by_clock,   // the phone says that it has expired, and it has not
    refused_listed,     // it is in the phone's trust list, and none of these holds
    refused_unlisted,   // it was looked for in a list, and is not there
    refused_otherwise,  // none of the first four holds
    tvs_answered,       // the TVS server that the phone asked last sent something
    tvs_silent,         // it did not
    list_signer_new,    // the last list is signed by somebody whom the lists before it do not know
    // Of the last of its own files that did not arrive:
    file_refused_by_phone,  // the phone itself ended the transfer by an error
    file_ended_by_server,   // the server did, by an error
    file_lost_on_the_way,   // it did not
    file_broke_off,         // the phone did not, nor is the server unreachable
    file_unanswered,        // nobody answered the request, or ICMP says that nobody will
    // Of the last registration that was refused:
    registration_put_off,         // by SIP's 5xx or an SCCP token reject: not now
    registration_of_nobody,       // by 404
    registration_challenged,      // by 401 or 407 again and again
    registration_denied,          // by another answer
    phone_certificate_expired,    // by alert 45
    phone_certificate_otherwise,  // by another alert, or without one
};

// One thing to do; `when` absent: always.
struct Advice {
    Action action;
    std::optional<Fact> when = std::nullopt;
};

struct Rule {
    Code code;
    std::vector<Indication> shown_by;    // each by itself
    std::vector<Fact> needs = {};        // all of them
    std::vector<Later> refuted_by = {};  // any of them, after the indication
    std::vector<Advice> remedy = {};     // actions that weaken security or destroy something are put last
    std::vector<Code> explains = {};     // what only follows from it: not reported beside it
};

[[nodiscard]] const std::vector<Rule> &trust_list_rules();
[[nodiscard]] const std::vector<Rule> &tvs_rules();
[[nodiscard]] const std::vector<Rule> &partial_config_rules();
[[nodiscard]] const std::vector<Rule> &capf_connect_rules();
[[nodiscard]] const std::vector<Rule> &capf_tls_rules();
[[nodiscard]] const std::vector<Rule> &capf_dialogue_rules();
[[nodiscard]] const std::vector<Rule> &after_capf_rules();
[[nodiscard]] const std::vector<Rule> &encrypted_config_rules();
[[nodiscard]] const std::vector<Rule> &in_use_rules();
[[nodiscard]] const std::vector<Rule> &notice_rules();
[[nodiscard]] const std::vector<Rule> &capture_rules();

// The rule that an indication shows; every indication has one.
[[nodiscard]] const Rule &rule_of(Indication indication);

[[nodiscard]] const Rule &rule_of(Code code);

// `other` follows from `first`: from its rule, and both are about the same file where both name one.
[[nodiscard]] bool explains(const findings::Finding &first, const findings::Finding &other);

// Such a fact holds of a phone of which nothing is known: for what is said of a code in general.
[[nodiscard]] bool holds_where_nothing_is_known(Fact fact);

}  // namespace capf::judge
