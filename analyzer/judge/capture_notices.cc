// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/capture_notices.h"

#include <initializer_list>

#include "analyzer/judge/conclude.h"

namespace capf::judge {
namespace {

// A retransmission repeats a frame now and then; a second capture point repeats them by the dozen.
constexpr std::uint32_t kDuplicatesInHundred = 5;

void keep(EvidenceRefs &refs, const FrameTime &at) {
    if (refs.size() < Examples::kMost) refs.emplace_back(at);
}

EvidenceRefs refs_of_frames(const std::vector<std::uint32_t> &frames) {
    EvidenceRefs refs;
    for (const std::uint32_t frame : frames) keep(refs, {frame, 0});
    return refs;
}

EvidenceRefs refs_of_examples(const std::initializer_list<const Examples *> &lists) {
    EvidenceRefs refs;
    for (const Examples *examples : lists) {
        for (const Examples::Example &one : examples->list()) keep(refs, one.at);
    }
    return refs;
}

class Remarks {
public:
    explicit Remarks(const CaptureExamples &examples) : examples_(examples) {}

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
        EvidenceRefs refs =
            refs_of_examples({&examples_.connections_without_start, &examples_.answers_without_request});
        if (!refs.empty()) return add(Indication::connections_begin_before, std::move(refs));
        refs = refs_of_examples({&examples_.phones_without_list});
        if (!refs.empty()) add(Indication::no_list_no_capf, std::move(refs));
    }

    void ends_early() {
        EvidenceRefs refs = refs_of_examples({&examples_.transfers_without_end, &examples_.connections_without_end});
        if (!refs.empty()) add(Indication::open_at_end, std::move(refs));
    }

    void gaps() {
        EvidenceRefs gaps = refs_of_examples({&examples_.connections_with_gaps, &examples_.transfers_with_gaps});
        const bool only_one_side = !examples_.one_sided.empty() && !examples_.two_sided;
        if (!gaps.empty() && !only_one_side) add(Indication::bytes_missing, std::move(gaps));
        if (only_one_side) add(Indication::one_direction, refs_of_examples({&examples_.one_sided}));
    }

    void of_frames(const CaptureSummary &summary) {
        const auto count = [](std::uint32_t number) { return std::make_pair(Param::count, Number{number}); };
        if (summary.cut_frame_count > 0) {
            add(Indication::frames_cut, refs_of_frames(summary.cut_frames),
                {count(summary.cut_frame_count), {Param::bytes, Number{summary.longest_cut}}});
        }
        if (summary.duplicate_count * 100 >= summary.relevant_packets * kDuplicatesInHundred &&
            summary.duplicate_count > 3) {
            add(Indication::frames_twice, refs_of_frames(summary.duplicates), {count(summary.duplicate_count)});
        }
        if (summary.backward_step_count > 0) {
            add(Indication::time_steps_back, refs_of_frames(summary.backward_steps),
                {count(summary.backward_step_count)});
        }
        if (!summary.misplaced.empty()) {
            add(Indication::behind_acknowledgement, refs_of_frames(summary.misplaced),
                {count(summary.misplaced_count)});
        }
        if (!summary.damage.empty()) {
            add(Indication::file_damaged, refs_of_frames({summary.packets}), {{Param::reason, Term{summary.damage}}});
        }
    }

    const CaptureExamples &examples_;
    Findings found_;
};

}  // namespace

Findings capture_notices(const CaptureSummary &summary, const CaptureExamples &examples) {
    return Remarks(examples).all(summary);
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
        {.code = Code::capture_out_of_order,
         .shown_by = {Indication::behind_acknowledgement},
         .remedy = {{Action::capture_with_one_clock}}},
        {.code = Code::capture_damaged,
         .shown_by = {Indication::file_damaged},
         .remedy = {{Action::stop_before_copying}}},
    };
    return rules;
}

}  // namespace capf::judge
