// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/wrap.h"

#include <algorithm>

#include <glib.h>

namespace capf::report {

namespace {

// A character of UTF-8 text; a byte that is no UTF-8 stands for itself.
struct Character {
    gunichar code = 0;
    std::size_t bytes = 1;
    std::size_t columns = 1;
};

Character character_at(std::string_view text, std::size_t at) {
    Character one;
    const std::string_view rest = text.substr(at);
    one.code = g_utf8_get_char_validated(rest.data(), static_cast<gssize>(rest.size()));
    const bool broken = one.code == static_cast<gunichar>(-1) || one.code == static_cast<gunichar>(-2);
    if (broken) return one;
    one.bytes = static_cast<std::size_t>(g_utf8_next_char(rest.data()) - rest.data());
    if (one.code == static_cast<gunichar>(kNoBreak)) return one;
    if (g_unichar_iszerowidth(one.code) != FALSE) {
        one.columns = 0;
    } else if (g_unichar_iswide(one.code) != FALSE) {
        one.columns = 2;
    }
    return one;
}

bool is_one_of(gunichar code, std::u32string_view marks) {
    return marks.find(static_cast<char32_t>(code)) != std::u32string_view::npos;
}

// Between two characters of a word (Japanese: kinsoku).
bool may_break(const Character &before, const Character &after) {
    constexpr std::u32string_view kNotFirst =
        U"、。，．・：；？！ー～〜…‥)]}）］｝」』】〉》〕,.:;?!%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々ゝゞヽヾ";
    constexpr std::u32string_view kNotLast = U"([{（［｛「『【〈《〔";
    if (before.columns != 2 && after.columns != 2) return false;
    return after.columns > 0 && !is_one_of(after.code, kNotFirst) && !is_one_of(before.code, kNotLast);
}

// The end of what stays together from `at` on.
std::size_t end_of_piece(std::string_view text, std::size_t at) {
    while (at < text.size() && text[at] != ' ') {
        const Character one = character_at(text, at);
        at += one.bytes;
        if (at < text.size() && text[at] != ' ' && may_break(one, character_at(text, at))) return at;
    }
    return at;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Character one = character_at(text, at);
        width += one.columns;
        at += one.bytes;
    }
    return width;
}

std::string cut_to_width(std::string_view text, std::size_t width) {
    std::size_t at = 0;
    for (std::size_t columns = 0; at < text.size();) {
        const Character one = character_at(text, at);
        columns += one.columns;
        if (columns > width) break;
        at += one.bytes;
    }
    return std::string(text.substr(0, at));
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
    bool after_blank = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_piece(text, at);
        const std::string_view piece = text.substr(at, end - at);
        const std::size_t columns = display_width(piece);
        const std::size_t blank = after_blank ? 1 : 0;
        if (column > begin ? column + blank + columns > width : begin > indent && column + columns > width) {
            out += "\n" + std::string(indent, ' ');
            column = begin = indent;
        } else if (column > begin && after_blank) {
            out += ' ';
            ++column;
        }
        out += piece;
        column += columns;
        after_blank = end < text.size() && text[end] == ' ';
        at = after_blank ? end + 1 : end;
    }
    std::replace(out.begin(), out.end(), kNoBreak, ' ');
    return out;
}

std::string wrap_behind(std::string beginning, std::string_view text, std::size_t indent, std::size_t width) {
    const std::string wrapped = wrap_from(text, display_width(beginning), indent, width);
    if (wrapped.starts_with('\n')) beginning.erase(beginning.find_last_not_of(' ') + 1);
    return beginning + wrapped;
}

}  // namespace capf::report
