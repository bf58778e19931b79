// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/check_capture.h"

#include <chrono>
#include <future>
#include <memory>
#include <utility>

#include "analyzer/capture/capture_file.h"
#include "analyzer/capture/formats/interruption.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/judge/capture_notices.h"
#include "analyzer/judge/judge.h"
#include "analyzer/phones/timeline.h"

namespace capf {
namespace {

// Frames to dissect, or signalling that was read without.
bool holds_anything(const capture::CaptureFile &file) {
    return !file.frames().empty() || !file.signalling().empty();
}

judge::CaptureSummary summarise(const capture::CaptureFacts &facts) {
    judge::CaptureSummary summary;
    summary.first_time = facts.first_time.value_or(0);
    summary.last_time = facts.last_time.value_or(0);
    summary.cut_frames = facts.cut_frames;
    summary.cut_frame_count = facts.cut_frame_count;
    summary.longest_cut = facts.longest_cut;
    summary.backward_steps = facts.backward_steps;
    summary.backward_step_count = facts.backward_step_count;
    summary.misplaced = facts.misplaced;
    summary.misplaced_count = facts.misplaced_count;
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

    // Is called once the capture is read, if libwireshark is wanted and this thread has not given up its rights yet.
    void then(std::function<void()> with_rights) { with_rights_ = std::move(with_rights); }

    // False, and a message in `error`, when libwireshark cannot be started.
    bool run(std::string &error) {
        for (;;) {
            const bool beside = !dissection::is_epan_started();
            const capture::ScanState state = beside ? scan_beside_start(error) : scan();
            if (!error.empty()) return false;
            const bool wanted = state == capture::ScanState::wants_wiretap || holds_anything(file_);
            if (wanted && !start_dissection(error)) return false;
            if (wanted && beside && state == capture::ScanState::done && with_rights_) with_rights_();
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
    std::function<void()> with_rights_;
};

// As far as the frames tell, without what was dissected.
phones::Recording recording_without_contents(const capture::CaptureFile &file) {
    const capture::CaptureFacts &facts = file.facts();
    phones::Recording recording{{1, facts.first_time.value_or(0)}, {facts.packets, facts.last_time.value_or(0)}, {}};
    for (const auto &[begin, end] : facts.silences) recording.silences.push_back({begin, end});
    return recording;
}

bool holds_relevant_alone(const capture::CaptureFile &file) {
    return file.facts().relevant_packets == file.facts().packets;
}

// One capture, from its files to the report.
class Check {
public:
    Check(capture::CaptureFile &file, const std::string &name, const CheckOptions &options)
        : options_(options), file_(file) {
        report_.file = name;
    }

    findings::CaptureReport run(const ObserverFactory &also, const JudgedSink &judged) {
        if (!scan()) return report_;
        const auto timeline = dissect(also);
        if (timeline != nullptr) report(*timeline, judged);
        return std::move(report_);
    }

    // Of what is chosen so far.
    findings::CaptureReport run_chosen(const JudgedSink &judged) {
        report(*dissect_once({}), judged);
        return std::move(report_);
    }

    PartedCapture run(const parts::PartOptions &options) {
        std::unique_ptr<parts::PartedCheck> check;
        if (!scan([&] { check = parts::PartedCheck::prepare(joined_file(), whole(), options); })) return {report_, {}};
        if (check != nullptr) {
            // Whoever judges the parts has them: here is room for what they find.
            const bool dropped = file_.drop_frames();
            if (auto parted = check->run()) return report(std::move(*parted));
            if (dropped && !scan()) return {report_, {}};
        }
        const auto timeline = dissect({});
        if (timeline != nullptr) report(*timeline, {});
        return {std::move(report_), {}};
    }

private:
    // False when libwireshark cannot be started.
    bool scan(std::function<void()> with_rights = {}) {
        capture::begin_reading();
        OverlappedScan scan(file_, options_.before_packets);
        scan.then(std::move(with_rights));
        joined_ = false;
        report_.readable = scan.run(report_.problem);
        capture::end_of_reading();
        return report_.readable;
    }

    capture::CaptureFile &joined_file() {
        if (!std::exchange(joined_, true) && !options_.all_frames) file_.join_segments();
        return file_;
    }

    // Dissects and sorts by phone; once more when dissection finds a port of CAPF whose frames were left out. Null when
    // libwireshark cannot be started for that.
    std::unique_ptr<phones::Timeline> dissect(const ObserverFactory &also) {
        for (int round = 0;; ++round) {
            if (round > 0 && !scan()) return nullptr;
            auto timeline = dissect_once(also);
            // An interrupted reading cannot be done again.
            if (round > 0 || capture::is_reading_interrupted()) return timeline;
            if (!file_.learn_capf_ports(timeline->capf_ports())) return timeline;
        }
    }

    std::unique_ptr<phones::Timeline> dissect_once(const ObserverFactory &also) {
        auto timeline = std::make_unique<phones::Timeline>(options_.capf_ports);
        const dissection::Sink beside = also ? also() : dissection::Sink();
        const auto sink = [&](const dissection::Observation &observation) {
            timeline->add(observation);
            if (beside) beside(observation);
        };
        capture::CaptureFile &file = also ? file_ : joined_file();
        if (holds_anything(file)) stopped_at_ = dissection::dissect(file, sink, capture::is_judging_interrupted);
        const capture::CaptureFacts &facts = file.facts();
        timeline->finish(stopped_at_.value_or(dissection::FrameTime{facts.packets, facts.last_time.value_or(0)}));
        return timeline;
    }

    // What the report says beside the phones.
    void report_head() {
        const capture::CaptureFacts &facts = file_.facts();
        report_.problem = facts.damage;
        report_.readable = facts.damage.empty();
        report_.changed = file_.has_changed();
        if (file_.is_unreadable()) return;
        report_.parts.clear();
        for (const capture::CapturePart &part : file_.parts()) {
            if (file_.parts().size() > 1) report_.parts.push_back({part.path, part.first_frame, part.frames});
        }
        report_.packets = facts.packets;
        report_.dissected = file_.frames().size();
        report_.first_time = facts.first_time;
        report_.last_time = facts.last_time;
    }

    parts::Whole whole() {
        report_head();
        return {report_, options_.judge, options_.capf_ports, recording_without_contents(file_),
                holds_relevant_alone(file_)};
    }

    void report(const phones::Timeline &timeline, const JudgedSink &judged) {
        report_head();
        if (file_.is_unreadable()) return;
        report_.notices = notices_of(file_, judge::find_examples(timeline));
        report_.strangers = timeline.strangers().size();
        phones::Recording recorded = recording_of(file_, timeline);
        if (stopped_at_) recorded.end = *stopped_at_;
        for (const phones::Phone &phone : timeline.phones()) report_.phones.push_back(judge(phone, recorded));
        if (judged) judged({file_, timeline, report_});
    }

    // When dissection was interrupted, the phones are judged by what had been dissected; later, the rest are not.
    [[nodiscard]] findings::PhoneReport judge(const phones::Phone &phone, const phones::Recording &recorded) const {
        if (stopped_at_ || !capture::is_judging_interrupted()) {
            return judge::judge_phone(phone, options_.judge, recorded);
        }
        findings::PhoneReport report = parts::not_judged("was interrupted");
        report.device = phone.device;
        report.addresses = phone.addresses;
        return report;
    }

    PartedCapture report(parts::Parted &&parted) {
        const std::uint64_t dissected = report_.dissected;  // in the parts
        report_head();
        report_.dissected = dissected;
        report_.notices = notices_of(file_, parted.examples);
        report_.strangers = parted.strangers;
        report_.phones = std::move(parted.phones);
        if (report_.phones.empty()) return {std::move(report_), {}};
        return {std::move(report_), std::move(parted.texts)};
    }

    const CheckOptions &options_;
    capture::CaptureFile &file_;
    findings::CaptureReport report_;
    bool joined_ = false;
    std::optional<dissection::FrameTime> stopped_at_;  // the capture ends there, as far as it is judged
};

std::string name_of(const std::vector<std::string> &paths) {
    return paths.empty() ? std::string() : paths.front();
}

capture::SelectionOptions selection_of(const CheckOptions &options) {
    return {options.capf_ports, options.all_frames, options.threads};
}

}  // namespace

phones::Recording recording_of(const capture::CaptureFile &file, const phones::Timeline &timeline) {
    phones::Recording recording = recording_without_contents(file);
    recording.files_only = holds_relevant_alone(file) && !file.has_other_services() && timeline.files_only();
    return recording;
}

findings::CaptureReport check_capture(const std::vector<std::string> &paths, const CheckOptions &options,
                                      const ObserverFactory &also, const JudgedSink &judged) {
    capture::CaptureFile file(paths, selection_of(options));
    return Check(file, name_of(paths), options).run(also, judged);
}

findings::CaptureReport check_capture(capture::CaptureFile &file, const std::string &name, const CheckOptions &options,
                                      const ObserverFactory &also, const JudgedSink &judged) {
    return Check(file, name, options).run(also, judged);
}

findings::CaptureReport judge_chosen(capture::CaptureFile &file, const std::string &name, const CheckOptions &options,
                                     const JudgedSink &judged) {
    return Check(file, name, options).run_chosen(judged);
}

findings::Findings notices_of(const capture::CaptureFile &file, const judge::CaptureExamples &examples) {
    return judge::capture_notices(summarise(file.facts()), examples);
}

PartedCapture check_capture_in_parts(const std::vector<std::string> &paths, const CheckOptions &options,
                                     const parts::PartOptions &parts) {
    capture::CaptureFile file(paths, selection_of(options));
    return Check(file, name_of(paths), options).run(parts);
}

}  // namespace capf
