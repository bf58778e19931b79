// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text_options.h"

#include "analyzer/findings/capture_report.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using findings::StepStatus;
using findings::Verdict;

constexpr const char *kRed = "1;31";
constexpr const char *kGreen = "1;32";
constexpr const char *kYellow = "1;33";

constexpr std::size_t kStatusWidth = 13;  // of "[not needed] "

std::string in_columns(const char *status) {
    return padded(status, kStatusWidth);
}

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
    return paint(color_of(verdict), shown_name(verdict));
}

std::string Screen::mark(Verdict verdict) const {
    if (!symbols) return "";
    const char *symbol = verdict == Verdict::failed ? "✗" : verdict == Verdict::incomplete ? "?" : "✓";
    return paint(color_of(verdict), symbol) + " ";
}

std::size_t Screen::mark_width() const {
    return symbols ? 2 : kStatusWidth;
}

std::string Screen::mark(StepStatus status) const {
    switch (status) {
        case StepStatus::ok:
            return paint("32", symbols ? "✓ " : in_columns(tr("[ok]")));
        case StepStatus::failed:
            return paint(kRed, symbols ? "✗ " : in_columns(tr("[FAILED]")));
        case StepStatus::not_needed:
            return symbols ? "- " : in_columns(tr("[not needed]"));
        case StepStatus::not_seen:
            return symbols ? "  " : in_columns(tr("[not seen]"));
        case StepStatus::unknown:
            return paint("33", symbols ? "? " : in_columns(tr("[unknown]")));
    }
    return "";
}

}  // namespace capf::report
