// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/certificate_alarms.h"

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "plugin/wire/ascii.h"

namespace capf::logs {
namespace {

using Names = std::set<std::string, std::less<>>;  // lower case

// CUCM names a certificate's file after its subject: "CAPF-fc5f9d3a.der".
std::string subject_of(std::string_view file_name) {
    for (const std::string_view ending : {".der", ".pem"}) {
        if (file_name.ends_with(ending)) file_name.remove_suffix(ending.size());
    }
    return wire::lower(file_name);
}

Names certificate_names(const findings::CaptureReport &capture) {
    Names names;
    for (const findings::PhoneReport &phone : capture.phones) {
        for (const findings::CertificateReport &one : phone.certificates) {
            names.insert(wire::lower(one.certificate.common_name));
        }
    }
    names.erase("");
    return names;
}

template <typename IsWanted>
std::vector<findings::LogAlarm> find_alarms(const std::vector<CollectedLog> &logs, const IsWanted &is_wanted) {
    // They are repeated every day.
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known;
    std::vector<findings::LogAlarm> alarms;
    for (std::size_t i = 0; i < logs.size(); ++i) {
        for (const LogEvent &event : logs[i].events) {
            if (event.kind != LogKind::certificate_alarm || !is_wanted(event)) continue;
            const auto [at, is_new] = known.emplace(std::tuple(event.unit, event.subject, event.mode), alarms.size());
            if (is_new && alarms.size() == kMostAlarms) return alarms;
            if (is_new) alarms.emplace_back();
            alarms[at->second] = {static_cast<std::uint32_t>(i),
                                  static_cast<std::uint32_t>(event.line),
                                  event.mode,
                                  event.subject,
                                  event.unit,
                                  event.expires};
        }
    }
    return alarms;
}

}  // namespace

std::vector<findings::LogAlarm> alarms_about(const findings::CaptureReport &capture,
                                             const std::vector<CollectedLog> &logs) {
    const Names names = certificate_names(capture);
    return find_alarms(logs, [&](const LogEvent &event) {
        return event.unit.starts_with("CAPF") || names.contains(subject_of(event.subject));
    });
}

std::vector<findings::LogAlarm> all_alarms(const std::vector<CollectedLog> &logs) {
    return find_alarms(logs, [](const LogEvent &) { return true; });
}

}  // namespace capf::logs
