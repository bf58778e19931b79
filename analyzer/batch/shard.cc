// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/shard.h"

#include <charconv>
#include <string_view>

#include "analyzer/batch/capture_name.h"

namespace capf::batch {
namespace {

bool parse_number(std::string_view text, std::uint64_t &number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::optional<Shard> parse_shard(const std::string &text) {
    const std::size_t slash = text.find('/');
    Shard shard;
    if (slash == std::string::npos || !parse_number(std::string_view(text).substr(0, slash), shard.number) ||
        !parse_number(std::string_view(text).substr(slash + 1), shard.of)) {
        return std::nullopt;
    }
    if (shard.number < 1 || shard.number > shard.of) return std::nullopt;
    return shard;
}

std::vector<ListedCapture> captures_of(const Shard &shard, std::vector<ListedCapture> captures) {
    std::erase_if(captures, [&](const ListedCapture &capture) {
        // Names that differ in little differ most in the upper half.
        const std::uint64_t hash = hash_of_name(capture.name);
        return (hash ^ hash >> 32) % shard.of != shard.number - 1;
    });
    return captures;
}

}  // namespace capf::batch
