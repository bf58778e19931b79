// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/capf_session.h"

#include "plugin/dissect/capf_connection.h"
#include "plugin/dissect/capture_state.h"
#include "plugin/dissect/frame_slots.h"
#include "plugin/dissect/packet-cisco-phone.h"
#include "plugin/dissect/plan.h"
#include "plugin/wire/capf_message.h"

namespace capf::dissect {

namespace {

using wire::CapfCommand;
using wire::CapfSide;

// The request that `command` answers; 0 when it is no response.
std::uint8_t request_of(std::uint8_t command) {
    switch (static_cast<CapfCommand>(command)) {
        case CapfCommand::auth_response:
        case CapfCommand::key_generate_response:
        case CapfCommand::decrypt_response:
        case CapfCommand::store_certificate_response:
        case CapfCommand::fetch_certificate_response:
        case CapfCommand::delete_certificate_response:
        case CapfCommand::status_response:
        case CapfCommand::abort_response:
        case CapfCommand::sign_certificate_response:
            return static_cast<std::uint8_t>(command - 1);
        case CapfCommand::encrypt_response:  // the one pair that is numbered the other way round
            return static_cast<std::uint8_t>(CapfCommand::encrypt_request);
        default:
            return 0;
    }
}

bool is_request(std::uint8_t command) {
    switch (static_cast<CapfCommand>(command)) {
        case CapfCommand::auth_request:
        case CapfCommand::key_generate_request:
        case CapfCommand::encrypt_request:
        case CapfCommand::decrypt_request:
        case CapfCommand::store_certificate_request:
        case CapfCommand::fetch_certificate_request:
        case CapfCommand::delete_certificate_request:
        case CapfCommand::status_request:
        case CapfCommand::abort_request:
        case CapfCommand::sign_certificate_request:
            return true;
        default:
            return false;
    }
}

bool is_abort(std::uint8_t command) {
    return command == static_cast<std::uint8_t>(CapfCommand::abort_request);
}

bool ends_session(std::uint8_t command) {
    switch (static_cast<CapfCommand>(command)) {
        case CapfCommand::end_session:
        case CapfCommand::retry_later:
        case CapfCommand::abort_request:
        case CapfCommand::abort_response:
            return true;
        default:
            return false;
    }
}

// A request that says what the session is for. What installs a certificate begins with a key.
bool asks_for_operation(std::uint8_t command) {
    switch (static_cast<CapfCommand>(command)) {
        case CapfCommand::key_generate_request:
        case CapfCommand::fetch_certificate_request:
        case CapfCommand::delete_certificate_request:
            return true;
        default:
            return false;
    }
}

// The port by which Wireshark found CAPF is the server's. Found otherwise (by heuristic, or Decode As on the client's
// port): the side that the command belongs to; then the lower port.
bool source_is_server(const packet_info *pinfo, std::uint8_t command) {
    if (pinfo->srcport != pinfo->destport) {
        if (pinfo->match_uint == pinfo->srcport) return true;
        if (pinfo->match_uint == pinfo->destport) return false;
    }
    const CapfSide side = wire::capf_command_side(command);
    if (side != CapfSide::unknown) return side == CapfSide::server;
    return pinfo->srcport < pinfo->destport;
}

CapfSessionState *new_session(const packet_info *pinfo, const CapfFacts &facts) {
    auto *session = wmem_new0(wmem_file_scope(), CapfSessionState);
    const bool from_server = source_is_server(pinfo, facts.command);
    session->id = facts.session_id;
    copy_address_wmem(wmem_file_scope(), &session->server, from_server ? &pinfo->src : &pinfo->dst);
    session->server_port = from_server ? pinfo->srcport : pinfo->destport;
    session->facts.reason = session->facts.key_size = session->facts.certificate_type = -1;
    return session;
}

CapfSessionState *session_of(packet_info *pinfo, const CapfFacts &facts) {
    CapfConnection *connection = capf_connection(pinfo);
    if (!connection->session) connection->session = new_session(pinfo, facts);
    return connection->session;
}

void learn(CapfFacts &known, const CapfFacts &facts) {
    if (facts.device_name && *facts.device_name && !known.device_name)
        known.device_name = wmem_strdup(wmem_file_scope(), facts.device_name);
    if (facts.reason >= 0) known.reason = facts.reason;
    if (facts.key_size >= 0) known.key_size = facts.key_size;
    if (facts.certificate_type >= 0) known.certificate_type = facts.certificate_type;
}

// The phone has the certificate from now on: its next configurations should be encrypted to it.
void note_installed(const packet_info *pinfo, const CapfFacts &known) noexcept {
    if (!known.device_name || !known.cert_hash) return;
    describe([&] { capture_state().installed.add(known.device_name, known.cert_hash, pinfo->num); });
}

void learn_certificate(const packet_info *pinfo, CapfFacts &known, const CapfFacts &facts) {
    switch (static_cast<CapfCommand>(facts.command)) {
        case CapfCommand::store_certificate_request:
            known.cert_hash = facts.cert_hash ? wmem_strdup(wmem_file_scope(), facts.cert_hash) : nullptr;
            break;
        case CapfCommand::store_certificate_response:
            if (facts.reason == wire::kCapfReasonDone) note_installed(pinfo, known);
            known.cert_hash = nullptr;
            break;
        default:
            break;
    }
}

void link_to_request(CapfMessageState *message, CapfSessionState *session) {
    const std::uint8_t answered = request_of(message->command);
    if (answered == 0) return;
    CapfMessageState *request = session->open_request;
    if (!session->last) return;  // the capture begins after the request
    if (!request || request->command != answered) {
        message->unexpected_response = true;
        return;
    }
    message->request = request;
    request->response = message;
    session->open_request = nullptr;
}

CapfMessageState *first_visit(packet_info *pinfo, const CapfFacts &facts) {
    CapfSessionState *session = session_of(pinfo, facts);
    auto *message = wmem_new0(wmem_file_scope(), CapfMessageState);
    message->session = session;
    message->time = pinfo->abs_ts;
    message->frame = pinfo->num;
    message->command = facts.command;
    message->from_server = pinfo->srcport == session->server_port && addresses_equal(&pinfo->src, &session->server);
    const CapfSide side = wire::capf_command_side(facts.command);
    message->wrong_side = side != CapfSide::unknown && (side == CapfSide::server) != message->from_server;
    message->other_session_id = facts.session_id != session->id;
    const bool answers_abort = session->open_request && is_abort(session->open_request->command) &&
                               facts.command == static_cast<std::uint8_t>(CapfCommand::abort_response);
    message->after_end = session->ended && !answers_abort;
    const unsigned gaps = capf_connection(pinfo)->gaps.count;
    message->after_gap = gaps != session->gaps;
    session->gaps = gaps;
    link_to_request(message, session);
    if (is_request(facts.command)) {
        // An abort is for a request that is open.
        message->request_still_open = session->open_request && !is_abort(facts.command);
        session->open_request = message;
    }
    if (session->operation == 0 && asks_for_operation(facts.command)) session->operation = facts.command;
    session->ended |= ends_session(facts.command);
    session->last = message;
    learn(session->facts, facts);
    learn_certificate(pinfo, session->facts, facts);
    const bool to_phone = message->from_server;
    name_phone(pinfo, to_phone ? &pinfo->dst : &pinfo->src, to_phone ? pinfo->destport : pinfo->srcport,
               session->facts.device_name);
    return message;
}

}  // namespace

bool reports_failure(const CapfFacts &message) {
    const bool done = message.reason == wire::kCapfReasonDone;
    switch (static_cast<CapfCommand>(message.command)) {
        case CapfCommand::end_session:
            return message.reason >= 0 && !done && message.reason != wire::kCapfReasonNoAction;
        case CapfCommand::store_certificate_response:
        case CapfCommand::delete_certificate_response:
            return message.reason >= 0 && !done;
        case CapfCommand::key_generate_response:
            return !message.has_key;
        case CapfCommand::fetch_certificate_response:
            return (message.reason >= 0 && !done) || !message.has_certificate;
        default:
            return false;
    }
}

CapfMessageState *capf_message_state(packet_info *pinfo, int protocol, unsigned slot, const CapfFacts &facts) {
    auto *message = slot_state<CapfMessageState>(pinfo, protocol, slot);
    if (!message) {
        message = first_visit(pinfo, facts);
        set_slot_state(pinfo, protocol, slot, message);
    }
    return message;
}

bool capf_session_breaks_off_at(packet_info *pinfo, const CapfMessageState *message) {
    return PINFO_FD_VISITED(pinfo) && message->session->last == message && !message->session->ended;
}

}  // namespace capf::dissect
