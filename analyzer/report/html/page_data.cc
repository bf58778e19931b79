// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/page_data.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace capf::report {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};

std::string unescape(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto *entity =
            std::ranges::find_if(kEntities, [&](const auto &one) { return text.starts_with(one.first); });
        out += entity == kEntities.end() ? text.front() : entity->second;
        text.remove_prefix(entity == kEntities.end() ? 1 : entity->first.size());
    }
    return out;
}

// Reads elements one within another.
class Reader {
public:
    explicit Reader(std::string_view html) : rest_(html) {}

    json read() {
        while (!rest_.empty()) {
            if (rest_.front() != '<') {
                add(unescape(take_to('<')));
            } else if (rest_.starts_with("</")) {
                take_past('>');
                close();
            } else {
                open(take_past('>'));
            }
        }
        return std::move(whole_);
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

    // `tag`: "<p class=\"x\"", "<rect x=\"1\"/", "<details open".
    void open(std::string_view tag) {
        const bool empty = tag.ends_with('/');
        tag = tag.substr(1, tag.size() - 1 - (empty ? 1 : 0));
        const std::string name(tag.substr(0, tag.find(' ')));
        tag.remove_prefix(name.size());
        open_.push_back(json::array({name, attributes(tag)}));
        if (empty || name == "br" || name == "input") close();
    }

    static json attributes(std::string_view text) {
        json all = json::object();
        while (!text.empty() && text.front() == ' ') {
            text.remove_prefix(1);
            const std::size_t end = std::min(text.find_first_of(" ="), text.size());
            const std::string name(text.substr(0, end));
            text.remove_prefix(end);
            std::string_view value;
            if (text.starts_with("=\"")) {
                text.remove_prefix(2);
                value = text.substr(0, text.find('"'));
                text.remove_prefix(std::min(value.size() + 1, text.size()));
            }
            all[name] = unescape(value);
        }
        return all;
    }

    void add(json child) {
        if (open_.empty()) {
            whole_ = std::move(child);
        } else {
            open_.back().push_back(std::move(child));
        }
    }

    void close() {
        if (open_.empty()) return;
        json element = std::move(open_.back());
        open_.pop_back();
        add(std::move(element));
    }

    std::string_view rest_;
    std::vector<json> open_;
    json whole_;
};

}  // namespace

std::string element_json(const Markup &element) {
    const std::string text = Reader(element.html).read().dump(-1, ' ', false, json::error_handler_t::replace);
    std::string out;
    for (const char c : text) {
        if (c == '<') {
            out += "\\u003c";
        } else {
            out += c;
        }
    }
    return out;
}

Markup data_script(const std::string &id, const std::string &json_text) {
    return markup("<script type=\"application/json\" id=\"{}\">{}</script>", id, Markup{json_text});
}

}  // namespace capf::report
