// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/capture_notices.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/wire/ports.h"

namespace capf::sequence {
namespace {

using phones::Connection;

constexpr std::size_t kExamples = 10;
// A retransmission repeats a frame now and then; a second capture point repeats them by the dozen.
constexpr std::uint32_t kDuplicatesInHundred = 5;

void keep(Frames &frames, std::uint32_t frame) {
    if (frames.size() < kExamples) frames.push_back(frame);
}

bool matters(const phones::Timeline &timeline, const Connection &connection) {
    return connection.has_http || !connection.capf.empty() || timeline.capf_ports().contains(connection.server.port) ||
           connection.server.port == wire::kTvsPort;
}

void note_starts_late(const phones::Timeline &timeline, std::vector<Notice> &notices) {
    Frames frames;
    for (const auto &[stream, connection] : timeline.connections()) {
        if (matters(timeline, connection) && !connection.start_seen()) keep(frames, connection.first.frame);
    }
    for (const phones::Transfer &transfer : timeline.transfers()) {
        if (transfer.asked.frame == 0 && transfer.answered) keep(frames, transfer.answered->frame);
    }
    if (!frames.empty())
        notices.push_back({"capture-starts-late", frames, "connections begin before the capture does"});
    if (!frames.empty()) return;
    // A phone's first sign is an encrypted file or a configuration with a hash: the story began earlier.
    for (const phones::Phone &phone : timeline.phones()) {
        const bool list = std::any_of(phone.transfers.begin(), phone.transfers.end(), [](const auto *transfer) {
            return transfer->name.kind == wire::PhoneFileKind::itl || transfer->name.kind == wire::PhoneFileKind::ctl;
        });
        if (!list && phone.capf.empty() && !phone.transfers.empty()) keep(frames, phone.first.frame);
    }
    if (!frames.empty()) {
        notices.push_back(
            {"capture-starts-late", frames, "neither a trust list nor CAPF is seen: the capture may have begun later"});
    }
}

void note_ends_early(const phones::Timeline &timeline, std::vector<Notice> &notices) {
    Frames frames;
    for (const phones::Transfer &transfer : timeline.transfers()) {
        if (transfer.status == phones::TransferStatus::unfinished) keep(frames, transfer.asked.frame);
    }
    for (const auto &[stream, connection] : timeline.connections()) {
        const bool open = matters(timeline, connection) && !connection.has_http && connection.established() &&
                          !connection.ended() && !connection.tls.empty();
        if (open) keep(frames, connection.last.frame);
    }
    if (!frames.empty()) {
        notices.push_back({"capture-ends-early", frames, "transfers or sessions are still open when the capture ends"});
    }
}

void note_gaps(const phones::Timeline &timeline, std::vector<Notice> &notices) {
    Frames gaps, one_sided;
    std::size_t both = 0;
    for (const auto &[stream, connection] : timeline.connections()) {
        if (!matters(timeline, connection)) continue;
        if (connection.start_seen() && connection.lost_in_capture()) keep(gaps, connection.first.frame);
        const bool up = !connection.syns.empty() || connection.from_client.captured() > 0;
        const bool down = connection.syn_ack || connection.server_reset || connection.from_server.captured() > 0;
        if (up && down) {
            ++both;
        } else if (connection.from_client.captured() > 0 || connection.from_server.captured() > 0) {
            keep(one_sided, connection.first.frame);
        }
    }
    for (const phones::Transfer &transfer : timeline.transfers()) {
        const bool tftp = transfer.transport == "tftp";
        if (tftp && transfer.status == phones::TransferStatus::lost_in_capture) keep(gaps, transfer.asked.frame);
    }
    if (!gaps.empty() && !(one_sided.size() > 0 && both == 0)) {
        notices.push_back({"capture-has-gaps", gaps, "bytes were acknowledged that the capture does not hold"});
    }
    if (!one_sided.empty() && both == 0) {
        notices.push_back({"capture-one-direction", one_sided, "only one direction of the connections was captured"});
    }
}

void note_frames(const CaptureSummary &summary, std::vector<Notice> &notices) {
    if (summary.cut_frame_count > 0) {
        notices.push_back({"capture-cut-frames", summary.cut_frames,
                           fmt::format("{} frames are cut at {} bytes: capture again with the whole packet (on CUCM: "
                                       "utils network capture eth0 file NAME count 100000 size all)",
                                       summary.cut_frame_count, summary.longest_cut)});
    }
    if (summary.duplicate_count * 100 >= summary.relevant_packets * kDuplicatesInHundred &&
        summary.duplicate_count > 3) {
        notices.push_back({"capture-duplicates", summary.duplicates,
                           fmt::format("{} frames are there twice: a SPAN of both directions, or two interfaces",
                                       summary.duplicate_count)});
    }
    if (summary.backward_step_count > 0) {
        notices.push_back({"capture-time-steps-back", summary.backward_steps,
                           fmt::format("the time steps back {} times: frames were taken in the order of their time",
                                       summary.backward_step_count)});
    }
    if (!summary.damage.empty()) {
        notices.push_back({"capture-damaged", {summary.packets}, "the file ends early: " + summary.damage});
    }
}

}  // namespace

std::vector<Notice> capture_notices(const CaptureSummary &summary, const phones::Timeline &timeline) {
    std::vector<Notice> notices;
    note_starts_late(timeline, notices);
    note_ends_early(timeline, notices);
    note_gaps(timeline, notices);
    note_frames(summary, notices);
    return notices;
}

}  // namespace capf::sequence
