// SPDX-License-Identifier: GPL-2.0-or-later
// The traces of TVS and CAPF, with hex dumps.
#include "tests/fuzz/log_reader_check.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    fuzz::check_log_reader(logs::Format::tvs_trace, text);
    fuzz::check_log_reader(logs::Format::capf_trace, text);
    return 0;
}
