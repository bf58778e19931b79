// SPDX-License-Identifier: GPL-2.0-or-later
// Words in the language that was chosen. The English ones stand in the source and are the messages' names; po/ holds
// the others. xgettext finds them by the names of these functions: see scripts/update_messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace capf {

// Marks a message that stands in a table and is translated when it is used.
[[nodiscard]] constexpr const char *N_(const char *message) {
    return message;
}

// A word that means different things in different places, and where it stands.
struct WordInContext {
    std::string_view context, word;
};
[[nodiscard]] constexpr WordInContext NC_(std::string_view context, std::string_view word) {
    return {context, word};
}

// Both forms of a message that has a plural; "{}" stands for the number.
struct PluralMessage {
    const char *one, *many;
};
[[nodiscard]] constexpr PluralMessage NP_(const char *one, const char *many) {
    return {one, many};
}

// The translation, or the message itself where there is none.
[[nodiscard]] const char *tr(const char *message);
// Of a message that is not marked by a NUL; the result lives as long as `message` or the program.
[[nodiscard]] std::string_view tr(std::string_view message);
[[nodiscard]] std::string_view tr_in(std::string_view context, std::string_view word);
[[nodiscard]] inline std::string_view tr_in(WordInContext word) {
    return tr_in(word.context, word.word);
}
[[nodiscard]] const char *tr_plural(PluralMessage message, std::uint64_t count);

namespace language {
[[nodiscard]] std::string format(fmt::string_view translated, fmt::string_view english, fmt::format_args arguments);
}

// The translation, filled in. A translation may put the values in another order: {1} before {0}.
template <typename... Arguments>
[[nodiscard]] std::string tr_format(fmt::format_string<Arguments...> message, Arguments &&...arguments) {
    const fmt::string_view english = message;
    const std::string_view translated = tr(std::string_view(english.data(), english.size()));
    return language::format({translated.data(), translated.size()}, english, fmt::make_format_args(arguments...));
}

// The same of a message that means different things in different places.
template <typename... Arguments>
[[nodiscard]] std::string tr_format_in(std::string_view context, fmt::format_string<Arguments...> message,
                                       Arguments &&...arguments) {
    const fmt::string_view english = message;
    const std::string_view translated = tr_in(context, std::string_view(english.data(), english.size()));
    return language::format({translated.data(), translated.size()}, english, fmt::make_format_args(arguments...));
}

// "65,536", as people read it; machines get the bare number.
[[nodiscard]] std::string grouped(std::uint64_t number);

// "1 packet", "3 packets": the form for `count`, filled in.
[[nodiscard]] std::string tr_count(PluralMessage message, std::uint64_t count);
template <typename... Arguments>
[[nodiscard]] std::string tr_count(PluralMessage message, std::uint64_t count, Arguments &&...arguments) {
    const char *english = count == 1 ? message.one : message.many;
    return language::format(tr_plural(message, count), english, fmt::make_format_args(arguments...));
}

}  // namespace capf
