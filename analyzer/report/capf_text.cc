// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/capf_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/mask.h"

namespace capf::report {
namespace {

constexpr std::size_t kBytesShown = 32;

}  // namespace

bool is_secret(const wire::CapfElement &element) {
    const auto *text = std::get_if<wire::CapfText>(&element.content);
    return element.is(wire::CapfTag::password) && (text == nullptr || !text->value.empty());
}

std::string command_name(std::uint8_t command) {
    const auto name = wire::name_of(wire::capf_command_names(), command);
    return name.empty() ? tr_format("command {}", command) : std::string(name);
}

std::string element_text(const wire::CapfElement &element, const findings::MessageReport &message, bool show_secrets) {
    const auto known = wire::name_of(wire::capf_element_names(), element.tag);
    const std::string name = known.empty() ? tr_format("element {}", element.tag) : std::string(known);
    if (is_secret(element) && !show_secrets) return name + " " + kMask;
    if (const auto *number = std::get_if<wire::CapfNumber>(&element.content)) {
        return fmt::format("{} {}", name, number->value);
    }
    if (const auto *text = std::get_if<wire::CapfText>(&element.content)) {
        return text->value.empty() ? name + tr(" (empty)") : name + " " + text->value;
    }
    if (!known.empty()) return tr_format("{0} ({1} bytes)", name, element.declared_length);
    const wire::Bytes bytes = wire::slice(message.bytes(), element.value);
    return fmt::format("{} {}{}", name, wire::to_hex(bytes.first(std::min(bytes.size(), kBytesShown))),
                       bytes.size() > kBytesShown ? "…" : "");
}

}  // namespace capf::report
