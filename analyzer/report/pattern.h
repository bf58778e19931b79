// SPDX-License-Identifier: GPL-2.0-or-later
// Patterns of sentences, filled in with values.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/findings/value.h"

namespace capf::report {

// A value as it stands in a sentence.
[[nodiscard]] std::string value_text(const findings::Value &value);

// Fills in a pattern, once: what a value holds is not looked at again.
//   {server}              the value of that name; "?" when there is none
//   {server|the server}   the value, or these words when there is none
//   {server:host}         without its port
//   {count:times}         "once", "twice", "3 times"
//   {count:SYN}           "1 SYN", "3 SYNs"
//   [by {signer} ]        the part in brackets only when all values in it are there
[[nodiscard]] std::string fill_in(std::string_view pattern, const findings::Parameters &values);
// The same without the parts in brackets.
[[nodiscard]] std::string fill_in_briefly(std::string_view pattern, const findings::Parameters &values);

// The pattern without its parts in brackets.
[[nodiscard]] std::string without_optional_parts(std::string_view pattern);

// "once", "twice", "3 times".
[[nodiscard]] std::string times_text(std::int64_t count);
// "1 SYN", "3 SYNs", "2 days"; "2 replies", "2 matches" of a word that ends in a consonant and y, or in s, x or ch.
[[nodiscard]] std::string count_text(std::int64_t count, std::string_view word);

}  // namespace capf::report
