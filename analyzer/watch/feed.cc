// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feed.h"

#include <cstdlib>

namespace capf::watch {

std::string to_message(const OpenedPhone &phone) {
    return std::to_string(phone.width) + ' ' + phone.key;
}

OpenedPhone opened_phone_in(const std::string &message) {
    const std::size_t blank = message.find(' ');
    if (blank == std::string::npos) return {};
    return {message.substr(blank + 1), std::strtoul(message.c_str(), nullptr, 10)};
}

std::string feed_message(FeedKind kind, std::string_view content) {
    std::string message(1, static_cast<char>(kind));
    const auto length = static_cast<std::uint32_t>(content.size());
    for (unsigned shift = 0; shift < 32; shift += 8) message += static_cast<char>(length >> shift & 0xFFU);
    message += content;
    return message;
}

FeedHeader read_feed_header(const char *bytes) {
    FeedHeader header{static_cast<FeedKind>(bytes[0]), 0};
    for (unsigned i = 0; i < 4; ++i) {
        header.length |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[1 + i])) << (8 * i);
    }
    return header;
}

}  // namespace capf::watch
