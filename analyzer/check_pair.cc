// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/check_pair.h"

#include "analyzer/pair/packet_log.h"

namespace capf {
namespace {

findings::CaptureReport check(const std::string &path, const CheckOptions &options, pair::PacketLog &log) {
    return check_capture({path}, options, [&] {
        log = pair::PacketLog();
        return [&](const dissection::Observation &observation) { log.add(observation); };
    });
}

}  // namespace

pair::PairReport check_pair(const std::string &phone_path, const std::string &cucm_path, const CheckOptions &options,
                            findings::CaptureReport &cucm) {
    pair::PacketLog phone_log, cucm_log;
    findings::CaptureReport phone = check(phone_path, options, phone_log);
    cucm = check(cucm_path, options, cucm_log);
    return pair::join(std::move(phone), phone_log.flows(), cucm, cucm_log.flows());
}

}  // namespace capf
