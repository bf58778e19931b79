// SPDX-License-Identifier: GPL-2.0-or-later
// The sections of one phone in the HTML report. `id` is a prefix that no other phone of the page has.
#pragma once

#include <string>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/html/markup.h"

namespace capf::report {

struct SectionContext {
    std::string id;
    const findings::CaptureReport *capture = nullptr;
    bool show_secrets = false;

    [[nodiscard]] std::int64_t time_zero() const { return capture->first_time.value_or(0); }
};

// Each is empty when there is nothing to show.
[[nodiscard]] Markup causes_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup steps_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup ladder_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup log_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup files_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup sessions_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup certificates_section(const findings::PhoneReport &phone, const SectionContext &context);
[[nodiscard]] Markup notices_section(const findings::PhoneReport &phone, const SectionContext &context);

// A section with its heading, "ID-NAME" being the heading's id.
[[nodiscard]] Markup section(const SectionContext &context, std::string_view name, std::string_view heading,
                             const Markup &content);

}  // namespace capf::report
