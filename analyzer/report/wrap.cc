// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/wrap.h"

#include <algorithm>

#include <glib.h>

namespace capf::report {

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    const char *at = text.data();
    const char *const end = at + text.size();
    while (at < end) {
        const gunichar c = g_utf8_get_char_validated(at, end - at);
        const bool broken = c == static_cast<gunichar>(-1) || c == static_cast<gunichar>(-2);
        if (broken || c == static_cast<gunichar>(kNoBreak)) {
            ++width;
        } else if (g_unichar_iszerowidth(c) == FALSE) {
            width += g_unichar_iswide(c) != FALSE ? 2 : 1;
        }
        at = broken ? at + 1 : g_utf8_next_char(at);
    }
    return width;
}

std::string padded(std::string text, std::size_t width) {
    text.append(width - std::min(width, display_width(text)), ' ');
    return text;
}

std::string wrap(std::string_view text, std::size_t indent, std::size_t width) {
    return wrap_from(text, indent, indent, width);
}

std::string wrap_from(std::string_view text, std::size_t start, std::size_t indent, std::size_t width) {
    std::string out;
    std::size_t column = start;
    std::size_t begin = start;  // of the line
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const std::size_t columns = display_width(word);
        if (column > begin ? column + 1 + columns > width : begin > indent && column + columns > width) {
            out += "\n" + std::string(indent, ' ');
            column = begin = indent;
        } else if (column > begin) {
            out += ' ';
            ++column;
        }
        out += word;
        column += columns;
        at = end + 1;
    }
    std::replace(out.begin(), out.end(), kNoBreak, ' ');
    return out;
}

}  // namespace capf::report
