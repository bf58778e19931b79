// SPDX-License-Identifier: GPL-2.0-or-later
// Which phones are done with, and which parts of the frames are of these alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/capture/parts/phone_parts.h"
#include "analyzer/capture/store/frame_info.h"
#include "analyzer/findings/phone_report.h"

namespace capf::watch {

// When a phone is done with, unless it goes on.
struct PhoneEnd {
    std::string key;                 // key_of()
    std::vector<std::string> names;  // its device name in upper case, and its addresses
    std::int64_t at = 0;             // nanoseconds since 1970
};
[[nodiscard]] PhoneEnd end_of(const findings::PhoneReport &phone);
[[nodiscard]] std::vector<PhoneEnd> ends_of(const std::vector<findings::PhoneReport> &phones);

// The parts of frames that may be forgotten, and the others.
struct DoneParts {
    std::vector<const capture::PhonePart *> done, others;
    std::size_t frames = 0;         // in `done`
    std::vector<std::string> keys;  // of the phones in `done`, sorted
};
// `frames` are those that `parts` was cut from, and `phones` all that are in them. Nothing when it is not known where
// in the parts one of these phones is.
[[nodiscard]] std::optional<DoneParts> find_done_parts(const std::vector<capture::PhonePart> &parts,
                                                       const capture::Frames &frames,
                                                       const std::vector<PhoneEnd> &phones, std::int64_t now);

// Whether the phones are those with these keys, sorted, and all done with.
[[nodiscard]] bool are_done(const std::vector<findings::PhoneReport> &phones, const std::vector<std::string> &keys,
                            std::int64_t now);

}  // namespace capf::watch
