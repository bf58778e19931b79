// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/verdict_lines.h"

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {

std::string verdict_lines(const findings::CaptureReport &capture) {
    const std::string file = printable(capture.file);
    if (capture.phones.empty() && capture.phones_left_out > 0) return "";
    if (capture.phones.empty()) {
        return fmt::format("{}: {}\n", file, capture.readable ? tr("no phone") : tr("cannot be read"));
    }
    std::string lines;
    for (const findings::PhoneReport &phone : capture.phones) {
        std::string codes;
        for (const findings::Finding &one : phone.diagnoses)
            codes += (codes.empty() ? ": " : std::string(tr_in(kOr))) + std::string(name_of(one.code));
        const std::string address = phone.addresses.empty() ? "" : phone.addresses.front();
        lines += fmt::format("{}: {}: {}{}\n", file, printable(phone.device.value_or(address)),
                             verdict_with_step(phone, shown_name(phone.verdict)), codes);
    }
    return lines;
}

}  // namespace capf::report
