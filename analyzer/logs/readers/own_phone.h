// SPDX-License-Identifier: GPL-2.0-or-later
// Whose a phone's own log is: it tells in the names of its files and the subject of its certificate.
#pragma once

#include <string>

#include "analyzer/logs/device_in_text.h"
#include "analyzer/logs/log_event.h"

namespace capf::logs {

class OwnPhone {
public:
    // The event is this phone's, as far as the log has named it so far.
    void set(LogEvent &event) {
        std::string named = device_in(event.file_name);
        if (named.empty()) named = device_in(event.subject);
        if (!named.empty()) device_ = named;
        event.device = device_;
    }

private:
    std::string device_;
};

}  // namespace capf::logs
