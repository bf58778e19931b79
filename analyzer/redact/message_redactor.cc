// SPDX-License-Identifier: GPL-2.0-or-later
// Messages in the clear: HTTP, SIP, and CAPF without TLS.
#include <algorithm>
#include <cctype>
#include <string_view>

#include "analyzer/redact/stream_redactor.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/capf_message.h"

namespace capf::redact {
namespace {

constexpr std::string_view kLineEnd = "\r\n", kHeadEnd = "\r\n\r\n";

std::string_view view(Payload bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

void overwrite(Payload bytes) {
    std::fill(bytes.begin(), bytes.end(), static_cast<std::uint8_t>('x'));
}

// Headers whose values say nothing of who and where.
bool is_kept(std::string_view header) {
    constexpr std::string_view kKept[] = {"content-length", "content-type", "transfer-encoding", "connection",
                                          "cache-control",  "cseq",         "content-encoding",  "expires"};
    return std::find(std::begin(kKept), std::end(kKept), wire::lower(header)) != std::end(kKept);
}

bool is_upper_word(std::string_view word) {
    return word.size() >= 3 && word.size() <= 10 &&
           std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isupper(c) != 0; });
}

bool is_status_line(std::string_view line) {
    return line.starts_with("HTTP/1.") || line.starts_with("SIP/2.0 ");
}

bool is_request_line(std::string_view line) {
    return is_upper_word(line.substr(0, line.find(' '))) &&
           (line.find(" HTTP/1.") != std::string_view::npos || line.ends_with(" SIP/2.0"));
}

}  // namespace

bool TextMessageRedactor::begins_message(Payload payload) {
    const std::string_view text = view(payload);
    const std::string_view line = text.substr(0, text.find(kLineEnd));
    return is_status_line(line) || is_request_line(line);
}

void TextMessageRedactor::first_line(Payload line) const {
    const std::string_view text = view(line);
    if (is_status_line(text)) {
        // "HTTP/1.1 404 Not Found", "SIP/2.0 404 Not Found": the phrase is the server's own.
        const std::size_t phrase = text.find(' ', text.find(' ') + 1);
        if (phrase != std::string_view::npos) overwrite(line.subspan(phrase + 1));
        return;
    }
    const std::size_t begin = text.find(' ') + 1, end = text.rfind(' ');
    if (begin == 0 || end == std::string_view::npos || end <= begin) return overwrite(line);
    const std::string target(text.substr(begin, end - begin));
    if (text.ends_with("SIP/2.0")) return overwrite(line.subspan(begin, target.size()));
    const std::string pseudonym = redact_file_name(*pseudonyms_, target);
    std::copy(pseudonym.begin(), pseudonym.end(), line.begin() + static_cast<std::ptrdiff_t>(begin));
}

std::size_t TextMessageRedactor::redact(Payload payload) const {
    const std::size_t head = view(payload).find(kHeadEnd);
    if (!begins_message(payload) || head == std::string_view::npos) return 0;
    std::size_t at = 0;
    bool first = true;
    while (at < head) {
        const std::size_t end = std::min(view(payload).find(kLineEnd, at), head);
        const Payload line = payload.subspan(at, end - at);
        if (first) {
            first_line(line);
        } else {
            const std::size_t colon = view(line).find(':');
            if (colon == std::string_view::npos) {
                overwrite(line);
            } else if (!is_kept(view(line).substr(0, colon))) {
                std::size_t value = colon + 1;
                while (value < line.size() && line[value] == ' ') ++value;
                overwrite(line.subspan(value));
            }
        }
        first = false;
        at = end + kLineEnd.size();
    }
    return head + kHeadEnd.size();
}

bool redact_capf_message(const Pseudonyms &pseudonyms, Payload message) {
    const auto length = wire::capf_message_length(message);
    if (!wire::looks_like_capf(message) || !length || *length != message.size()) return false;
    const auto parsed = wire::parse_capf_message(message);
    if (!parsed) return false;
    const std::vector<std::uint8_t> original(message.begin(), message.end());
    constexpr std::size_t kHeader = 8;
    for (std::size_t at = kHeader; at < message.size(); ++at) message[at] = 0;
    const auto restore = [&](wire::Range range) {
        std::copy_n(original.begin() + static_cast<std::ptrdiff_t>(range.offset), range.length,
                    message.begin() + static_cast<std::ptrdiff_t>(range.offset));
    };
    for (const wire::CapfElement &element : parsed->elements) {
        restore(element.header);
        if (std::holds_alternative<wire::CapfNumber>(element.content)) restore(element.value);
        const auto *text = std::get_if<wire::CapfText>(&element.content);
        if (text == nullptr || !element.is(wire::CapfTag::device_name)) continue;
        const std::string pseudonym = pseudonyms.device(text->value);
        std::copy_n(pseudonym.begin(), std::min(pseudonym.size(), element.value.length),
                    message.begin() + static_cast<std::ptrdiff_t>(element.value.offset));
    }
    return true;
}

}  // namespace capf::redact
