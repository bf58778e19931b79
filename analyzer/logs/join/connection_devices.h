// SPDX-License-Identifier: GPL-2.0-or-later
// Which device a record is about that names only its connection: the one that another record of this connection names.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "analyzer/logs/join/log_collector.h"

namespace capf::logs {

class ConnectionDevices {
public:
    // Of servers' logs: of each all files that are parts of it.
    explicit ConnectionDevices(const std::vector<CollectedLog> &logs);

    // As the log names it; empty where no record of the connection names one. The event is one of the logs'.
    [[nodiscard]] const std::string &device_of(const LogEvent &event) const;

private:
    void look_behind(const std::vector<const LogEvent *> &events);
    void look_ahead(const std::vector<const LogEvent *> &events);

    std::unordered_map<const LogEvent *, const std::string *> devices_;
};

}  // namespace capf::logs
