// SPDX-License-Identifier: GPL-2.0-or-later
// The sections of one phone in the HTML report. `id` is a prefix that no other phone of the page has.
#pragma once

#include <string>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/html/clock.h"
#include "analyzer/report/html/markup.h"

namespace capf::report {

struct SectionContext {
    std::string id;
    const findings::CaptureReport *capture = nullptr;
    Clock clock;
    bool show_secrets = false;
    bool alone = false;  // the page has no other phone
    bool drawn = true;   // its ladder is a drawing as well as a table
};

// Whether a section shows what it has, or its heading alone until it is opened.
enum class Fold { open, closed };

// Each is empty when there is nothing to show.
[[nodiscard]] Markup steps_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup ladder_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup log_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup files_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup sessions_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup certificates_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup history_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup notices_section(const findings::PhoneReport &phone, const SectionContext &context);

// A section with its heading, "ID-NAME" being the heading's id. `fact`: a few words beside it, or "".
[[nodiscard]] Markup section(const SectionContext &context, std::string_view name, std::string_view heading,
                             const std::string &fact, Fold fold, const Markup &content);

}  // namespace capf::report
