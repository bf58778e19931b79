// SPDX-License-Identifier: GPL-2.0-or-later
// The small pieces that every section of the HTML report is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/cause_groups.h"
#include "analyzer/report/html/markup.h"

namespace capf::report {

// A word of a closed vocabulary with its sign: the colour alone never tells.
[[nodiscard]] Markup verdict_badge(findings::Verdict verdict);
[[nodiscard]] Markup status_badge(findings::StepStatus status);

// How a certificate stands at a moment: in time, about to end, or not valid.
struct Validity {
    const char *css, *sign;
    std::string words;
};
// `now`: Unix seconds, the capture's.
[[nodiscard]] Validity validity_of(const trust::Certificate &certificate, std::int64_t now);
[[nodiscard]] Markup validity_note(const Validity &validity);

// How it is known, where it was not simply seen; else nothing.
[[nodiscard]] Markup evidence_note(findings::Evidence evidence);

// What a code means, with the code: "the CAPF server refuses the connection [capf-refused]".
[[nodiscard]] Markup cause_words(findings::Code code);

// "frames 37, 38 (observed)" and the display filter that shows them, ready to copy. `how`: how it is known, or "".
[[nodiscard]] Markup frames_with_filter(const findings::CaptureReport &capture, const findings::EvidenceRefs &refs,
                                        std::string_view how);
// Frame numbers alone, short.
[[nodiscard]] Markup frames_in_short(const findings::EvidenceRefs &refs);

// Ten marks, one a step, as an SVG in the height of a line of text.
[[nodiscard]] Markup steps_strip(const std::vector<findings::StepResult> &steps);

// "Frame 12" and the like are one row of a list of terms.
[[nodiscard]] Markup term(std::string_view name, const Markup &value);
[[nodiscard]] Markup term(std::string_view name, std::string_view value);

[[nodiscard]] Markup notice_list(const findings::Findings &notices);

// A path without its folders.
[[nodiscard]] std::string base_name(const std::string &path);

// A name or address, which lines do not break unless it is too long for one.
[[nodiscard]] Markup unbroken(std::string_view name);
// A capture's name, on one line where there is room.
[[nodiscard]] Markup capture_name(const std::string &path);

// What a phone is called in headings: its device name, else its address.
[[nodiscard]] std::string phone_name(const findings::PhoneReport &phone);
[[nodiscard]] Markup name_of_phone(const findings::PhoneReport &phone);

// The id of a phone's article: "c1p2", both counted from 1.
[[nodiscard]] std::string phone_id(const PhoneRef &ref);

}  // namespace capf::report
