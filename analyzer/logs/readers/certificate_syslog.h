// SPDX-License-Identifier: GPL-2.0-or-later
// CUCM's alarms about certificates in syslog, %UC_CERT. [Cisco HCM-F upgrade notes]
// CUCM's alarms about certificates in syslog, #pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_certificate_syslog(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_certificate_syslog_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
