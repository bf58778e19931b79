// SPDX-License-Identifier: GPL-2.0-or-later
// Names of files and distinguished names, as the wire writes them.
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/signed_header.h"
#include "tests/fuzz/check.h"

namespace {

using namespace capf;

bool is_safe(const std::string &name) {
    constexpr std::string_view kAllowed = "._-+@()%";
    if (name.empty() || name.size() > 200 || name.front() == '.') return false;
    for (const char c : name) {
        const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!alphanumeric && kAllowed.find(c) == std::string_view::npos) return false;
    }
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const wire::PhoneFileName name = wire::parse_phone_file_name(text);
    fuzz::require(name.base_name.find('/') == std::string::npos || text.find('%') != std::string_view::npos,
                  "a base name has no folder");
    fuzz::require(wire::phone_file_kind_name(name.kind) != nullptr, "a kind has a name");
    fuzz::require(is_safe(wire::safe_file_name(text)), "a safe name is safe");

    (void)wire::split_distinguished_name(text);
    fuzz::require(wire::same_distinguished_name(text, text), "a name is equal to itself");
    const std::size_t half = size / 2;
    const std::string_view left = text.substr(0, half), right = text.substr(half);
    fuzz::require(wire::same_distinguished_name(left, right) == wire::same_distinguished_name(right, left),
                  "equality does not depend on the order");
    return 0;
}
