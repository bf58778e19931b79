// SPDX-License-Identifier: GPL-2.0-or-later
// What several checks of files ask: how often a file was asked for, where, and how a missing one was answered.
#pragma once

#include <cstddef>
#include <string>

#include "analyzer/sequence/phone_story.h"

namespace capf::sequence {

// Requests for the same name, `like` among them.
[[nodiscard]] std::size_t times_asked(const PhoneStory &story, const CheckedFile &like);
// The frames of all of them.
[[nodiscard]] Frames frames_of_all(const PhoneStory &story, const CheckedFile &like);
// The server said that it has no such file, or refused to send it.
[[nodiscard]] bool is_not_there(const CheckedFile &file);
// "HTTP 404", "TFTP error 1 (File not found)".
[[nodiscard]] std::string not_found_words(const phones::Transfer &transfer);
// "2027-03-01", UTC. `seconds` since 1970.
[[nodiscard]] std::string utc_date(std::int64_t seconds);
// A diagnosis about this file, with its frames.
[[nodiscard]] Diagnosis file_diagnosis(const PhoneStory &story, const char *code, const CheckedFile &file,
                                       std::string summary, Evidence evidence = Evidence::observed);

}  // namespace capf::sequence
