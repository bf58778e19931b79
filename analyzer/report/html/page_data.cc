// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/page_data.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <glib.h>
#include <zlib.h>

namespace capf::report {
namespace {

// Of JSON: with so many phones in one, what they have in common costs little, and one is still unpacked at once.
constexpr std::size_t kPackBytes = 1'000'000;

constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};

// Reads elements one within another, and writes each where it ends.
class Translator {
public:
    explicit Translator(std::string_view html) : rest_(html) { json_.reserve(html.size()); }

    std::string run() {
        while (!rest_.empty()) {
            if (rest_.front() != '<') {
                separate();
                add_string(take_to('<'));
            } else if (rest_.starts_with("</")) {
                take_past('>');
                close();
            } else {
                open(take_past('>'));
            }
        }
        while (depth_ > 0) close();
        return std::move(json_);
    }

private:
    std::string_view take_to(char end) {
        const std::size_t length = std::min(rest_.find(end), rest_.size());
        const std::string_view taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }

    // Without `end` itself.
    std::string_view take_past(char end) {
        const std::string_view taken = take_to(end);
        if (!rest_.empty()) rest_.remove_prefix(1);
        return taken;
    }

    void separate() {
        if (!json_.empty()) json_ += ',';
    }

    // `tag`: "<p class=\"x\"", "<rect x=\"1\"/", "<details open".
    void open(std::string_view tag) {
        const bool empty = tag.ends_with('/');
        tag = tag.substr(1, tag.size() - 1 - (empty ? 1 : 0));
        const std::string_view name = tag.substr(0, tag.find(' '));
        separate();
        json_ += '[';
        add_string(name);
        json_ += ",{";
        add_attributes(tag.substr(name.size()));
        json_ += '}';
        ++depth_;
        if (empty || name == "br" || name == "input") close();
    }

    void add_attributes(std::string_view text) {
        for (bool first = true; !text.empty() && text.front() == ' '; first = false) {
            text.remove_prefix(1);
            const std::string_view name = text.substr(0, std::min(text.find_first_of(" ="), text.size()));
            text.remove_prefix(name.size());
            std::string_view value;
            if (text.starts_with("=\"")) {
                text.remove_prefix(2);
                value = text.substr(0, text.find('"'));
                text.remove_prefix(std::min(value.size() + 1, text.size()));
            }
            if (!first) json_ += ',';
            add_string(name);
            json_ += ':';
            add_string(value);
        }
    }

    void close() {
        if (depth_ == 0) return;
        --depth_;
        json_ += ']';
    }

    void add_string(std::string_view escaped) {
        json_ += '"';
        while (!escaped.empty()) {
            std::size_t length = 1;
            char c = escaped.front();
            if (c == '&') {
                const auto *entity =
                    std::ranges::find_if(kEntities, [&](const auto &one) { return escaped.starts_with(one.first); });
                if (entity != kEntities.end()) {
                    c = entity->second;
                    length = entity->first.size();
                }
            }
            add_character(c);
            escaped.remove_prefix(length);
        }
        json_ += '"';
    }

    void add_character(char c) {
        if (c == '"' || c == '\\') {
            json_ += '\\';
            json_ += c;
        } else if (c == '<' || static_cast<unsigned char>(c) < 0x20) {
            json_ += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            json_ += c;
        }
    }

    std::string_view rest_;
    std::string json_;
    std::size_t depth_ = 0;
};

// As zlib packs it, in base64.
std::string packed(const std::string &text) {
    uLongf length = compressBound(text.size());
    std::string bytes(length, '\0');
    compress2(reinterpret_cast<Bytef *>(bytes.data()), &length, reinterpret_cast<const Bytef *>(text.data()),
              text.size(), Z_DEFAULT_COMPRESSION);
    const std::unique_ptr<gchar, decltype(&g_free)> base64(
        g_base64_encode(reinterpret_cast<const guchar *>(bytes.data()), length), g_free);
    return base64.get();
}

}  // namespace

std::string element_json(const Markup &element) {
    std::string json = Translator(element.html).run();
    if (g_utf8_validate(json.data(), static_cast<gssize>(json.size()), nullptr) != FALSE) return json;
    const std::unique_ptr<gchar, decltype(&g_free)> valid(
        g_utf8_make_valid(json.data(), static_cast<gssize>(json.size())), g_free);
    return valid.get();
}

Markup data_script(const std::string &id, const std::string &json_text) {
    return markup("<script type=\"application/json\" id=\"{}\">{}</script>", id, Markup{json_text});
}

void DataPacks::add(const std::string &id, const Markup &element) {
    ids_ += (ids_.empty() ? "" : " ") + id;
    json_ += fmt::format("{}\"{}\":", json_.empty() ? "{" : ",", id) + element_json(element);
    if (json_.size() >= kPackBytes) finish_pack();
}

void DataPacks::finish_pack() {
    if (json_.empty()) return;
    packs_ += markup("<script type=\"application/zlib\" class=\"pack\" data-ids=\"{}\">{}</script>\n", ids_,
                     packed(json_ + "}"));
    ids_.clear();
    json_.clear();
}

Markup DataPacks::take() {
    finish_pack();
    return std::move(packs_);
}

}  // namespace capf::report
