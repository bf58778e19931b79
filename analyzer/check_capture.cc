// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/check_capture.h"

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/phones/timeline.h"
#include "analyzer/sequence/capture_notices.h"
#include "analyzer/sequence/sequence_check.h"

namespace capf {
namespace {

sequence::CaptureSummary summarise(const capture::CaptureFacts &facts) {
    sequence::CaptureSummary summary;
    summary.first_time = facts.first_time.value_or(0);
    summary.last_time = facts.last_time.value_or(0);
    summary.cut_frames = facts.cut_frames;
    summary.cut_frame_count = facts.cut_frame_count;
    summary.longest_cut = facts.longest_cut;
    summary.backward_steps = facts.backward_steps;
    summary.backward_step_count = facts.backward_step_count;
    summary.duplicates = facts.duplicates;
    summary.duplicate_count = facts.duplicate_count;
    summary.packets = facts.packets;
    summary.damage = facts.damage;
    return summary;
}

}  // namespace

sequence::CaptureReport check_capture(const std::string &path, const CheckOptions &options) {
    sequence::CaptureReport report;
    report.file = path;
    const auto file = capture::CaptureFile::open(path, report.problem);
    if (file == nullptr) {
        report.readable = false;
        return report;
    }
    phones::Timeline timeline(options.capf_ports);
    dissection::dissect(*file, [&](const dissection::Observation &observation) { timeline.add(observation); });
    const capture::CaptureFacts &facts = file->facts();
    const dissection::Moment begin{1, facts.first_time.value_or(0)}, end{facts.packets, facts.last_time.value_or(0)};
    timeline.finish(end);

    report.packets = facts.packets;
    report.first_time = facts.first_time;
    report.last_time = facts.last_time;
    report.problem = facts.damage;
    report.readable = facts.damage.empty();
    report.notices = sequence::capture_notices(summarise(facts), timeline);
    for (const phones::Phone &phone : timeline.phones()) {
        report.phones.push_back(sequence::check_phone(phone, options.sequence, begin, end));
    }
    return report;
}

}  // namespace capf
