// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text_options.h"

#include "analyzer/findings/capture_report.h"

namespace capf::report {
namespace {

using findings::StepStatus;
using findings::Verdict;

constexpr const char *kRed = "1;31";
constexpr const char *kGreen = "1;32";
constexpr const char *kYellow = "1;33";

const char *color_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::encrypted:
        case Verdict::not_enabled:
            return kGreen;
        case Verdict::failed:
            return kRed;
        case Verdict::incomplete:
            return kYellow;
    }
    return "";
}

}  // namespace

std::string Screen::paint(const char *color_code, const std::string &text) const {
    return color ? std::string("\033[") + color_code + "m" + text + "\033[0m" : text;
}

std::string Screen::verdict(Verdict verdict) const {
    return paint(color_of(verdict), findings::name_of(verdict));
}

std::string Screen::mark(Verdict verdict) const {
    if (!symbols) return "";
    const char *symbol = verdict == Verdict::failed ? "✗" : verdict == Verdict::incomplete ? "?" : "✓";
    return paint(color_of(verdict), symbol) + " ";
}

std::size_t Screen::mark_width() const {
    return symbols ? 2 : 13;
}

std::string Screen::mark(StepStatus status) const {
    switch (status) {
        case StepStatus::ok:
            return paint("32", symbols ? "✓ " : "[ok]         ");
        case StepStatus::failed:
            return paint(kRed, symbols ? "✗ " : "[FAILED]     ");
        case StepStatus::not_needed:
            return symbols ? "- " : "[not needed] ";
        case StepStatus::not_seen:
            return symbols ? "  " : "[not seen]   ";
        case StepStatus::unknown:
            return paint("33", symbols ? "? " : "[unknown]    ");
    }
    return "";
}

}  // namespace capf::report
