// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/verdict_lines.h"

#include <fmt/format.h>

#include "analyzer/report/printable.h"

namespace capf::report {

std::string verdict_lines(const sequence::CaptureReport &capture) {
    const std::string file = printable(capture.file);
    if (capture.phones.empty()) {
        return fmt::format("{}: {}\n", file, capture.readable ? "no phone" : "cannot be read");
    }
    std::string lines;
    for (const sequence::PhoneReport &phone : capture.phones) {
        std::string codes;
        for (const sequence::Diagnosis &one : phone.diagnoses) codes += (codes.empty() ? ": " : " or ") + one.code;
        const std::string address = phone.addresses.empty() ? "" : phone.addresses.front();
        lines += fmt::format(
            "{}: {}: {}{}{}\n", file, printable(phone.device.value_or(address)), sequence::name_of(phone.verdict),
            phone.failed_step ? std::string(" at ") + sequence::name_of(*phone.failed_step) : "", codes);
    }
    return lines;
}

}  // namespace capf::report
