// SPDX-License-Identifier: GPL-2.0-or-later
// What IOS prints about CAPF and phones.
#include "tests/fuzz/log_reader_check.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    fuzz::check_log_reader(logs::Format::ios_capf, text);
    return 0;
}
