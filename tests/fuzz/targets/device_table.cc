// SPDX-License-Identifier: GPL-2.0-or-later
// The table that CUCM's command line prints.
#include "analyzer/cucm/device_table.h"

#include <algorithm>

#include "tests/fuzz/check.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const cucm::DeviceTable table = cucm::parse_device_table(text);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    fuzz::require(table.unrecognised.size() <= 100 && table.unrecognised.size() <= table.unrecognised_count,
                  "lines that say nothing are counted");
    for (const cucm::DeviceRow &row : table.rows) {
        fuzz::require(row.line >= 1 && row.line <= lines, "a row has its line");
        fuzz::require(row.md5_hash.empty() || row.md5_hash.size() == 32, "a hash is whole");
        fuzz::require(table.find(row.name) != nullptr, "a row is found by its name");
    }
    return 0;
}
