// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/scan/capture_facts.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace capf::capture {
namespace {

void keep_example(std::vector<std::uint32_t> &examples, std::uint32_t frame) {
    if (examples.size() < CaptureFacts::kExamples) examples.push_back(frame);
}

void keep_examples(std::vector<std::uint32_t> &examples, const std::vector<std::uint32_t> &later,
                   std::uint32_t frames_before) {
    for (const std::uint32_t frame : later) keep_example(examples, frames_before + frame);
}

}  // namespace

// For what is not simply the latest time so far.
void FactsCounter::note_time(Record &record) {
    // An entry of a journal does not show that packets were recorded then.
    if (!record.has_time || !record.is_packet) {
        record.time = previous_;
        return;
    }
    if (facts_.packets > 1 && record.time < previous_) {
        ++facts_.backward_step_count;
        keep_example(facts_.backward_steps, facts_.packets);
    }
    if (!any_time_) first_ = record.time;
    if (!any_time_ || record.time < earliest_) earliest_ = record.time;
    if (!any_time_ || record.time > latest_) latest_ = record.time;
    any_time_ = true;
}

void FactsCounter::note_cut(const Record &record) {
    ++facts_.cut_frame_count;
    facts_.longest_cut = std::max(facts_.longest_cut, record.captured);
    keep_example(facts_.cut_frames, facts_.packets);
}

void FactsCounter::note_silence(std::int64_t begin, std::int64_t end) {
    constexpr std::size_t kMost = 4096;  // where there are more, silence is nothing unusual
    if (end - begin > kSilence && facts_.silences.size() < kMost) facts_.silences.push_back({begin, end});
}

// Those that are far longer than the mean distance of frames, in a capture that has enough of them to tell.
std::vector<CaptureFacts::Silence> FactsCounter::silences() const {
    constexpr std::uint32_t kFewFrames = 2000;
    constexpr std::int64_t kUnusual = 200;  // times the mean
    if (facts_.packets <= kFewFrames) return {};
    const std::int64_t mean = (latest_ - earliest_) / facts_.packets;
    std::vector<CaptureFacts::Silence> unusual;
    std::copy_if(facts_.silences.begin(), facts_.silences.end(), std::back_inserter(unusual),
                 [&](const CaptureFacts::Silence &one) { return (one.end - one.begin) / kUnusual > mean; });
    return unusual;
}

void FactsCounter::note_relevant(const Record &record, std::uint32_t number) {
    ++facts_.relevant_packets;
    const std::size_t hash =
        std::hash<std::string_view>{}(std::string_view(reinterpret_cast<const char *>(record.bytes), record.captured));
    if (std::find(recent_.begin(), recent_.end(), hash) != recent_.end()) {
        ++facts_.duplicate_count;
        keep_example(facts_.duplicates, number);
    }
    recent_[next_recent_++ % recent_.size()] = hash;
}

void FactsCounter::note_damage(const std::string &why) {
    if (facts_.damage.empty()) facts_.damage = why;
}

void FactsCounter::append(const FactsCounter &later) {
    if (later.facts_.packets == 0) return;
    const std::uint32_t before = facts_.packets;
    if (any_time_ && later.any_time_ && later.first_ < previous_) {
        ++facts_.backward_step_count;
        keep_example(facts_.backward_steps, before + 1);
    }
    facts_.packets += later.facts_.packets;
    facts_.backward_step_count += later.facts_.backward_step_count;
    keep_examples(facts_.backward_steps, later.facts_.backward_steps, before);
    facts_.cut_frame_count += later.facts_.cut_frame_count;
    facts_.longest_cut = std::max(facts_.longest_cut, later.facts_.longest_cut);
    keep_examples(facts_.cut_frames, later.facts_.cut_frames, before);
    if (!later.any_time_) return;
    if (any_time_) {
        note_silence(latest_, later.first_);
        // What the other counter took for silence began later, if a frame before it has a later time.
        for (const CaptureFacts::Silence &one : later.facts_.silences) {
            note_silence(std::max(one.begin, latest_), one.end);
        }
    } else {
        facts_.silences = later.facts_.silences;
    }
    if (!any_time_) first_ = later.first_;
    earliest_ = any_time_ ? std::min(earliest_, later.earliest_) : later.earliest_;
    latest_ = any_time_ ? std::max(latest_, later.latest_) : later.latest_;
    previous_ = later.previous_;
    any_time_ = true;
}

CaptureFacts FactsCounter::facts() const {
    CaptureFacts facts = facts_;
    if (any_time_) {
        facts.first_time = earliest_;
        facts.last_time = latest_;
        facts.silences = silences();
    }
    return facts;
}

}  // namespace capf::capture
