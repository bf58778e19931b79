// SPDX-License-Identifier: GPL-2.0-or-later
// What was copied out of CUCM's command line: lines and their numbers.
#pragma once

#include <cstddef>
#include <string_view>

#include "plugin/wire/ascii.h"

namespace capf::cucm {

// Goes through the lines of a text, whatever they end with.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {
        constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
        if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
    }

    // False when there is none left.
    [[nodiscard]] bool next(std::string_view &line) {
        if (rest_.empty()) return false;
        const std::size_t end = rest_.find('\n');
        line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        while (line.ends_with('\r')) line.remove_suffix(1);
        ++number_;
        return true;
    }

    [[nodiscard]] std::size_t number() const { return number_; }  // of the line that was given last, from 1

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

// Takes the first word off the front, and the blanks before it.
[[nodiscard]] inline std::string_view take_word(std::string_view &rest) {
    rest = wire::trim(rest);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
    rest.remove_prefix(word.size());
    return word;
}

}  // namespace capf::cucm
