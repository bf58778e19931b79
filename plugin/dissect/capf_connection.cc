// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/capf_connection.h"

#include "plugin/dissect/packet-capf.h"
#include "plugin/wire/transport_segment.h"

namespace capf::dissect {

namespace {

// A FIN, which has no data, takes a number too.
bool is_beyond(const StreamGaps *gaps, std::size_t side) {
    constexpr std::int32_t kFin = 1;
    return gaps->acknowledged_known[side] && gaps->next_known[side] &&
           static_cast<std::int32_t>(gaps->acknowledged[side] - gaps->next[side]) > kFin;
}

// What the other side had of this one.
void learn_acknowledgement(StreamGaps *gaps, std::size_t side, std::uint32_t number) {
    const auto moved = static_cast<std::int32_t>(number - gaps->acknowledged[side]);
    if (gaps->acknowledged_known[side] && moved <= 0) return;
    gaps->acknowledged[side] = number;
    gaps->acknowledged_known[side] = true;
    if (is_beyond(gaps, side)) ++gaps->count;
}

}  // namespace

CapfConnection *capf_connection(packet_info *pinfo) {
    conversation_t *conversation = find_or_create_conversation(pinfo);
    auto *known = static_cast<CapfConnection *>(conversation_get_proto_data(conversation, capf_protocol()));
    if (!known) {
        known = wmem_new0(wmem_file_scope(), CapfConnection);
        conversation_add_proto_data(conversation, capf_protocol(), known);
    }
    return known;
}

CapfConnection *find_capf_connection(packet_info *pinfo) {
    const conversation_t *conversation = find_conversation_pinfo(pinfo, 0);
    if (!conversation) return nullptr;
    return static_cast<CapfConnection *>(conversation_get_proto_data(conversation, capf_protocol()));
}

void look_for_gap(StreamGaps *gaps, const packet_info *pinfo, tvbuff_t *tvb, const tcpinfo *tcp) {
    if (!tcp) return;
    const std::size_t side = pinfo->srcport < pinfo->destport ? 1 : 0;
    const auto ahead = static_cast<std::int32_t>(tcp->seq - gaps->next[side]);
    // What reassembly has put together was whole, and says nothing of the numbers between.
    const bool lost = gaps->next_known[side] && !tcp->is_reassembled && ahead > 0;
    const bool cut = tvb_captured_length(tvb) < tvb_reported_length(tvb);
    if (lost || cut) ++gaps->count;
    gaps->passed |= lost;
    const auto moved = static_cast<std::int32_t>(tcp->nxtseq - gaps->next[side]);
    if (!gaps->next_known[side] || moved > 0) gaps->next[side] = tcp->nxtseq;
    gaps->next_known[side] = true;
    if ((tcp->flags & wire::kTcpAck) != 0) learn_acknowledgement(gaps, 1 - side, tcp->lastackseq);
}

bool has_gap(const StreamGaps *gaps) {
    return gaps->passed || is_beyond(gaps, 0) || is_beyond(gaps, 1);
}

}  // namespace capf::dissect
