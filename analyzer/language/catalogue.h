// SPDX-License-Identifier: GPL-2.0-or-later
// A language's messages: a compiled gettext catalogue (.mo). It is read here because the C library translates only in a
// locale that is installed, and some of its versions not in C.UTF-8 either.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/language/plural_rule.h"

namespace capf::language {

class Catalogue {
public:
    // Nothing when `bytes` is not a catalogue in UTF-8.
    [[nodiscard]] static std::optional<Catalogue> parse(std::string bytes);
    // Nothing when there is no such file, or it is not a catalogue in UTF-8.
    [[nodiscard]] static std::optional<Catalogue> load(const std::string &path);

    // The translation; null where there is none. Its end is marked by a NUL.
    [[nodiscard]] const char *find(std::string_view message) const;
    // Of a message that has a plural, `one` being its singular: the form for `n`.
    [[nodiscard]] const char *find_plural(std::string_view one, std::uint64_t n) const;

private:
    struct Message {
        std::size_t id, id_length;      // in bytes_; of a plural: of its singular
        std::size_t text, text_length;  // of a plural: the forms, a NUL between
    };

    [[nodiscard]] const Message *message(std::string_view id) const;
    [[nodiscard]] std::string_view id_of(const Message &one) const {
        return std::string_view(bytes_).substr(one.id, one.id_length);
    }
    [[nodiscard]] bool read_header();

    std::string bytes_;
    std::vector<Message> messages_;  // in the order of their ids
    PluralRule plural_;
};

}  // namespace capf::language
