// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace capf::report {

// What other parts say of a problem, in English as it goes into JSON, translated: a sentence that is known, or one
// before the colon and the detail that follows it. The rest stays as it is.
[[nodiscard]] std::string problem_text(std::string_view english);

}  // namespace capf::report
