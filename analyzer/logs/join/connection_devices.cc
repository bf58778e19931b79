// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/connection_devices.h"

#include <string_view>

namespace capf::logs {
namespace {

const std::string kNone;

using Known = std::unordered_map<std::string_view, const std::string *>;  // by the connection

}  // namespace

ConnectionDevices::ConnectionDevices(const std::vector<CollectedLog> &logs) {
    for (std::size_t i = 0; i < logs.size();) {
        std::vector<const LogEvent *> events;
        const std::size_t first = i;
        do {
            for (const LogEvent &event : logs[i].events) {
                if (!event.connection.empty()) events.push_back(&event);
            }
        } while (++i < logs.size() && logs[i].first_file == first);
        if (is_of_phone(logs[first].reader->format)) continue;
        look_behind(events);
        look_ahead(events);
    }
}

void ConnectionDevices::look_behind(const std::vector<const LogEvent *> &events) {
    Known known;
    for (const LogEvent *const event : events) {
        // Numbers of connections are used again.
        if (event->kind == LogKind::connection_opened) known.erase(event->connection);
        if (!event->device.empty()) {
            known[event->connection] = &event->device;
        } else if (const auto device = known.find(event->connection); device != known.end()) {
            devices_.emplace(event, device->second);
        }
    }
}

void ConnectionDevices::look_ahead(const std::vector<const LogEvent *> &events) {
    Known known;
    for (std::size_t i = events.size(); i-- > 0;) {
        const LogEvent *const event = events[i];
        if (!event->device.empty()) {
            known[event->connection] = &event->device;
        } else if (const auto device = known.find(event->connection); device != known.end()) {
            devices_.emplace(event, device->second);
        }
        if (event->kind == LogKind::connection_opened) known.erase(event->connection);
    }
}

const std::string &ConnectionDevices::device_of(const LogEvent &event) const {
    if (!event.device.empty()) return event.device;
    const auto found = devices_.find(&event);
    return found == devices_.end() ? kNone : *found->second;
}

}  // namespace capf::logs
