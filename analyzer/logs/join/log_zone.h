// SPDX-License-Identifier: GPL-2.0-or-later
// The time zone of logs that give none.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct _GTimeZone;

namespace capf::logs {

class LogZone {
public:
    // As GLib reads it: Z, UTC, +0100, -05:30, or a name in the machine's zone database such as Europe/Berlin. Nothing
    // for any other text, and for a name where the machine has no zone database.
    [[nodiscard]] static std::optional<LogZone> parse(const std::string &text);

    // The nanoseconds since 1970 UTC at which clocks of this zone show `local`, given as if it were UTC. Of an hour
    // that clocks show twice, the one of standard time is meant; one that they skip counts as the moment at which they
    // are set.
    [[nodiscard]] std::int64_t to_utc(std::int64_t local) const;

private:
    explicit LogZone(std::shared_ptr<_GTimeZone> zone) : zone_(std::move(zone)) {}

    std::shared_ptr<_GTimeZone> zone_;
};

}  // namespace capf::logs
