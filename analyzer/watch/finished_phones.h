// SPDX-License-Identifier: GPL-2.0-or-later
// What came of phones whose packets were forgotten.
#pragma once

#include <map>
#include <string>

#include "analyzer/findings/capture_report.h"

namespace capf::watch {

class FinishedPhones {
public:
    [[nodiscard]] bool empty() const { return packets_ == 0 && phones_.empty(); }
    // The report of a part of the capture, whose packets are forgotten now. A phone's later result replaces an earlier
    // one unless it decides nothing.
    void add(findings::CaptureReport part);
    // The same of some of its phones, while others go on: a later report counts the packets, and has the notices.
    void add_phones(findings::CaptureReport part);
    // Adds to the report of the last part what came before it.
    void add_to(findings::CaptureReport &last) const;
    // Of that only how many packets there were, and when.
    void add_packets_to(findings::CaptureReport &last) const;
    // What came of the phone with this key_of(), or null.
    [[nodiscard]] const findings::PhoneReport *find(const std::string &key) const;

private:
    std::map<std::string, findings::PhoneReport> phones_;  // by key_of()
    findings::Findings notices_;
    std::uint32_t packets_ = 0;
    std::size_t dissected_ = 0, strangers_ = 0;
    std::optional<std::int64_t> first_time_, last_time_;
};

}  // namespace capf::watch
