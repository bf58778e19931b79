// SPDX-License-Identifier: GPL-2.0-or-later
// The table of all phones of a page, which the page's script filters and sorts.
#pragma once

#include <span>

#include "analyzer/report/cause_groups.h"
#include "analyzer/report/html/markup.h"
#include "analyzer/report/text_options.h"

namespace capf::report {

// A page of more phones holds the others as data, of which its script makes what is looked at.
inline constexpr std::size_t kPhonesReady = 100;

// In the order of `phones`.
[[nodiscard]] Markup index_section(std::span<const PhoneRef> phones, TimeDisplay time);

}  // namespace capf::report
