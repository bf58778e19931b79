// SPDX-License-Identifier: GPL-2.0-or-later
// Frame numbers as a person looks them up: in a capture of several files, the file and the number in it.
#pragma once

#include <string>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

// More are not listed.
inline constexpr std::size_t kFramesShown = 6;
inline constexpr std::size_t kLinesShown = 3;  // of logs

// "23", or "trace.cap1:23".
[[nodiscard]] std::string frame_label(const findings::CaptureReport &capture, std::uint32_t frame);
// "tftp:1234": a line of a log.
[[nodiscard]] std::string log_label(const findings::CaptureReport &capture, std::uint32_t file, std::uint32_t line);
// "frames 12, 14, …", "frame 12, tftp:1234"; empty without frames and lines.
[[nodiscard]] std::string frames_text(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs);

// The file of a capture of several that the frame is in, or null.
[[nodiscard]] const findings::CapturePart *part_of(const findings::CaptureReport &capture, std::uint32_t frame);

}  // namespace capf::report
