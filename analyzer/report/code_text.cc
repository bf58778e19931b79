// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/code_text.h"

#include <fmt/format.h>

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

using namespace findings;

// Where Cisco's document on the encrypted configuration feature tells of a code's cause; empty where it does not.
std::string_view section_of(Code code) {
    switch (code) {
        case Code::capf_refused:
            return "Troubleshooting, points 1 and 3";
        case Code::capf_unreachable:
        case Code::capf_name_not_resolved:
            return "Troubleshooting, points 2 and 3";
        case Code::capf_info_missing:
        case Code::capf_wrong_server:
            return "Troubleshooting, point 2";
        case Code::database_hash_differs:
        case Code::certhash_still_empty:
            return "Troubleshooting, point 4";
        case Code::authentication_string_required:
        case Code::capf_not_attempted:
        case Code::certhash_stale:
        case Code::phone_did_not_reset:
        case Code::encrypted_config_not_requested:
        case Code::encrypted_config_not_found:
        case Code::capf_certificate_untrusted:
        case Code::capf_certificate_not_in_trust_list:
        case Code::trust_list_without_capf:
            return "Overview of the encrypted configuration feature";
        default:
            return "";
    }
}

std::string source_text(const CodeEntry &entry) {
    if (const std::string_view section = section_of(entry.code); !section.empty()) {
        return fmt::format("see Cisco, Enabling the Encrypted Configuration Feature on CUCM, {}", section);
    }
    switch (entry.source) {
        case Source::documented:
            return "documented by Cisco, outside its document on the encrypted configuration feature";
        case Source::public_code:
            return "read in public client or server code";
        case Source::inferred:
            break;
    }
    return "follows from how TCP, TLS and CAPF behave";
}

const char *kind_text(CodeKind kind) {
    switch (kind) {
        case CodeKind::diagnosis:
            return "diagnosis";
        case CodeKind::notice:
            return "notice, which makes no verdict";
        case CodeKind::capture:
            return "remark about the capture itself";
    }
    return "";
}

const char *heading(CodeKind kind) {
    switch (kind) {
        case CodeKind::diagnosis:
            return "Diagnoses";
        case CodeKind::notice:
            return "Notices";
        case CodeKind::capture:
            return "About the capture";
    }
    return "";
}

}  // namespace

std::string code_list() {
    std::string text;
    for (const CodeKind kind : {CodeKind::diagnosis, CodeKind::notice, CodeKind::capture}) {
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", heading(kind));
        for (const CodeEntry &entry : kCodes) {
            if (entry.kind == kind) text += fmt::format("  {:<37} {}\n", entry.name, meaning_of(entry.code));
        }
    }
    return text;
}

std::string explanation(Code code) {
    const CodeEntry &entry = entry_of(code);
    std::string text = fmt::format("{}: {}\n", entry.name, wrap(meaning_of(code), 4));
    const std::string at = entry.kind == CodeKind::diagnosis ? std::string(" at step ") + name_of(entry.step) : "";
    text += "  " + wrap(fmt::format("{}{}; {}.", kind_text(entry.kind), at, source_text(entry)), 2) + "\n";
    text += "  " + wrap(fmt::format("Sign on the wire: {}.", sign_of(code)), 2) + "\n";
    const std::vector<std::string> steps = general_remedy_steps(code);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        text += fmt::format("  {}{}. {}\n", i == 0 ? "To do: " : "       ", i + 1, wrap(steps[i], 12));
    }
    return text;
}

}  // namespace capf::report
