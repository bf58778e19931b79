// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/read_number.h"

#include <charconv>

#include "analyzer/cli/output.h"

namespace capf::cli {

bool read_number(const std::string &option, const std::string &text, double most, double &number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return (whole && number >= 0 && number <= most) || complain_of(option, text, "is no number that it takes");
}

}  // namespace capf::cli
