// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/code_text.h"

#include <fmt/format.h>

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

using namespace findings;

const char *source_text(Source source) {
    switch (source) {
        case Source::documented:
            return "documented by Cisco";
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
    std::string text = fmt::format("{}: {}\n", entry.name, meaning_of(code));
    text += fmt::format("  {}{}; {}.\n", kind_text(entry.kind),
                        entry.kind == CodeKind::diagnosis ? std::string(" at step ") + name_of(entry.step) : "",
                        source_text(entry.source));
    text += "  " + wrap(fmt::format("Sign on the wire: {}.", sign_of(code)), 2) + "\n";
    if (const std::string remedy = general_remedy(code); !remedy.empty()) {
        text += "  " + wrap("What to do: " + remedy, 2) + "\n";
    }
    return text;
}

}  // namespace capf::report
