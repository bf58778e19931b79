// SPDX-License-Identifier: GPL-2.0-or-later
// What is read first of a phone: the cause, the evidence, what to do. In the words of the text report's first lines.
#pragma once

#include <span>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/cause_groups.h"
#include "analyzer/report/html/markup.h"
#include "analyzer/report/html/sections.h"

namespace capf::report {

[[nodiscard]] Markup cause_box(const findings::PhoneReport &phone, const SectionContext &context);

// The causes of a page of several phones, each with how many and which; empty when none failed.
[[nodiscard]] Markup cause_overview(std::span<const CauseGroup> groups);

// Of more phones with one cause, what to do stands in the overview: on paper it is not repeated for each of them.
inline constexpr std::size_t kBoxesOfACause = 3;

}  // namespace capf::report
