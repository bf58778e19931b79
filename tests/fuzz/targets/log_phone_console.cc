// SPDX-License-Identifier: GPL-2.0-or-later
// The consoles of phones.
#include "tests/fuzz/log_reader_check.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    fuzz::check_log_reader(logs::Format::phone_console, text);
    fuzz::check_log_reader(logs::Format::old_phone_console, text);
    return 0;
}
