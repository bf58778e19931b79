// SPDX-License-Identifier: GPL-2.0-or-later
// The documented dialogues as a grammar over message lengths: every way to read a session's records as a dialogue, each
// with its weight. A Bayesian filter: nothing is decided on the way, so one odd record costs weight and not the result.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <vector>

#include "plugin/inference/message_lengths.h"
#include "plugin/inference/plaintext_records.h"

namespace capf::inference {

// The last message that counts.
enum class Stage : std::uint8_t {
    start,
    asked,     // AUTH_REQUEST
    answered,  // AUTH_RESPONSE
    retry,     // RETRY_LATER
    key_requested,
    key_pending,  // REQUEST_IN_PROGRESS
    key_given,
    key_refused,
    store_requested,
    stored,
    fetch_requested,
    fetched,
    fetched_nothing,
    delete_requested,
    deleted,
};

// One reading of the records up to some place: a hypothesis of the beam search.
struct Hypothesis {
    Stage stage = Stage::start;
    bool ended = false;                             // END_SESSION was sent
    bool odd = false;                               // holds a message that is not documented
    bool client_free = false, server_free = false;  // wrote a message over several records, or several into one
    bool certificate = false;                       // AUTH_RESPONSE proves a certificate
    bool partial = false;                           // ends within a message
    KeyFamily family = KeyFamily::any;
    std::uint8_t key = 0;                         // index into kKeyKinds, plus 1
    std::size_t auth_least = 0, auth_most = 0;    // length of AUTH_RESPONSE
    std::size_t store_least = 0, store_most = 0;  // of the message that carried a certificate
    auto operator<=>(const Hypothesis &) const = default;
};

// The hypotheses that are still followed, with their weights.
using Beam = std::map<Hypothesis, double>;

// Up to as many messages as one group of records is read as; 0 where there is no more, or none that CAPF has.
using Commands = std::array<std::uint8_t, 4>;

// A record of TLS 1.3 that carries no CAPF, and looks like one that does.
enum class TlsOwn : std::uint8_t { none, ticket, alert };

// One step of a reading: a group of records, and the messages that it was read as.
struct Transition {
    std::size_t from = 0, to = 0;  // the records [from, to)
    Hypothesis before, after;
    double share = 0;   // of the weight of `before`
    double weight = 0;  // of all readings that come this way, up to here
    Commands commands = {};
    TlsOwn tls = TlsOwn::none;
};

// All readings of all records, with weights that are comparable between fragmentation styles; empty when none fits.
// `trace` gets each step, in the order of the records, when it is given.
[[nodiscard]] Beam parse_dialogue(const PlaintextRecords &records, const Closing &closing,
                                  std::vector<Transition> *trace = nullptr);

}  // namespace capf::inference
