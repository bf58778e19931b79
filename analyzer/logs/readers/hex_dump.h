// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes that a trace prints as rows of hexadecimal numbers after "HEX_DUMP: Len = N:".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace capf::logs {

// "57 01 03 00 00 00 03 e9": two digits each.
[[nodiscard]] bool is_dump_row(std::string_view text);

class HexDump {
public:
    // A dump of this many bytes begins; what was there before is forgotten.
    void begin(std::int64_t length);
    // One row, "57 01 03 00 00 00 03 e9". False when it is no row, or none is awaited.
    bool add_row(std::string_view text);
    // The bytes, once all of them are there; the dump is over then.
    [[nodiscard]] std::optional<std::vector<std::uint8_t>> take_whole();

private:
    std::size_t length_ = 0;  // 0: no dump is open
    std::vector<std::uint8_t> bytes_;
};

}  // namespace capf::logs
