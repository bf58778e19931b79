// SPDX-License-Identifier: GPL-2.0-or-later
// Frame numbers as a person looks them up: in a capture of several files, the file and the number in it.
#pragma once

#include <string>

#include "analyzer/sequence/verdict.h"

namespace capf::report {

// "23", or "trace.cap1:23".
[[nodiscard]] std::string frame_label(const sequence::CaptureReport &capture, std::uint32_t frame);
// "frames 12, 14, …"; empty without frames.
[[nodiscard]] std::string frame_words(const sequence::CaptureReport &capture, const sequence::Frames &frames);

}  // namespace capf::report
