// SPDX-License-Identifier: GPL-2.0-or-later
// What one line of a program's log says of the phone it is about: that something is wrong, or that it went well.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::judge {

// Nothing where the line says nothing of the kind, or what the capture shows leaves it without a meaning.
[[nodiscard]] std::optional<findings::Indication> indication_of(const findings::LogLine &line,
                                                                const findings::PhoneReport &phone);

// Codes that cannot hold at the time of the line, by what went well.
[[nodiscard]] std::vector<findings::Code> refuted_by(const findings::LogLine &line);

// The line as evidence.
[[nodiscard]] findings::EvidenceRef ref_of(const findings::LogLine &line);

// Of the file that the line names. A phone names its encrypted configuration without what encryption adds to the name,
// and says before whether it expects that one.
[[nodiscard]] wire::PhoneFileKind file_kind_of(const findings::LogLine &line);

// The line's values, with the file's name as servers know it.
[[nodiscard]] findings::Parameters values_as_asked_for(const findings::LogLine &line);

// The text of a value, or empty where the line has none.
[[nodiscard]] std::string text_of(const findings::LogLine &line, findings::Param param);

}  // namespace capf::judge
