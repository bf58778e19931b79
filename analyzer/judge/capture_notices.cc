// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/capture_notices.h"

#include <algorithm>

#include "analyzer/judge/conclude.h"
#include "plugin/wire/ports.h"

namespace capf::judge {
namespace {

using phones::Connection;

constexpr std::size_t kExamples = 10;
// A retransmission repeats a frame now and then; a second capture point repeats them by the dozen.
constexpr std::uint32_t kDuplicatesInHundred = 5;

void keep(EvidenceRefs &refs, const FrameTime &at) {
    if (refs.size() < kExamples) refs.emplace_back(at);
}

EvidenceRefs refs_of(const std::vector<std::uint32_t> &frames) {
    EvidenceRefs refs;
    for (const std::uint32_t frame : frames) keep(refs, {frame, 0});
    return refs;
}

bool matters(const phones::Timeline &timeline, const Connection &connection) {
    return connection.has_http || !connection.capf.empty() || timeline.capf_ports().contains(connection.server.port) ||
           connection.server.port == wire::kTvsPort;
}

class Remarks {
public:
    explicit Remarks(const phones::Timeline &timeline) : timeline_(timeline) {}

    Findings all(const CaptureSummary &summary) {
        starts_late();
        ends_early();
        gaps();
        of_frames(summary);
        return std::move(found_);
    }

private:
    void add(Indication indication, EvidenceRefs refs, Parameters values = {}) {
        found_.push_back(remark({indication, Evidence::observed, std::move(refs), std::move(values)}));
    }

    void starts_late() {
        EvidenceRefs refs;
        for (const auto &[stream, connection] : timeline_.connections()) {
            if (matters(timeline_, connection) && !connection.start_seen()) keep(refs, connection.first);
        }
        for (const phones::Transfer &transfer : timeline_.transfers()) {
            if (transfer.asked.frame == 0 && transfer.answered) keep(refs, *transfer.answered);
        }
        if (!refs.empty()) return add(Indication::connections_begin_before, std::move(refs));
        // A phone's first sign is an encrypted file or a configuration with a hash: the sequence began earlier.
        for (const phones::Phone &phone : timeline_.phones()) {
            const bool list = std::any_of(phone.transfers.begin(), phone.transfers.end(), [](const auto *transfer) {
                return transfer->name.kind == wire::PhoneFileKind::itl ||
                       transfer->name.kind == wire::PhoneFileKind::ctl;
            });
            if (!list && phone.capf.empty() && !phone.transfers.empty()) keep(refs, phone.first);
        }
        if (!refs.empty()) add(Indication::no_list_no_capf, std::move(refs));
    }

    void ends_early() {
        EvidenceRefs refs;
        for (const phones::Transfer &transfer : timeline_.transfers()) {
            if (transfer.status == phones::TransferStatus::unfinished) keep(refs, transfer.asked);
        }
        for (const auto &[stream, connection] : timeline_.connections()) {
            const bool open = matters(timeline_, connection) && !connection.has_http && connection.established() &&
                              !connection.ended() && !connection.tls.empty();
            if (open) keep(refs, connection.last);
        }
        if (!refs.empty()) add(Indication::open_at_end, std::move(refs));
    }

    void gaps() {
        EvidenceRefs gaps, one_sided;
        std::size_t both = 0;
        for (const auto &[stream, connection] : timeline_.connections()) {
            if (!matters(timeline_, connection)) continue;
            if (connection.start_seen() && connection.lost_in_capture()) keep(gaps, connection.first);
            const bool up = !connection.syns.empty() || connection.from_client.captured() > 0;
            const bool down =
                !connection.syn_acks.empty() || connection.server_reset || connection.from_server.captured() > 0;
            if (up && down) {
                ++both;
            } else if (connection.from_client.captured() > 0 || connection.from_server.captured() > 0) {
                keep(one_sided, connection.first);
            }
        }
        for (const phones::Transfer &transfer : timeline_.transfers()) {
            const bool tftp = transfer.transport == "tftp";
            if (tftp && transfer.status == phones::TransferStatus::lost_in_capture) keep(gaps, transfer.asked);
        }
        const bool only_one_side = !one_sided.empty() && both == 0;
        if (!gaps.empty() && !only_one_side) add(Indication::bytes_missing, std::move(gaps));
        if (only_one_side) add(Indication::one_direction, std::move(one_sided));
    }

    void of_frames(const CaptureSummary &summary) {
        const auto count = [](std::uint32_t number) { return std::make_pair(Param::count, Number{number}); };
        if (summary.cut_frame_count > 0) {
            add(Indication::frames_cut, refs_of(summary.cut_frames),
                {count(summary.cut_frame_count), {Param::bytes, Number{summary.longest_cut}}});
        }
        if (summary.duplicate_count * 100 >= summary.relevant_packets * kDuplicatesInHundred &&
            summary.duplicate_count > 3) {
            add(Indication::frames_twice, refs_of(summary.duplicates), {count(summary.duplicate_count)});
        }
        if (summary.backward_step_count > 0) {
            add(Indication::time_steps_back, refs_of(summary.backward_steps), {count(summary.backward_step_count)});
        }
        if (!summary.damage.empty()) {
            add(Indication::file_damaged, refs_of({summary.packets}), {{Param::reason, Term{summary.damage}}});
        }
    }

    const phones::Timeline &timeline_;
    Findings found_;
};

}  // namespace

Findings capture_notices(const CaptureSummary &summary, const phones::Timeline &timeline) {
    return Remarks(timeline).all(summary);
}

const std::vector<Rule> &capture_rules() {
    static const std::vector<Rule> rules = {
        {.code = Code::capture_starts_late,
         .shown_by = {Indication::connections_begin_before, Indication::no_list_no_capf},
         .remedy = {{Action::capture_before_reset}}},
        {.code = Code::capture_ends_early, .shown_by = {Indication::open_at_end}, .remedy = {{Action::capture_longer}}},
        {.code = Code::capture_cut_frames,
         .shown_by = {Indication::frames_cut},
         .remedy = {{Action::capture_whole_packets}}},
        {.code = Code::capture_has_gaps, .shown_by = {Indication::bytes_missing}, .remedy = {{Action::capture_closer}}},
        {.code = Code::capture_one_direction,
         .shown_by = {Indication::one_direction},
         .remedy = {{Action::capture_both_directions}}},
        {.code = Code::capture_duplicates, .shown_by = {Indication::frames_twice}, .remedy = {{Action::mirror_once}}},
        {.code = Code::capture_time_steps_back,
         .shown_by = {Indication::time_steps_back},
         .remedy = {{Action::reorder_frames}}},
        {.code = Code::capture_damaged,
         .shown_by = {Indication::file_damaged},
         .remedy = {{Action::stop_before_copying}}},
    };
    return rules;
}

}  // namespace capf::judge
