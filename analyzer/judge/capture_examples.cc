// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/capture_examples.h"

#include <algorithm>
#include <tuple>

#include "plugin/wire/ports.h"

namespace capf::judge {
namespace {

using phones::Connection;
using phones::Transfer;

bool matters(const phones::Timeline &timeline, const Connection &connection) {
    return connection.has_http || !connection.capf.empty() || timeline.capf_ports().contains(connection.server.port) ||
           connection.server.port == wire::kTvsPort;
}

void add_connection(const Connection &connection, CaptureExamples &found) {
    if (!connection.start_seen()) found.connections_without_start.add(connection.first);
    const bool open =
        !connection.has_http && connection.established() && !connection.ended() && !connection.tls.empty();
    if (open) found.connections_without_end.add(connection.first, connection.last);
    if (connection.start_seen() && connection.lost_in_capture()) found.connections_with_gaps.add(connection.first);
    const bool up = !connection.syns.empty() || connection.from_client.captured() > 0;
    const bool down = !connection.syn_acks.empty() || connection.server_reset || connection.from_server.captured() > 0;
    if (up && down) {
        found.two_sided = true;
    } else if (connection.from_client.captured() > 0 || connection.from_server.captured() > 0) {
        found.one_sided.add(connection.first);
    }
}

void add_transfer(const Transfer &transfer, CaptureExamples &found) {
    if (transfer.asked.frame == 0 && transfer.answered) {
        found.answers_without_request.add({transfer.answered->frame, transfer.asked.time}, *transfer.answered);
    }
    if (transfer.status == phones::TransferStatus::unfinished) found.transfers_without_end.add(transfer.asked);
    const bool lost = transfer.status == phones::TransferStatus::lost_in_capture;
    if (transfer.transport == "tftp" && lost) found.transfers_with_gaps.add(transfer.asked);
}

// Its first sign is an encrypted file or a configuration with a hash: the sequence began earlier.
bool begins_without_list(const phones::Phone &phone) {
    const bool list = std::any_of(phone.transfers.begin(), phone.transfers.end(), [](const Transfer *transfer) {
        return transfer->name.kind == wire::PhoneFileKind::itl || transfer->name.kind == wire::PhoneFileKind::ctl;
    });
    return !list && phone.capf.empty() && !phone.transfers.empty();
}

}  // namespace

void Examples::add(const dissection::FrameTime &order, const dissection::FrameTime &at) {
    const auto before = [](const dissection::FrameTime &a, const dissection::FrameTime &b) {
        return std::tie(a.time, a.frame) < std::tie(b.time, b.frame);
    };
    if (list_.size() == kMost && !before(order, list_.back().order)) return;
    const auto place = std::upper_bound(list_.begin(), list_.end(), order, [&](const auto &value, const Example &one) {
        return before(value, one.order);
    });
    list_.insert(place, {order, at});
    if (list_.size() > kMost) list_.pop_back();
}

void Examples::merge(const Examples &other) {
    for (const Example &one : other.list_) add(one.order, one.at);
}

void CaptureExamples::merge(const CaptureExamples &other) {
    for (const auto list : {&CaptureExamples::connections_without_start, &CaptureExamples::answers_without_request,
                            &CaptureExamples::phones_without_list, &CaptureExamples::transfers_without_end,
                            &CaptureExamples::connections_without_end, &CaptureExamples::connections_with_gaps,
                            &CaptureExamples::transfers_with_gaps, &CaptureExamples::one_sided}) {
        (this->*list).merge(other.*list);
    }
    two_sided |= other.two_sided;
}

CaptureExamples find_examples(const phones::Timeline &timeline) {
    CaptureExamples found;
    for (const auto &[stream, connection] : timeline.connections()) {
        if (matters(timeline, connection)) add_connection(connection, found);
    }
    for (const Transfer &transfer : timeline.transfers()) add_transfer(transfer, found);
    for (const phones::Phone &phone : timeline.phones()) {
        if (begins_without_list(phone)) found.phones_without_list.add(phone.first);
    }
    return found;
}

}  // namespace capf::judge
