// SPDX-License-Identifier: GPL-2.0-or-later
// Certificate Authority Proxy Function: how a Cisco IP phone gets its certificate (LSC) from CUCM.
//
// TLS on TCP port 3804 (iana: cisco-con-capf), the server speaks first. Cisco never published the protocol; this
// follows two public implementations. All numbers are big-endian.
//
//   message: protocol id 0x55 (1), command (1), session id (4), body length (2), body
//   body:    elements, each tag (1), length (2), value
//
// Plain TCP carries the same bytes in captures written by decrypting relays.
#include "plugin/dissect/packet-capf.h"

#include "plugin/dissect/capf_message_fields.h"
#include "plugin/dissect/capf_session.h"
#include "plugin/dissect/frame_slots.h"
#include "plugin/dissect/names.h"
#include "plugin/dissect/packet-cisco-phone.h"
#include "plugin/dissect/packet_lifetime.h"
#include "plugin/dissect/statistics.h"
#include "plugin/dissect/taps.h"

namespace capf::dissect {

namespace {

using wire::CapfMessage;
using wire::CapfTag;

int proto_capf = -1;
int tap_capf = -1;
dissector_handle_t capf_handle;

int hf_response_in = -1, hf_response_to = -1, hf_time = -1;
int hf_session_device_name = -1, hf_session_reason = -1, hf_session_key_size = -1, hf_session_certificate_type = -1;
int ett_capf = -1;
expert_field ei_session_id = EI_INIT, ei_out_of_order = EI_INIT, ei_wrong_side = EI_INIT, ei_no_end = EI_INIT;
expert_field ei_not_capf = EI_INIT, ei_unfinished = EI_INIT, ei_not_captured = EI_INIT;
expert_field ei_ended_badly = EI_INIT, ei_response_failed = EI_INIT, ei_aborted = EI_INIT, ei_retry_later = EI_INIT;

// A message and what the session must know of it, ready to be shown.
struct DecodedMessage {
    Plan plan;
    CapfFacts facts;
    const char *failure;                              // in words; null when the message reports none
    const std::shared_ptr<const wire::CapfPdu> *pdu;  // for the taps; null when there was no memory
};

// "END_SESSION with reason 9 (unknown device)"
std::string failure_words(const CapfFacts &facts) {
    const std::string command = name_or(wire::capf_command_names(), facts.command, "Command");
    if (facts.reason < 0 || facts.reason == wire::kCapfReasonDone)
        return command + (facts.command == static_cast<std::uint8_t>(wire::CapfCommand::key_generate_response)
                              ? " without a key"
                              : " without a certificate");
    return command + " with reason " +
           number_and_name(wire::capf_reason_names(), static_cast<std::uint32_t>(facts.reason));
}

std::int64_t number_or_absent(const CapfMessage &message, CapfTag tag) {
    const auto value = message.number(tag);
    return value ? std::int64_t{*value} : -1;
}

DecodedMessage decode_message(wmem_allocator_t *pool, wire::Bytes bytes, const FrameFacts &frame) noexcept {
    DecodedMessage decoded{Plan(pool), {0, 0, nullptr, -1, -1, -1, nullptr, false, false}, nullptr, nullptr};
    describe([&] {
        const auto pdu = wire::read_capf_pdu(bytes);
        if (!pdu) return;
        decoded.pdu = keep_for_packet(pool, pdu);
        const CapfMessage &message = pdu->message;
        decoded.facts.command = message.command;
        decoded.facts.session_id = message.session_id;
        if (const auto name = message.text(CapfTag::device_name)) decoded.facts.device_name = decoded.plan.keep(*name);
        decoded.facts.reason = number_or_absent(message, CapfTag::reason);
        decoded.facts.key_size = number_or_absent(message, CapfTag::key_size);
        decoded.facts.certificate_type = number_or_absent(message, CapfTag::certificate_type);
        decoded.facts.has_key = message.find(CapfTag::public_key) != nullptr;
        decoded.facts.has_certificate = message.find(CapfTag::certificate) != nullptr;
        if (const auto cert_hash = describe_capf_message(decoded.plan, bytes, message, frame))
            decoded.facts.cert_hash = decoded.plan.keep(*cert_hash);
        if (!frame.cut && reports_failure(decoded.facts))
            decoded.failure = decoded.plan.keep(failure_words(decoded.facts));
    });
    return decoded;
}

// ---- One message, shown ----

static_assert(std::is_trivially_destructible_v<DecodedMessage>, "what follows may be left by longjmp");

void show_session(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, proto_item *item,
                  const CapfMessageState *message) {
    if (message->wrong_side)
        expert_add_info_format(pinfo, item, &ei_wrong_side, "This command is the %s's, and the %s sends it",
                               message->from_server ? "phone" : "server", message->from_server ? "server" : "phone");
    if (message->other_session_id)
        expert_add_info_format(pinfo, item, &ei_session_id, "The session began with id 0x%08x", message->session->id);
    if (message->after_end) expert_add_info_format(pinfo, item, &ei_out_of_order, "The session has ended already");
    if (message->unexpected_response && message->after_gap)
        expert_add_info_format(pinfo, item, &ei_not_captured, "The capture lacks the request that this answers");
    else if (message->unexpected_response)
        expert_add_info_format(pinfo, item, &ei_out_of_order, "A response to a request that is not open");
    if (message->request_still_open && message->after_gap)
        expert_add_info_format(pinfo, item, &ei_not_captured, "The capture lacks the response to the request before");
    else if (message->request_still_open)
        expert_add_info_format(pinfo, item, &ei_out_of_order, "A request while another one is open");
    if (capf_session_breaks_off_at(pinfo, message)) expert_add_info(pinfo, item, &ei_no_end);

    if (message->response)
        proto_item_set_generated(proto_tree_add_uint(tree, hf_response_in, tvb, 0, 0, message->response->frame));
    if (message->request) {
        proto_item_set_generated(proto_tree_add_uint(tree, hf_response_to, tvb, 0, 0, message->request->frame));
        nstime_t elapsed;
        nstime_delta(&elapsed, &message->time, &message->request->time);
        proto_item_set_generated(proto_tree_add_time(tree, hf_time, tvb, 0, 0, &elapsed));
    }
}

void show_failure(packet_info *pinfo, proto_item *item, const DecodedMessage &decoded) {
    const auto command = static_cast<wire::CapfCommand>(decoded.facts.command);
    if (command == wire::CapfCommand::abort_request) expert_add_info(pinfo, item, &ei_aborted);
    if (command == wire::CapfCommand::retry_later) expert_add_info(pinfo, item, &ei_retry_later);
    if (!decoded.failure) return;
    expert_field *const what = command == wire::CapfCommand::end_session ? &ei_ended_badly : &ei_response_failed;
    expert_add_info_format(pinfo, item, what, "%s", decoded.failure);
}

// The facts of the session on each of its messages, so that a filter finds them all.
void show_session_facts(tvbuff_t *tvb, proto_tree *tree, const CapfFacts &facts) {
    const auto hide = [](proto_item *item) {
        proto_item_set_generated(item);
        proto_item_set_hidden(item);
    };
    if (facts.device_name) hide(proto_tree_add_string(tree, hf_session_device_name, tvb, 0, 0, facts.device_name));
    const struct {
        int hf;
        std::int64_t value;
    } numbers[] = {{hf_session_reason, facts.reason},
                   {hf_session_key_size, facts.key_size},
                   {hf_session_certificate_type, facts.certificate_type}};
    for (const auto &number : numbers)
        if (number.value >= 0)
            hide(proto_tree_add_uint(tree, number.hf, tvb, 0, 0, static_cast<std::uint32_t>(number.value)));
}

// Several messages in one frame stand side by side in the Info column.
void write_columns(packet_info *pinfo, unsigned slot, const char *info, bool unfinished) {
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "CAPF");
    col_clear(pinfo->cinfo, COL_INFO);
    if (slot > 1) col_append_str(pinfo->cinfo, COL_INFO, " | ");
    col_append_str(pinfo->cinfo, COL_INFO, info);
    if (unfinished) col_append_str(pinfo->cinfo, COL_INFO, " (unfinished)");
    col_set_fence(pinfo->cinfo, COL_INFO);
}

bool is_inside_tls(const packet_info *pinfo) {
    return proto_is_frame_protocol(pinfo->layers, "tls") != 0;
}

// Bytes of which no message can be made.
int dissect_rest(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, expert_field *why) {
    proto_item *item = proto_tree_add_item(tree, proto_capf, tvb, 0, -1, ENC_NA);
    expert_add_info(pinfo, item, why);
    col_set_str(pinfo->cinfo, COL_PROTOCOL, "CAPF");
    return static_cast<int>(tvb_captured_length(tvb));
}

int dissect_message(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *) {
    const unsigned captured = tvb_captured_length(tvb);
    if (captured < wire::kCapfHeaderLength || byte_at(tvb, 0) != wire::kCapfProtocolId)
        return dissect_rest(tvb, pinfo, tree, &ei_not_capf);
    const std::uint8_t *data = tvb_get_ptr(tvb, 0, static_cast<int>(captured));
    const DecodedMessage decoded = decode_message(pinfo->pool, {data, captured}, frame_facts(pinfo, tvb));

    const unsigned slot = next_slot(pinfo, proto_capf);
    const CapfMessageState *message = capf_message_state(pinfo, proto_capf, slot, decoded.facts);
    const unsigned whole = tvb_reported_length(tvb);
    const bool unfinished = captured < whole && pinfo->fd->cap_len == pinfo->fd->pkt_len;
    mark_phone_packet(pinfo);
    write_columns(pinfo, slot, decoded.plan.info(), unfinished);

    if (!unfinished && decoded.pdu) {  // nobody has received what is unfinished
        auto *tap = wmem_new0(pinfo->pool, CapfTap);
        *tap = {decoded.pdu, message->from_server, is_inside_tls(pinfo), message};
        tap_queue_packet(tap_capf, pinfo, tap);
    }

    proto_item *item = proto_tree_add_item(tree, proto_capf, tvb, 0, -1, ENC_NA);
    proto_item_append_text(item, ", %s", decoded.plan.info());
    proto_tree *subtree = proto_item_add_subtree(item, ett_capf);
    show(decoded.plan, tvb, pinfo, subtree);
    show_failure(pinfo, item, decoded);
    show_session(tvb, pinfo, subtree, item, message);
    show_session_facts(tvb, subtree, message->session->facts);

    if (unfinished) {
        expert_add_info_format(pinfo, item, &ei_unfinished, "%u of this message's %u bytes were sent", captured, whole);
        return static_cast<int>(captured);
    }
    // Shows that the capture, not the message, is cut.
    tvb_ensure_bytes_exist(tvb, 0, static_cast<int>(whole));
    return static_cast<int>(captured);
}

guint message_length(packet_info *, tvbuff_t *tvb, int offset, void *) {
    // After a hole in the stream anything may stand here: all of it is shown as one piece.
    if (byte_at(tvb, offset) != wire::kCapfProtocolId)
        return static_cast<guint>(tvb_reported_length_remaining(tvb, offset));
    return static_cast<guint>(wire::kCapfHeaderLength + tvb_get_ntohs(tvb, offset + 6));
}

// With the FIN, TCP hands over what it has collected of something that was never finished, if its flow has this flag.
// It would hand over again what was finished long ago, too: so the flow has the flag while a message waits for its
// rest.
void keep_for_fin(packet_info *pinfo, bool waits) {
    // The call with the FIN is the one that offers no reassembly.
    if (PINFO_FD_VISITED(pinfo) || pinfo->can_desegment == 0) return;
    // A flow with this flag is not put in order, and TCP would take all that follows for out of order.
    if (waits && bool_preference("tcp", "reassemble_out_of_order")) return;
    tcp_analysis *connection = get_tcp_conversation_data(nullptr, pinfo);
    if (!connection) return;
    constexpr unsigned kFlag = TCP_FLOW_REASSEMBLE_UNTIL_FIN;
    const unsigned flags = connection->fwd->flags;
    connection->fwd->flags = static_cast<guint16>(waits ? flags | kFlag : flags & ~kFlag);
}

int dissect_capf(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data) {
    if (tvb_captured_length(tvb) == 0 || byte_at(tvb, 0) != wire::kCapfProtocolId) return 0;
    const bool inside_tls = is_inside_tls(pinfo);
    if (pinfo->can_desegment == 0 && tvb_reported_length(tvb) < wire::kCapfHeaderLength)
        return dissect_rest(tvb, pinfo, tree, &ei_unfinished);
    if (!inside_tls) keep_for_fin(pinfo, false);
    tcp_dissect_pdus(tvb, pinfo, tree, TRUE, wire::kCapfHeaderLength, message_length, dissect_message, data);
    if (!inside_tls && pinfo->desegment_len > 0) keep_for_fin(pinfo, true);
    return static_cast<int>(tvb_captured_length(tvb));
}

// ---- Registration ----

void register_session_fields() {
    static hf_register_info fields[] = {
        {&hf_response_in,
         {"Response in", "capf.response_in", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_RESPONSE), 0,
          "The response to this request is in this frame", HFILL}},
        {&hf_response_to,
         {"Response to", "capf.response_to", FT_FRAMENUM, BASE_NONE, FRAMENUM_TYPE(FT_FRAMENUM_REQUEST), 0,
          "The request that this answers is in this frame", HFILL}},
        {&hf_time,
         {"Response time", "capf.time", FT_RELATIVE_TIME, BASE_NONE, nullptr, 0, "Time since the request", HFILL}},
        {&hf_session_device_name,
         {"Session's device name", "capf.session.device_name", FT_STRING, BASE_NONE, nullptr, 0,
          "On every message of the session", HFILL}},
        {&hf_session_reason,
         {"Session's reason", "capf.session.reason", FT_UINT32, BASE_DEC, value_strings(wire::capf_reason_names()), 0,
          "The latest reason, on every message of the session", HFILL}},
        {&hf_session_key_size,
         {"Session's key size", "capf.session.key_size", FT_UINT32, BASE_DEC, nullptr, 0,
          "On every message of the session", HFILL}},
        {&hf_session_certificate_type,
         {"Session's certificate type", "capf.session.certificate_type", FT_UINT32, BASE_DEC,
          value_strings(wire::capf_certificate_type_names()), 0, "On every message of the session", HFILL}},
    };
    proto_register_field_array(proto_capf, fields, array_length(fields));
    int *const subtrees[] = {&ett_capf};
    proto_register_subtree_array(subtrees, array_length(subtrees));
}

void register_session_experts(expert_module_t *module) {
    static ei_register_info experts[] = {
        {&ei_session_id, {"capf.session_id.differs", PI_PROTOCOL, PI_WARN, "The session id changes", EXPFILL}},
        {&ei_out_of_order, {"capf.out_of_order", PI_SEQUENCE, PI_WARN, "Out of the dialogue's order", EXPFILL}},
        {&ei_not_captured,
         {"capf.not_captured", PI_SEQUENCE, PI_NOTE, "The capture lacks a message of the dialogue", EXPFILL}},
        {&ei_wrong_side, {"capf.wrong_side", PI_PROTOCOL, PI_WARN, "The other side's command", EXPFILL}},
        {&ei_no_end,
         {"capf.no_end_session", PI_SEQUENCE, PI_NOTE, "The session stops here without END_SESSION", EXPFILL}},
        {&ei_unfinished, {"capf.unfinished", PI_SEQUENCE, PI_WARN, "The connection ends within this message", EXPFILL}},
        {&ei_ended_badly,
         {"capf.end_session.failed", PI_RESPONSE_CODE, PI_WARN, "The session ends with a reason that is no success",
          EXPFILL}},
        {&ei_response_failed,
         {"capf.response.failed", PI_RESPONSE_CODE, PI_WARN, "The phone reports a failure", EXPFILL}},
        {&ei_aborted, {"capf.aborted", PI_RESPONSE_CODE, PI_WARN, "The session is aborted", EXPFILL}},
        {&ei_retry_later,
         {"capf.retry_later", PI_RESPONSE_CODE, PI_NOTE, "The server is busy: the phone is to try again later",
          EXPFILL}},
        {&ei_not_capf,
         {"capf.not_capf", PI_UNDECODED, PI_NOTE, "Not the beginning of a CAPF message (data is missing before it)",
          EXPFILL}},
    };
    expert_register_field_array(module, experts, array_length(experts));
}

}  // namespace

int capf_protocol() {
    return proto_capf;
}
dissector_handle_t capf_dissector() {
    return capf_handle;
}

void register_capf() {
    proto_capf = proto_register_protocol("Certificate Authority Proxy Function", "CAPF", "capf");
    expert_module_t *experts = expert_register_protocol(proto_capf);
    register_capf_message_fields(proto_capf, experts);
    register_session_fields();
    register_session_experts(experts);
    tap_capf = register_tap("capf");
    register_statistics(proto_capf);
    capf_handle = register_dissector("capf", dissect_capf, proto_capf);
    register_capf_transport(proto_capf);
}

void handoff_capf() {
    handoff_capf_transport(proto_capf);
}

}  // namespace capf::dissect
