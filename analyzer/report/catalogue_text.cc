// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/catalogue_text.h"

#include <fmt/format.h>

#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

using namespace sequence;

const char *source_words(char source) {
    switch (source) {
        case 'D':
            return "documented by Cisco";
        case 'C':
            return "read in public client or server code";
        default:
            return "follows from how TCP, TLS and CAPF behave";
    }
}

const char *kind_words(CodeKind kind) {
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

std::string catalogue_list() {
    std::string text;
    for (const CodeKind kind : {CodeKind::diagnosis, CodeKind::notice, CodeKind::capture}) {
        text += fmt::format("{}{}\n", text.empty() ? "" : "\n", heading(kind));
        for (const CatalogueEntry &entry : catalogue()) {
            if (entry.kind == kind) text += fmt::format("  {:<37} {}\n", entry.code, entry.meaning);
        }
    }
    return text;
}

std::string explanation(const CatalogueEntry &entry) {
    std::string text = fmt::format("{}: {}\n", entry.code, entry.meaning);
    text += fmt::format("  {}{}; {}.\n", kind_words(entry.kind),
                        entry.kind == CodeKind::diagnosis ? std::string(" at step ") + name_of(entry.step) : "",
                        source_words(entry.source));
    if (*entry.sign != '\0') text += "  " + wrap(fmt::format("Sign on the wire: {}.", entry.sign), 2) + "\n";
    if (*entry.remedy != '\0') text += "  " + wrap("What to do: " + fill_in(entry.remedy, {}), 2) + "\n";
    return text;
}

}  // namespace capf::report
