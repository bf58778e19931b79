// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/connection_devices.h"

#include <gtest/gtest.h>

namespace capf::logs {
namespace {

LogEvent event(LogKind kind, const char *connection, const char *device = "") {
    LogEvent event;
    event.kind = kind;
    event.connection = connection;
    event.device = device;
    return event;
}

CollectedLog log_of(Format format, std::vector<LogEvent> events, std::size_t first_file) {
    CollectedLog log;
    log.reader = &reader_of(format);
    log.events = std::move(events);
    log.first_file = first_file;
    return log;
}

TEST(ConnectionDevices, AConnectionIsOfTheDeviceThatItsRecordsName) {
    const std::vector<CollectedLog> logs = {
        log_of(Format::tftp_trace,
               {event(LogKind::connection_opened, "3"), event(LogKind::connection_opened, "4"),
                event(LogKind::file_requested, "3", "SEP000000000001"), event(LogKind::connection_closed, "3"),
                event(LogKind::connection_opened, "3")},
               0),
        log_of(Format::tftp_trace,
               {event(LogKind::file_requested, "3", "SEP000000000002"), event(LogKind::http_status, "")}, 0)};
    const ConnectionDevices devices(logs);
    const std::vector<LogEvent> &events = logs[0].events;
    EXPECT_EQ(devices.device_of(events[0]), "SEP000000000001");
    EXPECT_EQ(devices.device_of(events[1]), "");
    EXPECT_EQ(devices.device_of(events[2]), "SEP000000000001");
    EXPECT_EQ(devices.device_of(events[3]), "SEP000000000001");
    EXPECT_EQ(devices.device_of(events[4]), "SEP000000000002") << "the number is used again, in the next file";
    EXPECT_EQ(devices.device_of(logs[1].events[1]), "");
}

TEST(ConnectionDevices, AnotherLogHasOtherConnections) {
    const std::vector<CollectedLog> logs = {
        log_of(Format::tftp_trace, {event(LogKind::connection_opened, "3")}, 0),
        log_of(Format::tftp_trace, {event(LogKind::file_requested, "3", "SEP000000000001")}, 1)};
    EXPECT_EQ(ConnectionDevices(logs).device_of(logs[0].events[0]), "");
}

}  // namespace
}  // namespace capf::logs
