// SPDX-License-Identifier: GPL-2.0-or-later
// The tables of plugin/wire in the form that Wireshark's fields take, and addresses in words.
#pragma once

#include <span>
#include <string>

#include "plugin/dissect/compat.h"
#include "plugin/wire/bytes.h"

namespace capf::dissect {

// A value_string table with the rows of `names`, kept until Wireshark ends. Call from a registration routine.
[[nodiscard]] const value_string *value_strings(std::span<const wire::NamedValue> names);

// "9 (unknown device)", or "200" when the table has no name for it.
[[nodiscard]] std::string number_and_name(std::span<const wire::NamedValue> names, std::uint32_t value);

// "END_SESSION", or `otherwise` and the number: "Unknown command 77".
[[nodiscard]] std::string name_or(std::span<const wire::NamedValue> names, std::uint32_t value, const char *otherwise);

// "10.48.46.4"
[[nodiscard]] std::string address_text(const address &where);

// A display filter for the packets from and to an address: "ip.addr == 10.48.46.4".
[[nodiscard]] std::string address_filter(const address &where);

}  // namespace capf::dissect
