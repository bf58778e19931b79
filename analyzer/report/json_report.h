// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::report {

struct JsonOptions {
    std::string wireshark_version;
    bool show_secrets = false;  // authentication strings are masked otherwise
};

// One JSON object (schema_version 1), indented, ending in a newline. The same input gives the same bytes.
// capfcheck.schema.json describes it.
[[nodiscard]] std::string json_report(const std::vector<findings::CaptureReport> &captures, const JsonOptions &options);

// One capture as one line of JSON, with what the object above says of the tool.
[[nodiscard]] std::string json_line(const findings::CaptureReport &capture, const JsonOptions &options);

// Either of them in pieces: what stands before, between and behind its phones, of a capture whose phones have nothing
// but what the tables across phones are made of; and each phone.
struct JsonPieces {
    std::string before, between, behind;
};
[[nodiscard]] JsonPieces json_report_pieces(const findings::CaptureReport &capture, const JsonOptions &options);
[[nodiscard]] JsonPieces json_line_pieces(const findings::CaptureReport &capture, const JsonOptions &options);
[[nodiscard]] std::string json_report_phone(const findings::PhoneReport &phone, const JsonOptions &options);
[[nodiscard]] std::string json_line_phone(const findings::PhoneReport &phone, const JsonOptions &options);

}  // namespace capf::report
