// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/markup.h"

#include "analyzer/language/translate.h"
#include "analyzer/report/printable.h"

namespace capf::report {

std::string escape(std::string_view text) {
    std::string out;
    for (const char c : printable(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string tr_escaped(const char *message, const std::vector<std::string> &values) {
    const std::string text = escape(tr(message));
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const bool field = text[at] == '{' && at + 2 < text.size() && text[at + 2] == '}';
        const std::size_t number = field ? static_cast<std::size_t>(text[at + 1] - '0') : values.size();
        if (number < values.size()) {
            out += values[number];
            at += 3;
        } else {
            out += text[at++];
        }
    }
    return out;
}

}  // namespace capf::report
