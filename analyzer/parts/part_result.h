// SPDX-License-Identifier: GPL-2.0-or-later
// What the process that judged a part of a capture tells the one that joins the parts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/judge/capture_examples.h"

namespace capf::parts {

// A phone that is judged, and what the report says of it.
struct JudgedPhone {
    dissection::FrameTime first;  // its first sign
    // Only what is needed beside the text: who it is, its verdict, and what the tables across phones are made of.
    findings::PhoneReport report;
    std::string text;
};

struct PartResult {
    bool learnt_ports = false;                // a configuration names a port of CAPF that was not known before
    bool files_only = false;                  // as Timeline says
    std::vector<std::uint64_t> known, asked;  // hashes of the keys of Timeline::keys()
    std::vector<std::string> strangers;
    judge::CaptureExamples examples;
    std::vector<JudgedPhone> phones;
};

// The report with no more than JudgedPhone needs; without `tables`, nothing that is for tables across phones.
[[nodiscard]] findings::PhoneReport reduced(findings::PhoneReport report, bool tables);

[[nodiscard]] std::string encode(const PartResult &result);
// Throws BadEncoding.
[[nodiscard]] PartResult decode(std::string_view bytes);

}  // namespace capf::parts
