// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/verdict_lines.h"

#include <fmt/format.h>

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/printable.h"

namespace capf::report {

std::string verdict_lines(const findings::CaptureReport &capture) {
    const std::string file = printable(capture.file);
    if (capture.phones.empty()) {
        return fmt::format("{}: {}\n", file, capture.readable ? "no phone" : "cannot be read");
    }
    std::string lines;
    for (const findings::PhoneReport &phone : capture.phones) {
        std::string codes;
        for (const findings::Finding &one : phone.diagnoses)
            codes += (codes.empty() ? ": " : " or ") + std::string(name_of(one.code));
        const std::string address = phone.addresses.empty() ? "" : phone.addresses.front();
        lines += fmt::format(
            "{}: {}: {}{}{}\n", file, printable(phone.device.value_or(address)), findings::name_of(phone.verdict),
            phone.failed_step ? std::string(" at ") + findings::name_of(*phone.failed_step) : "", codes);
    }
    return lines;
}

}  // namespace capf::report
