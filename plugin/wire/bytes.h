// SPDX-License-Identifier: GPL-2.0-or-later
// The vocabulary that every parser in plugin/wire shares: a view of bytes, a place in it, a problem found in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace capf::wire {

using Bytes = std::span<const std::uint8_t>;

// A place in the bytes that were given to a parser: offset from their first byte, both in bytes.
struct Range {
    std::size_t offset = 0;
    std::size_t length = 0;

    [[nodiscard]] constexpr std::size_t end() const { return offset + length; }
    [[nodiscard]] constexpr bool empty() const { return length == 0; }
    friend constexpr bool operator==(const Range &, const Range &) = default;
};

// How much a problem matters to a reader of the bytes.
enum class Severity {
    note,       // unusual or unknown, and everything was read
    malformed,  // the bytes contradict themselves; what could be read was read
};

// One thing that is wrong with the bytes, in words fit for an expert item or a report.
struct Problem {
    Severity severity = Severity::note;
    Range where;
    std::string text;
};

using Problems = std::vector<Problem>;

// One row of a table of names (commands, elements, tags, roles …).
struct NamedValue {
    std::uint32_t value;
    const char *name;
};

// The name of `value` in `table`, or an empty view when the table does not hold it.
[[nodiscard]] std::string_view name_of(std::span<const NamedValue> table, std::uint32_t value);

// The bytes of `range`, clipped to what is there: never out of bounds.
[[nodiscard]] Bytes slice(Bytes bytes, Range range);

// Lower-case hex without separators.
[[nodiscard]] std::string to_hex(Bytes bytes);

}  // namespace capf::wire
