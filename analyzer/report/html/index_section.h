// SPDX-License-Identifier: GPL-2.0-or-later
// The table of all phones of a page, which the page's script filters and sorts.
#pragma once

#include <span>

#include "analyzer/report/cause_groups.h"
#include "analyzer/report/html/markup.h"
#include "analyzer/report/text_options.h"

namespace capf::report {

// In the order of `phones`.
[[nodiscard]] Markup index_section(std::span<const PhoneRef> phones, TimeDisplay time);

}  // namespace capf::report
