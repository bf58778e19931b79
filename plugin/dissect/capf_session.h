// SPDX-License-Identifier: GPL-2.0-or-later
// What one CAPF message means within its connection: which request it answers, and whether it fits what came before.
// The first pass in the order of the capture decides; later passes read.
#pragma once

#include "plugin/dissect/compat.h"

namespace capf::dissect {

// What the session learns from one message. Absent: the pointer is null, the number is below zero.
struct CapfFacts {
    std::uint8_t command;
    std::uint32_t session_id;
    const char *device_name;
    std::int64_t reason;
    std::int64_t key_size;
    std::int64_t certificate_type;
    const char *cert_hash;  // of configurations for the certificate in the message: describe_capf_message()
    bool has_key;           // a public key is in it
    bool has_certificate;   // a certificate is in it, whether or not it can be read
};

// Whether the message reports a failure: a REASON that is not success, or (of those that must hold one) no certificate
// or key. END_SESSION's 0, nothing to do, is none.
[[nodiscard]] bool reports_failure(const CapfFacts &message);

struct CapfSessionState;

struct CapfMessageState {
    CapfSessionState *session;
    CapfMessageState *request;   // that this message answers
    CapfMessageState *response;  // that answers this message
    nstime_t time;
    std::uint32_t frame;
    std::uint8_t command;
    bool from_server;
    bool wrong_side;
    bool after_end;
    bool unexpected_response;  // no such request is open
    bool request_still_open;   // a request while another waits for its answer
    bool other_session_id;
    bool after_gap;  // the capture lacks data between the message before and this one
};

struct CapfSessionState {
    std::uint32_t id;
    address server;
    std::uint32_t server_port;
    CapfMessageState *open_request;
    CapfMessageState *last;
    unsigned gaps;  // of the connection, up to the last message
    bool ended;
    std::uint8_t operation;  // the command by which the server asks for the first one; 0 when it asked for none so far
    CapfFacts facts;         // of all its messages, the latest that had each; cert_hash: of STORE_CERTIFICATE
};

// The state of the message that is being dissected, the `slot`-th in its frame.
CapfMessageState *capf_message_state(packet_info *pinfo, int protocol, unsigned slot, const CapfFacts &facts);

// True when the whole session has been seen and its last message is not one that ends a session.
[[nodiscard]] bool capf_session_breaks_off_at(packet_info *pinfo, const CapfMessageState *message);

}  // namespace capf::dissect
