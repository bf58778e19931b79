// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json_text.h"

#include <fmt/format.h>
#include <glib.h>

#include <algorithm>
#include <utility>

#include "analyzer/report/json_value.h"

namespace capf::report {
namespace {

bool is_invisible(gunichar c) {
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

// Of JSON that is UTF-8.
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

// The library knows JSON's own escapes.
std::string escaped_text(const std::string &text) {
    return escape_invisible(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool is_plain(char c) {
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
}

// The library writes text byte by byte through a UTF-8 decoder, which took most of the time of a report. Nearly all
// text is plain ASCII, and is copied here.
class Writer {
public:
    Writer(int indent, std::size_t depth)
        : lines_(indent >= 0), step_(lines_ ? static_cast<std::size_t>(indent) : 0), depth_(depth) {}

    void write(const Json &json) {
        switch (json.type()) {
            case Json::value_t::object:
                return list(json.get_ref<const Json::object_t &>(), '{', '}', [this](const auto &member) {
                    write(member.first);
                    out_ += lines_ ? ": " : ":";
                    write(member.second);
                });
            case Json::value_t::array:
                return list(json.get_ref<const Json::array_t &>(), '[', ']', [this](const Json &one) { write(one); });
            case Json::value_t::string:
                return write(json.get_ref<const std::string &>());
            case Json::value_t::number_integer:
                return write(fmt::format_int(json.get<std::int64_t>()));
            case Json::value_t::number_unsigned:
                return write(fmt::format_int(json.get<std::uint64_t>()));
            default:
                out_ += json.dump();
        }
    }

    std::string take() { return std::move(out_); }

private:
    void write(const fmt::format_int &number) { out_.append(number.data(), number.size()); }

    void write(const std::string &text) {
        if (!std::ranges::all_of(text, is_plain)) {
            out_ += escaped_text(text);
            return;
        }
        out_ += '"';
        out_ += text;
        out_ += '"';
    }

    template <typename List, typename Function>
    void list(const List &list, char open, char close, Function one) {
        out_ += open;
        depth_ += step_;
        bool is_first = true;
        for (const auto &entry : list) {
            if (!std::exchange(is_first, false)) out_ += ',';
            new_line();
            one(entry);
        }
        depth_ -= step_;
        if (!is_first) new_line();
        out_ += close;
    }

    void new_line() {
        if (!lines_) return;
        out_ += '\n';
        out_.append(depth_, ' ');
    }

    std::string out_;
    bool lines_;
    std::size_t step_, depth_;
};

}  // namespace

std::string json_text(const Json &json, int indent, std::size_t depth) {
    Writer writer(indent, depth);
    writer.write(json);
    return writer.take();
}

}  // namespace capf::report
