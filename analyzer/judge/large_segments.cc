// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/large_segments.h"

#include <algorithm>
#include <utility>

#include "analyzer/judge/file_evidence.h"

namespace capf::judge {
namespace {

using phones::UnacknowledgedSegment;

constexpr std::uint32_t kTimesSent = 3;
constexpr std::uint32_t kSmall = 536;  // bytes that every IPv4 host takes in a segment (RFC 9293, section 3.7.1)

// What is known of one flow of segments, or of blocks.
struct Flow {
    std::optional<UnacknowledgedSegment> waiting;
    std::uint32_t largest_acknowledged = 0;  // bytes
    bool anything_acknowledged = false;
    const std::vector<dissection::Unreachable> *too_big = nullptr;
    dissection::Endpoint server;
    bool from_server = true;
    std::int64_t phone_heard = 0;  // when the server acknowledged what the phone had sent last
};

// A phone that has lost its power acknowledges nothing either.
bool phone_is_there_after(const History &history, std::int64_t time) {
    const auto after = [&](const std::optional<FrameTime> &at) { return at && at->time > time; };
    const phones::Phone &phone = *history.phone;
    const bool asks = std::any_of(phone.transfers.begin(), phone.transfers.end(),
                                  [&](const phones::Transfer *one) { return one->asked.time > time; });
    const bool connects = std::any_of(phone.capf.begin(), phone.capf.end(), [&](const phones::CapfConnection &one) {
        return one.connection->first.time > time || after(one.connection->client_fin) ||
               after(one.connection->client_reset);
    });
    const auto any = [&](const std::vector<const phones::Connection *> &list, bool begins) {
        return std::any_of(list.begin(), list.end(), [&](const phones::Connection *one) {
            return after(one->client_fin) || after(one->client_reset) || (begins && one->first.time > time);
        });
    };
    return asks || connects || any(phone.file_connections, false) || any(phone.https, true) || any(phone.tvs, true) ||
           any(phone.signalling, true) || history.registered_after(time);
}

// Which of the flows of a connection holds such a segment, if any.
std::optional<Flow> flow_of(const phones::Connection &connection, bool from_server) {
    const phones::ByteFlow &flow = from_server ? connection.from_server : connection.from_client;
    Flow one{flow.first_unacknowledged(),
             flow.largest_acknowledged(),
             flow.any_acknowledged(),
             &connection.too_big,
             connection.server,
             from_server,
             from_server ? connection.from_client.acknowledged_time() : 0};
    if (!one.waiting || one.waiting->sent.empty()) return std::nullopt;
    return one;
}

bool is_reported(const Flow &flow) {
    return flow.too_big != nullptr && !flow.too_big->empty();
}

bool alone_is_large(const Flow &flow) {
    return flow.waiting->length > std::max(kSmall, flow.largest_acknowledged) && flow.anything_acknowledged &&
           flow.waiting->times_sent >= kTimesSent;
}

std::optional<Found> of_flow(const History &history, const Flow &flow, Indication indication, Step step) {
    if (!flow.waiting || flow.waiting->sent.empty()) return std::nullopt;
    const UnacknowledgedSegment &segment = *flow.waiting;
    const bool reported = is_reported(flow);
    // Each segment carries what the server has acknowledged so far: what it acknowledges later, the phone sent later.
    const bool is_heard = flow.phone_heard > segment.sent.back().time;
    const bool large = alone_is_large(flow) && (is_heard || phone_is_there_after(history, segment.sent.front().time));
    if (!reported && !large) return std::nullopt;
    Found found{indication, reported ? Evidence::observed : Evidence::inferred, {}};
    found.refs.assign(segment.sent.begin(), segment.sent.end());
    found.values = {{Param::bytes, Number{segment.length}},
                    {Param::count, Number{segment.times_sent}},
                    {Param::server, flow.server},
                    {flow.from_server ? Param::address : Param::destination, flow.server}};
    if (reported) {
        const dissection::Unreachable &error = flow.too_big->front();
        found.refs.emplace_back(error.at);
        found.values.emplace_back(Param::reporter, IpAddress{error.reporter});
        if (error.mtu != 0) found.values.emplace_back(Param::expected, Number{error.mtu});
    }
    found.at = segment.sent.back().time;
    found.place = step;
    return found;
}

const phones::Connection *connection_of(const History &history, const phones::Transfer &transfer) {
    const auto &all = history.phone->file_connections;
    const auto found = std::find_if(all.begin(), all.end(), [&](const phones::Connection *one) {
        return transfer.transport != "tftp" && one->stream == transfer.stream;
    });
    return found == all.end() ? nullptr : *found;
}

}  // namespace

std::optional<Found> large_segments_lost(const History &history, const phones::Connection &connection,
                                         Indication indication, Step step) {
    for (const bool from_server : {true, false}) {
        const auto flow = flow_of(connection, from_server);
        if (!flow) continue;
        if (auto found = of_flow(history, *flow, indication, step)) return found;
    }
    return std::nullopt;
}

std::optional<FrameTime> large_segments_lost_at(const phones::Connection &connection) {
    for (const bool from_server : {true, false}) {
        const auto flow = flow_of(connection, from_server);
        if (flow && (is_reported(*flow) || alone_is_large(*flow))) return flow->waiting->sent.back();
    }
    return std::nullopt;
}

std::optional<Found> large_segments_lost(const History &history, const CheckedFile &file, Indication indication,
                                         Step step) {
    const phones::Transfer &transfer = *file.transfer;
    std::optional<Found> found;
    if (const phones::Connection *connection = connection_of(history, transfer)) {
        found = large_segments_lost(history, *connection, indication, step);
    } else {
        found = of_flow(history,
                        {transfer.unacknowledged, transfer.largest_acknowledged, transfer.answered_at_all,
                         &transfer.too_big, transfer.server},
                        indication, step);
    }
    if (found) found->values.emplace_back(Param::file, file_name(file));
    return found;
}

std::optional<Found> large_segments_lost(const History &history, bool (CheckedFile::*wanted)() const,
                                         Indication indication, Step step) {
    for (auto file = history.files.rbegin(); file != history.files.rend(); ++file) {
        if (!((*file).*wanted)() || file->complete()) continue;
        if (auto found = large_segments_lost(history, *file, indication, step)) return found;
    }
    return std::nullopt;
}

}  // namespace capf::judge
