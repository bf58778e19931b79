// SPDX-License-Identifier: GPL-2.0-or-later
// The table that CUCM's command line prints for `run sql select name,md5hash from device …`: a header line, a ruler of
// `=` runs whose widths are the columns, rows. Cisco's own sample has a ruler that is too short for its columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace capf::cucm {

struct DeviceRow {
    std::string name;      // as written
    std::string md5_hash;  // lower-case hex, 32 digits; empty while CUCM knows no certificate
    std::size_t line = 0;  // from 1, in the text that it was read from
    std::string source;    // the file's name, for reports; the parser leaves it empty
};

// Columns other than these two are skipped, not kept: one of them is the authentication string, a secret.
struct DeviceTable {
    std::vector<DeviceRow> rows;            // in the order of the text: what was pasted later stands later
    std::vector<std::size_t> unrecognised;  // numbers of lines that say nothing to us (the first 100)
    std::size_t unrecognised_count = 0;
    bool has_columns = false;  // a header with both columns was there

    // The last row of this device, or null. Case does not matter.
    [[nodiscard]] const DeviceRow *find(std::string_view device) const;
};

// Reads what was copied out of a terminal: prompts, several tables one after the other, any order of columns, CRLF,
// blank lines. Never fails; what it cannot read is counted.
[[nodiscard]] DeviceTable parse_device_table(std::string_view text);

}  // namespace capf::cucm
