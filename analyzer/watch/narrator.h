// SPDX-License-Identifier: GPL-2.0-or-later
// Tells what is new from one report to the next.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/watch/waiting.h"
#include "analyzer/watch/watch_event.h"

namespace capf::watch {

class Narrator {
public:
    // `waiting`: of each phone in the report, in the same order. `now`: by the capture's clock, nanoseconds since 1970.
    // `at_end`: nothing will come that changes what is there, which is of some of the phones. Earliest first.
    [[nodiscard]] std::vector<WatchEvent> tell(const findings::CaptureReport &report,
                                               const std::vector<std::optional<Waiting>> &waiting, std::int64_t now,
                                               bool at_end);

private:
    // Which packet it is: the frame, the service, from whom, and which one of those that a frame shows.
    using PacketKey = std::tuple<std::uint32_t, findings::Service, bool, int>;
    struct Told {
        std::vector<findings::StepStatus> steps;
        std::optional<findings::Verdict> verdict;
        std::optional<findings::Code> cause;
        std::optional<findings::Step> waiting, overdue;
    };

    void tell_packets(const findings::PhoneReport &phone, std::int64_t now, bool at_end,
                      std::vector<WatchEvent> &events);
    static void tell_steps(const findings::PhoneReport &phone, std::int64_t now, Told &told,
                           std::vector<WatchEvent> &events);
    static void tell_verdict(const findings::PhoneReport &phone, std::int64_t now, Told &told,
                             std::vector<WatchEvent> &events);
    static void tell_waiting(const findings::PhoneReport &phone, const std::optional<Waiting> &waiting,
                             std::int64_t now, Told &told, std::vector<WatchEvent> &events);

    void forget_packets(bool at_end);

    std::map<PacketKey, std::string> packets_;  // what was told of it
    std::set<std::uint32_t> frames_;            // that the report in hand has
    std::map<std::string, Told> phones_;        // by key_of()
};

}  // namespace capf::watch
