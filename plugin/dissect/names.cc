// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/names.h"

namespace capf::dissect {

const value_string *value_strings(std::span<const wire::NamedValue> names) {
    value_string *table = wmem_alloc_array(wmem_epan_scope(), value_string, names.size() + 1);
    value_string *row = table;
    for (const wire::NamedValue &name : names) *row++ = {name.value, name.name};
    *row = {0, nullptr};
    return table;
}

std::string number_and_name(std::span<const wire::NamedValue> names, std::uint32_t value) {
    const std::string_view name = wire::name_of(names, value);
    std::string text = std::to_string(value);
    if (!name.empty()) text.append(" (").append(name).append(")");
    return text;
}

std::string name_or(std::span<const wire::NamedValue> names, std::uint32_t value, const char *otherwise) {
    const std::string_view name = wire::name_of(names, value);
    if (!name.empty()) return std::string(name);
    return std::string(otherwise) + " " + std::to_string(value);
}

std::string address_text(const address &where) {
    char *text = address_to_str(nullptr, &where);
    std::string copy = text ? text : "";
    wmem_free(nullptr, text);
    return copy;
}

std::string address_filter(const address &where) {
    const char *field = where.type == AT_IPv4 ? "ip.addr" : where.type == AT_IPv6 ? "ipv6.addr" : "eth.addr";
    return std::string(field) + " == " + address_text(where);
}

}  // namespace capf::dissect
