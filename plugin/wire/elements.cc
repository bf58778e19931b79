// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/elements.h"

#include <algorithm>

namespace capf::wire {

std::optional<Element> read_element(ByteReader &reader) {
    if (reader.remaining() < kElementHeaderLength) return std::nullopt;
    Element element;
    element.header = {reader.offset(), kElementHeaderLength};
    element.tag = reader.u8().value_or(0);
    element.declared_length = reader.u16().value_or(0);
    element.value = reader.skip_at_most(element.declared_length);
    return element;
}

std::optional<std::uint32_t> read_number(Bytes value) {
    ByteReader reader(value);
    switch (value.size()) {
        case 1:
            return reader.u8();
        case 2:
            return reader.u16();
        case 4:
            return reader.u32();
        default:
            return std::nullopt;
    }
}

std::string read_text(Bytes value) {
    return {value.begin(), std::find(value.begin(), value.end(), 0)};
}

std::string label(std::span<const NamedValue> names, std::uint8_t tag) {
    const std::string_view name = name_of(names, tag);
    return name.empty() ? "element " + std::to_string(tag) : std::string(name);
}

std::string count_bytes(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " byte" : " bytes");
}

}  // namespace capf::wire
