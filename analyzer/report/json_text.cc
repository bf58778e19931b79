// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json_text.h"

#include <fmt/format.h>
#include <glib.h>

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

// As UTF-16, in which JSON counts.
std::string escaped(gunichar c) {
    constexpr gunichar kPlane = 0x10000;
    if (c < kPlane) return fmt::format("\\u{:04x}", c);
    return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + ((c - kPlane) >> 10), 0xDC00 + ((c - kPlane) & 0x3FF));
}

}  // namespace

std::string escape_invisible(const std::string &json) {
    std::string out;
    out.reserve(json.size());
    const char *const end = json.data() + json.size();
    for (const char *at = json.data(); at < end;) {
        const auto byte = static_cast<unsigned char>(*at);
        const char *next = byte < 0x80 ? at + 1 : g_utf8_next_char(at);
        if (next > end) next = end;
        const gunichar c = byte < 0x80 ? byte : g_utf8_get_char(at);
        if ((byte >= 0x80 || byte == 0x7F) && is_invisible(c)) {
            out += escaped(c);
        } else {
            out.append(at, next);
        }
        at = next;
    }
    return out;
}

}  // namespace capf::report
