// SPDX-License-Identifier: GPL-2.0-or-later
// What the process that has the packets' source hands to the one that looks at them, over a pipe: messages of a kind, a
// length and so many bytes. A capture in several files is several parts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace capf::watch {

enum class FeedKind : char {
    part = 'P',     // a file of the capture begins; its name
    bytes = 'B',    // of that file
    end = 'E',      // it is over; kStopped when no more of it was wanted, which may be within a record
    dropped = 'D',  // so many packets were not captured, of the whole capture; decimal digits
    note = 'N',     // something to tell of a file: its name, a newline, words
    keys = 'K',     // what a key log file has got since
    opened = 'O',   // the phone that the user has opened, see OpenedPhone
    failed = 'F',   // the source could not begin, or not go on: why
};
inline constexpr std::string_view kStopped = "stopped";

inline constexpr std::size_t kFeedHeader = 5;                    // the kind, and the length with its lowest byte first
inline constexpr std::size_t kLongestFeedMessage = 1024 * 1024;  // bytes; senders split what is longer

// A phone that is shown in full: PhoneRow::key, empty when the user has closed it, and the terminal's width in columns.
struct OpenedPhone {
    std::string key;
    std::size_t width = 0;
    bool operator==(const OpenedPhone &) const = default;
};
[[nodiscard]] std::string to_message(const OpenedPhone &phone);
[[nodiscard]] OpenedPhone opened_phone_in(const std::string &message);

// A whole message. `content` is not longer than kLongestFeedMessage.
[[nodiscard]] std::string feed_message(FeedKind kind, std::string_view content);

struct FeedHeader {
    FeedKind kind = FeedKind::bytes;
    std::uint32_t length = 0;
};
// Of kFeedHeader bytes.
[[nodiscard]] FeedHeader read_feed_header(const char *bytes);

}  // namespace capf::watch
