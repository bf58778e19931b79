// SPDX-License-Identifier: GPL-2.0-or-later
// The one table of codes: what each means, by what it is recognised, at which step it stands, what to do, and where the
// knowledge comes from.
// A code never changes its meaning.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/sequence/verdict.h"

namespace capf::sequence {

enum class CodeKind { diagnosis, notice, capture };

struct CatalogueEntry {
    const char *code;
    CodeKind kind;
    Step step;            // of diagnoses; trust_list for the rest, where it means nothing
    const char *meaning;  // one line
    const char *sign;     // what is seen on the wire; one clause without a full stop
    const char *remedy;   // what to do; {server}, {port} and {device} are filled in
    char source;  // D documented by Cisco, C read in public client or server code, I inferred from the protocols
};

[[nodiscard]] std::span<const CatalogueEntry> catalogue();
// The entry of a code; the code must be in the table.
[[nodiscard]] const CatalogueEntry &catalogue_entry(std::string_view code);

// What a remedy names in place of {server}, {port} and {device}.
struct Names {
    std::string server, port, device;
};
[[nodiscard]] std::string fill_in(std::string_view text, const Names &names);

// A diagnosis with step and remedy from the table.
[[nodiscard]] Diagnosis make_diagnosis(std::string_view code, Evidence evidence, Frames frames, std::string summary,
                                       const Names &names);

}  // namespace capf::sequence
