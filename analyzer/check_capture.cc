// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/check_capture.h"

#include <chrono>
#include <future>
#include <memory>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/capture_notices.h"
#include "analyzer/judge/judge.h"
#include "analyzer/phones/timeline.h"

namespace capf {
namespace {

judge::CaptureSummary summarise(const capture::CaptureFacts &facts) {
    judge::CaptureSummary summary;
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
    summary.relevant_packets = facts.relevant_packets;
    summary.damage = facts.damage;
    return summary;
}

// Small captures are read before a thread would have started.
constexpr auto kReadAlone = std::chrono::milliseconds(15);

// With all that it opens, so that a thread which gives up its rights afterwards has it.
bool start_dissection(std::string &error) {
    if (dissection::is_epan_started()) return true;
    if (!dissection::start_epan(error)) return false;
    dissection::open_session_ahead();
    return true;
}

// Reads the capture, and starts libwireshark beside it as soon as it is clear that it will be needed, or when reading
// takes long enough for both.
class OverlappedScan {
public:
    OverlappedScan(capture::CaptureFile &file, const std::function<void()> &before_packets)
        : file_(file), before_packets_(before_packets) {}

    // False, and a message in `error`, when libwireshark cannot be started.
    bool run(std::string &error) {
        for (;;) {
            const capture::ScanState state = dissection::is_epan_started() ? scan() : scan_beside_start(error);
            if (!error.empty()) return false;
            const bool wanted = state == capture::ScanState::wants_wiretap || !file_.frames().empty();
            if (wanted && !start_dissection(error)) return false;
            if (wanted && before_packets_) before_packets_();
            if (state == capture::ScanState::done) return true;
        }
    }

private:
    capture::ScanState scan() {
        if (before_packets_) before_packets_();
        return file_.scan();
    }

    capture::ScanState scan_beside_start(std::string &error) {
        auto scan = std::async(std::launch::async, [this] { return this->scan(); });
        const auto begin = std::chrono::steady_clock::now();
        while (scan.wait_for(std::chrono::microseconds(200)) != std::future_status::ready) {
            if (!file_.has_chosen() && std::chrono::steady_clock::now() - begin < kReadAlone) continue;
            start_dissection(error);
            break;
        }
        return scan.get();
    }

    capture::CaptureFile &file_;
    const std::function<void()> &before_packets_;
};

std::unique_ptr<phones::Timeline> dissect_chosen(capture::CaptureFile &file, const CheckOptions &options,
                                                 const ObserverFactory &also) {
    auto timeline = std::make_unique<phones::Timeline>(options.capf_ports);
    const dissection::Sink beside = also ? also() : dissection::Sink();
    const auto sink = [&](const dissection::Observation &observation) {
        timeline->add(observation);
        if (beside) beside(observation);
    };
    if (!also && !options.all_frames) file.join_segments();
    if (!file.frames().empty()) dissection::dissect(file, sink);
    const capture::CaptureFacts &facts = file.facts();
    timeline->finish({facts.packets, facts.last_time.value_or(0)});
    return timeline;
}

// Dissects and sorts by phone; once more when dissection finds a port of CAPF whose frames were left out.
std::unique_ptr<phones::Timeline> dissect(capture::CaptureFile &file, const CheckOptions &options,
                                          const ObserverFactory &also, std::string &error) {
    for (int round = 0;; ++round) {
        if (!OverlappedScan(file, options.before_packets).run(error)) return nullptr;
        auto timeline = dissect_chosen(file, options, also);
        if (round > 0 || !file.learn_capf_ports(timeline->capf_ports())) return timeline;
    }
}

findings::CaptureReport report_of(capture::CaptureFile &file, const std::string &name, const CheckOptions &options,
                                  const phones::Timeline &timeline, const JudgedSink &judged) {
    findings::CaptureReport report;
    report.file = name;
    const capture::CaptureFacts &facts = file.facts();
    const phones::Recording recording = recording_of(file, timeline);
    report.problem = facts.damage;
    report.readable = facts.damage.empty();
    report.changed = file.has_changed();
    if (file.is_unreadable()) return report;
    if (file.parts().size() > 1) {
        for (const capture::CapturePart &part : file.parts()) {
            report.parts.push_back({part.path, part.first_frame, part.frames});
        }
    }
    report.packets = facts.packets;
    report.dissected = file.frames().size();
    report.first_time = facts.first_time;
    report.last_time = facts.last_time;
    report.notices = judge::capture_notices(summarise(facts), timeline);
    report.strangers = timeline.strangers().size();
    for (const phones::Phone &phone : timeline.phones()) {
        report.phones.push_back(judge::judge_phone(phone, options.judge, recording));
    }
    if (judged) judged({file, timeline, report});
    return report;
}

}  // namespace

phones::Recording recording_of(const capture::CaptureFile &file, const phones::Timeline &timeline) {
    const capture::CaptureFacts &facts = file.facts();
    phones::Recording recording{{1, facts.first_time.value_or(0)}, {facts.packets, facts.last_time.value_or(0)}, {}};
    recording.files_only = facts.relevant_packets == facts.packets && timeline.files_only();
    for (const auto &[begin, end] : facts.silences) recording.silences.push_back({begin, end});
    return recording;
}

findings::CaptureReport check_capture(const std::vector<std::string> &paths, const CheckOptions &options,
                                      const ObserverFactory &also, const JudgedSink &judged) {
    capture::CaptureFile file(paths, {options.capf_ports, options.all_frames, options.threads});
    return check_capture(file, paths.empty() ? std::string() : paths.front(), options, also, judged);
}

findings::CaptureReport check_capture(capture::CaptureFile &file, const std::string &name, const CheckOptions &options,
                                      const ObserverFactory &also, const JudgedSink &judged) {
    std::string error;
    const auto timeline = dissect(file, options, also, error);
    if (timeline != nullptr) return report_of(file, name, options, *timeline, judged);
    findings::CaptureReport report;
    report.file = name;
    report.problem = error;
    report.readable = false;
    return report;
}

findings::CaptureReport judge_chosen(capture::CaptureFile &file, const std::string &name, const CheckOptions &options) {
    return report_of(file, name, options, *dissect_chosen(file, options, {}), {});
}

}  // namespace capf
