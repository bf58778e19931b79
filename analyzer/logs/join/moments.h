// SPDX-License-Identifier: GPL-2.0-or-later
// What a capture and a log may both tell of, so that their clocks can be compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/logs/log_event.h"

namespace capf::logs {

enum class Moment {
    file_asked,
    file_sent,
    file_missing,
    file_busy,
    connects,  // to TVS, CAPF or CUCM
    alert,     // of TLS
    capf_begins,
    capf_ends,
    tvs_message,
    registered,
};

struct MomentKey {
    Moment what = Moment::file_asked;
    std::string file;        // lower case, without its path; of files only
    std::uint16_t port = 0;  // of the server; of connections and alerts only

    friend auto operator<=>(const MomentKey &, const MomentKey &) = default;
};

struct SeenMoment {
    MomentKey key;
    std::int64_t time = 0;  // nanoseconds since 1970
};

[[nodiscard]] inline bool is_of_file(const MomentKey &key) {
    return key.what <= Moment::file_busy;
}

// Of the phone, as the capture shows them.
[[nodiscard]] std::vector<SeenMoment> moments_of(const findings::PhoneReport &phone);
// Of a log; nothing for an event that a capture does not show at a moment of its own.
[[nodiscard]] std::optional<MomentKey> moment_of(const LogEvent &event);

}  // namespace capf::logs
