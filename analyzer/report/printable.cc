// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/printable.h"

#include <glib.h>

namespace capf::report {
namespace {

void append_hex(std::string &out, unsigned char byte) {
    static constexpr char kDigits[] = "0123456789abcdef";
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
}

}  // namespace

std::string printable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const char *at = text.data();
    const char *const end = at + text.size();
    while (at < end) {
        const gunichar c = g_utf8_get_char_validated(at, end - at);
        const bool broken = c == static_cast<gunichar>(-1) || c == static_cast<gunichar>(-2);
        // Cc and Cf: control characters, and those that change direction or hide.
        const GUnicodeType type = broken ? G_UNICODE_CONTROL : g_unichar_type(c);
        const char *next = broken ? at + 1 : g_utf8_next_char(at);
        const bool noncharacter = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);  // XML takes none of them
        if (noncharacter || type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
            type == G_UNICODE_PARAGRAPH_SEPARATOR) {
            for (; at < next; ++at) append_hex(out, static_cast<unsigned char>(*at));
        } else {
            out.append(at, next);
        }
        at = next;
    }
    return out;
}

}  // namespace capf::report
