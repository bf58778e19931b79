// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json_text.h"

#include <fmt/format.h>
#include <glib.h>

#include <algorithm>

namespace capf::report {
namespace {

bool is_invisible(gunichar c) {
    if (c == '\n') return false;  // between JSON's tokens
    switch (g_unichar_type(c)) {
        case G_UNICODE_CONTROL:
        case G_UNICODE_FORMAT:
        case G_UNICODE_LINE_SEPARATOR:
        case G_UNICODE_PARAGRAPH_SEPARATOR:
            return true;
        default:
            return false;
    }
}

// JSON has escaped what ASCII has of them, but for DEL.
bool may_be_invisible(char c) {
    return static_cast<unsigned char>(c) >= 0x7F;
}

// As UTF-16, in which JSON counts.
std::string escaped(gunichar c) {
    constexpr gunichar kPlane = 0x10000;
    if (c < kPlane) return fmt::format("\\u{:04x}", c);
    return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((c - kPlane) >> 10), 0xDC00 + ((c - kPlane) & 0x3FF));
}

}  // namespace

std::string escape_invisible(std::string json) {
    if (std::ranges::none_of(json, may_be_invisible)) return json;
    std::string out;
    out.reserve(json.size());
    const char *const end = json.data() + json.size();
    for (const char *at = json.data(); at < end;) {
        const char *const plain_end = std::find_if(at, end, may_be_invisible);
        out.append(at, plain_end);
        if (plain_end == end) break;
        at = std::min<const char *>(g_utf8_next_char(plain_end), end);
        const gunichar c = g_utf8_get_char(plain_end);
        if (is_invisible(c)) {
            out += escaped(c);
        } else {
            out.append(plain_end, at);
        }
    }
    return out;
}

}  // namespace capf::report
