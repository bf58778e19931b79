// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

constexpr std::size_t kWidth = 100;

}  // namespace

std::string wrap(const std::string &text, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t end = text.find(' ', at);
        if (end == std::string::npos) end = text.size();
        const std::size_t word = end - at;
        if (column > indent && column + 1 + word > kWidth) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out.append(text, at, word);
        column += word;
        at = end + 1;
    }
    return out;
}

}  // namespace capf::report
