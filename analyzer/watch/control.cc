// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/control.h"

#include "analyzer/watch/feed.h"

namespace capf::watch {

// As the feed's messages are laid out.
std::string control_message(ControlKind kind, std::string_view content) {
    return feed_message(static_cast<FeedKind>(kind), content);
}

std::optional<ControlMessage> ControlParser::next() {
    if (broken_ || pending_.size() < kFeedHeader) return std::nullopt;
    const FeedHeader header = read_feed_header(pending_.data());
    if (header.length > kLongestControl) {
        broken_ = true;
        return std::nullopt;
    }
    if (pending_.size() < kFeedHeader + header.length) return std::nullopt;
    ControlMessage message{static_cast<ControlKind>(header.kind), pending_.substr(kFeedHeader, header.length)};
    pending_.erase(0, kFeedHeader + header.length);
    return message;
}

std::string join_fields(const std::vector<std::string> &fields) {
    std::string joined;
    for (const std::string &field : fields) joined += control_message(ControlKind::phone, field);
    return joined;
}

std::vector<std::string> split_fields(std::string_view joined) {
    ControlParser parser;
    parser.add(joined);
    std::vector<std::string> fields;
    while (const auto field = parser.next()) fields.push_back(field->content);
    return fields;
}

}  // namespace capf::watch
