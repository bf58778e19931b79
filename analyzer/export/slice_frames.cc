// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/slice_frames.h"

namespace capf::exporting {
namespace {

std::set<std::uint32_t> streams_of(const phones::Timeline &timeline) {
    const std::vector<phones::Phone> &phones = timeline.phones();
    std::set<std::uint32_t> streams;
    // Answers that broke off, whose rest was asked for later, are of no transfer of their own; and hosts that are no
    // phones are counted.
    std::set<std::string> addresses(timeline.strangers().begin(), timeline.strangers().end());
    for (const auto &[stream, connection] : timeline.connections()) {
        if (addresses.contains(connection.client.address)) streams.insert(stream);
    }
    addresses.clear();
    for (const phones::Phone &phone : phones) addresses.insert(phone.addresses.begin(), phone.addresses.end());
    for (const auto &[stream, connection] : timeline.connections()) {
        if (connection.has_http && addresses.contains(connection.client.address)) streams.insert(stream);
    }
    const auto add_all = [&](const std::vector<const phones::Connection *> &connections) {
        for (const phones::Connection *connection : connections) streams.insert(connection->stream);
    };
    for (const phones::Phone &phone : phones) {
        for (const phones::Transfer *transfer : phone.transfers) {
            if (transfer->transport != "tftp") streams.insert(transfer->stream);
        }
        for (const phones::CapfConnection &capf : phone.capf) streams.insert(capf.connection->stream);
        add_all(phone.tvs);
        add_all(phone.https);
        add_all(phone.signalling);
    }
    return streams;
}

}  // namespace

void SliceFrames::add(const dissection::Observation &observation) {
    if (const auto *segment = std::get_if<dissection::TcpSegment>(&observation)) {
        streams_.emplace_back(segment->at.frame, segment->stream);
    }
}

std::set<std::uint32_t> SliceFrames::choose(const capture::CaptureFile &file, const phones::Timeline &timeline) const {
    std::set<std::uint32_t> chosen;
    for (const capture::FrameInfo &frame : file.frames()) chosen.insert(frame.number);
    for (const capture::SignallingSeen &one : file.signalling()) {
        chosen.insert(one.frame);
        for (const capture::SeenFrame &begin : one.earlier) chosen.insert(begin.frame);
    }
    if (timeline.phones().empty()) return chosen;
    const std::set<std::uint32_t> streams = streams_of(timeline);
    for (const auto &[frame, stream] : streams_) {
        if (!streams.contains(stream)) chosen.erase(frame);
    }
    for (const auto &[frame, stream] : streams_) {
        if (streams.contains(stream)) chosen.insert(frame);  // of two segments in one frame, one matters
    }
    return chosen;
}

}  // namespace capf::exporting
