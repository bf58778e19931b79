// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feed.h"

namespace capf::watch {

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
