// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/log_zone.h"

#include <glib.h>

#include "plugin/wire/time_units.h"

namespace capf::logs {

std::optional<LogZone> LogZone::parse(const std::string &text) {
    GTimeZone *zone = text.empty() ? nullptr : g_time_zone_new_identifier(text.c_str());
    if (zone == nullptr) return std::nullopt;
    return LogZone(std::shared_ptr<GTimeZone>(zone, g_time_zone_unref));
}

std::int64_t LogZone::to_utc(std::int64_t local) const {
    const gint64 shown = local / wire::kNanosecondsPerSecond;
    gint64 seconds = shown;
    const gint interval = g_time_zone_adjust_time(zone_.get(), G_TIME_TYPE_STANDARD, &seconds);
    const gint64 to_utc = seconds - shown - g_time_zone_get_offset(zone_.get(), interval);
    return local + to_utc * wire::kNanosecondsPerSecond;
}

}  // namespace capf::logs
