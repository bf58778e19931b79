// SPDX-License-Identifier: GPL-2.0-or-later
// What the process that looks at packets tells the one that feeds it: that it has seen enough, and what to show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace capf::watch {

enum class ControlKind : char {
    stop = 'S',   // no more packets are wanted
    phone = 'R',  // a phone's row, see PhoneRow
    full = 'F',   // the phone that is opened: its row's key, and the phone as `check` shows it
    gone = 'G',   // a row to remove: its key, and the key of the row that the phone has now, by its name
    title = 'T',  // of the whole capture, one line
    note = 'N',   // something to tell, one line
    leave = 'X',  // the terminal is wanted for the report
};

struct ControlMessage {
    ControlKind kind = ControlKind::stop;
    std::string content;
};

inline constexpr std::size_t kLongestControl = 4U * 1024 * 1024;  // bytes

// Takes messages out of a stream of bytes.
class ControlParser {
public:
    void add(std::string_view bytes) { pending_ += bytes; }
    // Nothing while none is whole, and after one that is longer than any may be: is_broken() then.
    [[nodiscard]] std::optional<ControlMessage> next();
    [[nodiscard]] bool is_broken() const { return broken_; }

private:
    std::string pending_;
    bool broken_ = false;
};

[[nodiscard]] std::string control_message(ControlKind kind, std::string_view content);

// Fields of any content as one string, and back.
[[nodiscard]] std::string join_fields(const std::vector<std::string> &fields);
[[nodiscard]] std::vector<std::string> split_fields(std::string_view joined);

}  // namespace capf::watch
