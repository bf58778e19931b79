// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/read_number.h"

#include <charconv>

#include "analyzer/cli/output.h"
#include "analyzer/language/translate.h"

namespace capf::cli {

bool read_number(const std::string &option, const std::string &text, double least, double most, double &number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    if (!whole || number < 0) return complain_of(option, text, tr_format("must be a number, {} or more", least));
    if (number < least) return complain_of(option, text, tr_format("must be {} or more", least));
    return number <= most || complain_of(option, text, tr_format("must be {:.0f} or less", most));
}

}  // namespace capf::cli
