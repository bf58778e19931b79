// SPDX-License-Identifier: GPL-2.0-or-later
// The step that a phone has not taken yet, and how long it usually takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"

namespace capf::watch {

struct Waiting {
    findings::Step step = findings::Step::trust_list;
    std::optional<findings::Step> after;  // the step that it took last
    std::int64_t since = 0;               // the phone's last sign, nanoseconds since 1970
    std::int64_t usual = 0;               // nanoseconds that the step takes at most, as a rule
    std::vector<findings::Code> candidates;

    [[nodiscard]] bool is_overdue(std::int64_t now) const { return now - since >= usual; }
    // Half of the usual time has gone by: worth to be shown.
    [[nodiscard]] bool is_long(std::int64_t now) const { return now - since >= usual / 2; }
};

// What an undecided phone waits for; nothing of one that has a verdict. Its candidates are those that are always
// possible when nothing comes: judging with the time that has gone by may know better.
[[nodiscard]] std::optional<Waiting> waiting_of(const findings::PhoneReport &phone);

// The latest sign of the phone, nanoseconds since 1970; 0 without one.
[[nodiscard]] std::int64_t last_sign(const findings::PhoneReport &phone);

// "no connection to CAPF 30 s after the partial configuration".
[[nodiscard]] std::string waiting_text(const Waiting &waiting, std::int64_t now);

// What phones are known by: the device's name, else the first address.
[[nodiscard]] std::string key_of(const findings::PhoneReport &phone);

}  // namespace capf::watch
