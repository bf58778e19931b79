// SPDX-License-Identifier: GPL-2.0-or-later
// A phone in the table on the terminal, as it goes from the process that judges to the one that draws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/watch/waiting.h"

namespace capf::watch {

struct PhoneRow {
    std::string key, name, address;  // `key`: key_of()
    std::string verdict;             // name_of() it
    std::string steps;               // a letter for each of the ten, see step_letter()
    std::string state;               // what failed, or what it waits for, without how long
    std::int64_t since = 0;          // of what it waits for, nanoseconds since 1970; 0: it does not wait
    std::int64_t usual = 0;          // nanoseconds after which that is overdue
    std::string candidates;          // codes, once it is
};

// o: ok, F: failed, -: not needed, .: not seen, ?: unknown.
[[nodiscard]] char step_letter(findings::StepStatus status);

[[nodiscard]] PhoneRow row_of(const findings::PhoneReport &phone, const std::optional<Waiting> &waiting);

[[nodiscard]] std::string to_message(const PhoneRow &row);
// Nothing when it is none.
[[nodiscard]] std::optional<PhoneRow> row_in(const std::string &message);

// The capture as a whole.
struct TableTitle {
    std::uint32_t packets = 0;
    std::int64_t now = 0;  // by its clock, nanoseconds since 1970
};
[[nodiscard]] std::string to_message(std::uint32_t packets, std::int64_t now);
[[nodiscard]] std::optional<TableTitle> title_in(const std::string &message);

}  // namespace capf::watch
