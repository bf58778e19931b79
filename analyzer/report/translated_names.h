// SPDX-License-Identifier: GPL-2.0-or-later
// The fixed words of the vocabulary as people read them. Their English ones, which machines read, are name_of()'s.
#pragma once

#include <string>

#include "analyzer/findings/phone_report.h"
#include "analyzer/findings/vocabulary.h"
#include "analyzer/language/translate.h"

namespace capf::report {

// The contexts are the kinds in word_text.cc, which has all the words.
[[nodiscard]] inline std::string shown_name(findings::Verdict verdict) {
    return std::string(tr_in("verdict", name_of(verdict)));
}
[[nodiscard]] inline std::string shown_name(findings::Step step) {
    return std::string(tr_in("step", name_of(step)));
}
[[nodiscard]] inline std::string shown_name(findings::StepStatus status) {
    return std::string(tr_in("status", name_of(status)));
}
[[nodiscard]] inline std::string shown_name(findings::Evidence evidence) {
    return std::string(tr_in("evidence", name_of(evidence)));
}
[[nodiscard]] inline std::string shown_name(findings::Operation operation) {
    return std::string(tr_in("operation", findings::name_of(operation)));
}
[[nodiscard]] inline std::string shown_name(findings::RoundOutcome outcome) {
    return std::string(tr_in("round outcome", name_of(outcome)));
}
// "failed at capf-connect"; `verdict` may be in colour.
[[nodiscard]] inline std::string verdict_with_step(const findings::PhoneReport &phone, const std::string &verdict) {
    return phone.failed_step ? tr_format("{0} at {1}", verdict, shown_name(*phone.failed_step)) : verdict;
}
// Of a FileReport.
[[nodiscard]] inline std::string shown_status(const std::string &status) {
    return std::string(tr_in("transfer status", status));
}

}  // namespace capf::report
