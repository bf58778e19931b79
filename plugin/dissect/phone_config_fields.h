// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of a phone's configuration that decide its provisioning, as lines of the packet's tree.
#pragma once

#include "plugin/dissect/plan.h"
#include "plugin/wire/phone_config.h"

namespace capf::dissect {

void register_phone_config_fields(int protocol, expert_module_t *experts);

// `config` was read from `payload` of the file; its ranges count from there. `frame` is the frame at hand, for the
// comparison of certHash with the certificates that CAPF carried; `device` the phone that the file is for, or empty.
void describe_phone_config(Plan &plan, const wire::PhoneConfig &config, wire::Range payload, std::uint32_t frame,
                           const std::string &device);

}  // namespace capf::dissect
