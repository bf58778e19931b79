// SPDX-License-Identifier: GPL-2.0-or-later
// One capture from its files to the report: the way data flows, in one function.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/capture/capture_file.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/findings/capture_report.h"
#include "analyzer/judge/capture_examples.h"
#include "analyzer/judge/history.h"
#include "analyzer/parts/parted_check.h"
#include "analyzer/phones/timeline.h"
#include "plugin/wire/ports.h"

namespace capf {

struct CheckOptions {
    judge::JudgeOptions judge;
    std::set<std::uint16_t> capf_ports{wire::kCapfPort};
    bool all_frames = false;  // dissect every packet, not only the flows that matter
    unsigned threads = 1;     // that read a large file
    // Called by each thread that reads or dissects packets, before it sees the first one: there it may give up rights.
    std::function<void()> before_packets;
};

// The same capture in a report whose phones are not all in memory.
struct PartedCapture {
    findings::CaptureReport report;  // its phones are parts::reduced() when there are texts
    std::optional<parts::PhoneTexts> texts;
};

// Makes, for each time that the capture is dissected, what gets every observation beside the check itself. It is
// dissected twice when the first time finds a port of CAPF.
using ObserverFactory = std::function<dissection::Sink()>;

// A capture that is judged, with what the report was made from.
struct JudgedCapture {
    capture::CaptureFile &file;
    const phones::Timeline &timeline;
    const findings::CaptureReport &report;
};
using JudgedSink = std::function<void(const JudgedCapture &)>;

// When the capture records, as far as it was read.
[[nodiscard]] phones::Recording recording_of(const capture::CaptureFile &file, const phones::Timeline &timeline);

// The files are one capture, in their order; "-" is standard input. Needs dissection::prepare_epan() first. Never
// fails: a file that cannot be read is a report that says so, and `judged` is not called for it.
[[nodiscard]] findings::CaptureReport check_capture(const std::vector<std::string> &paths, const CheckOptions &options,
                                                    const ObserverFactory &also = {}, const JudgedSink &judged = {});
// The same for a capture that is opened already. `name` is what the report calls it.
[[nodiscard]] findings::CaptureReport check_capture(capture::CaptureFile &file, const std::string &name,
                                                    const CheckOptions &options, const ObserverFactory &also = {},
                                                    const JudgedSink &judged = {});

// The end of it: dissects the chosen frames once, which need not be all of the capture, and judges.
[[nodiscard]] findings::CaptureReport judge_chosen(capture::CaptureFile &file, const std::string &name,
                                                   const CheckOptions &options, const JudgedSink &judged = {});
// The report's notices on the capture itself, by what was found in all of its parts.
[[nodiscard]] findings::Findings notices_of(const capture::CaptureFile &file, const judge::CaptureExamples &examples);

// The same, in parts where the capture is large: then a phone's report is what `parts` makes of it. It must be the
// first capture of this process, which has one thread and has not given up its rights.
[[nodiscard]] PartedCapture check_capture_in_parts(const std::vector<std::string> &paths, const CheckOptions &options,
                                                   const parts::PartOptions &parts);

}  // namespace capf
