// SPDX-License-Identifier: GPL-2.0-or-later
// Which of a language's forms goes with a number: the Plural-Forms of a gettext catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace capf::language {

class PluralRule {
public:
    // English: one, and all others.
    PluralRule() = default;
    // From a catalogue's header: "nplurals=2; plural=n != 1;". Nothing when it is no such rule.
    [[nodiscard]] static std::optional<PluralRule> parse(std::string_view header_line);

    // Counted from 0, and less than forms().
    [[nodiscard]] std::size_t form_of(std::uint64_t n) const;
    [[nodiscard]] std::size_t forms() const { return forms_; }

private:
    std::size_t forms_ = 2;
    std::string expression_ = "n!=1";  // in C, of n
};

}  // namespace capf::language
