// SPDX-License-Identifier: GPL-2.0-or-later
// HTML that cannot be broken by what a capture holds: text becomes markup in one place, and is escaped there.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace capf::report {

// Text that is HTML already. Only markup() makes it from what a capture holds.
struct Markup {
    std::string html;

    Markup &operator+=(const Markup &more) {
        html += more.html;
        return *this;
    }
};

// As printable() shows it, with the five characters that mean something to HTML, SVG and XML replaced. Safe as content
// and inside a quoted attribute that is no URL.
[[nodiscard]] std::string escape(std::string_view text);

// The translation of `message`, escaped, with `values` as they are in the places of {0}, {1} …
[[nodiscard]] std::string tr_escaped(const char *message, const std::vector<std::string> &values);

namespace markup_detail {
inline const std::string &prepare(const Markup &ready) {
    return ready.html;
}
inline std::string prepare(std::string_view text) {
    return escape(text);
}
template <typename Number>
requires std::integral<Number> || std::floating_point<Number> Number prepare(Number number) {
    return number;
}
template <typename Value>
using Prepared = decltype(prepare(std::declval<const Value &>()));
}  // namespace markup_detail

// fmt::format whose arguments are escaped, but for numbers and what is markup already. The format itself is literal.
template <typename... Values>
[[nodiscard]] Markup markup(fmt::format_string<markup_detail::Prepared<Values>...> format, const Values &...values) {
    return {fmt::format(format, markup_detail::prepare(values)...)};
}

// A translated message whose placeholders, {0} and so on, are filled in with markup. `message` is marked with N_().
template <typename... Values>
[[nodiscard]] Markup markup_tr(const char *message, const Values &...values) {
    return {tr_escaped(message, {markup_detail::prepare(values)...})};
}

// All of `list`, each as `one` shows it.
template <typename List, typename Function>
[[nodiscard]] Markup markup_of_each(const List &list, Function one) {
    Markup all;
    for (const auto &entry : list) all += one(entry);
    return all;
}

}  // namespace capf::report
