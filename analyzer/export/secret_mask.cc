// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/secret_mask.h"

#include <algorithm>
#include <string_view>

#include "analyzer/report/mask.h"
#include "plugin/wire/phone_config.h"

namespace capf::exporting {
namespace {

struct Secret {
    wire::Range where;
    std::string name;
};

std::string_view view(wire::Bytes bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

// The name of the XML element that the value belongs to.
std::string element_before(std::string_view text, std::size_t offset) {
    const std::size_t open = text.substr(0, offset).rfind('<');
    if (open == std::string_view::npos) return "secret";
    const std::string_view tag = text.substr(open + 1, offset - open - 1);
    return std::string(tag.substr(0, tag.find_first_of(" \t\r\n/>")));
}

// What stands between the lines BEGIN and END of every private key, or to the end of the bytes.
void find_private_keys(std::string_view text, std::vector<Secret> &found) {
    constexpr std::string_view kBegin = "-----BEGIN ", kKey = "PRIVATE KEY-----", kEnd = "-----END ";
    for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at + 1)) {
        const std::size_t key = text.find(kKey, at);
        constexpr std::size_t kLongestLabel = 64;
        if (key == std::string_view::npos || key - at > kLongestLabel) continue;
        const std::size_t begin = key + kKey.size(), end = std::min(text.find(kEnd, begin), text.size());
        found.push_back({{begin, end - begin}, "private key"});
    }
}

}  // namespace

MaskedBytes mask_secrets(wire::Bytes content, wire::Range text) {
    MaskedBytes result;
    std::vector<Secret> secrets;
    const wire::Bytes config_text = wire::slice(content, text);
    if (wire::looks_like_xml(config_text)) {
        for (const wire::ConfigValue &secret : wire::parse_phone_config(config_text).secrets) {
            if (secret.where.empty()) {
                result.complete = false;
                continue;
            }
            secrets.push_back({{text.offset + secret.where.offset, secret.where.length},
                               element_before(view(config_text), secret.where.offset)});
        }
    }
    find_private_keys(view(content), secrets);
    std::sort(secrets.begin(), secrets.end(),
              [](const Secret &a, const Secret &b) { return a.where.offset < b.where.offset; });
    std::size_t at = 0;
    const std::string_view mask = report::kMask;
    for (const Secret &secret : secrets) {
        if (secret.where.offset < at) continue;
        result.bytes.insert(result.bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(at),
                            content.begin() + static_cast<std::ptrdiff_t>(secret.where.offset));
        result.bytes.insert(result.bytes.end(), mask.begin(), mask.end());
        result.masked.push_back(secret.name);
        at = std::min(secret.where.end(), content.size());
    }
    result.bytes.insert(result.bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(at), content.end());
    return result;
}

}  // namespace capf::exporting
