// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <string>

namespace capf::report {

// What stands for a secret that was not asked for. It has one length whatever the secret's.
inline constexpr const char *kMask = "********";

[[nodiscard]] inline std::string masked(const std::string &secret, bool show_secrets) {
    return show_secrets || secret.empty() ? secret : kMask;
}

}  // namespace capf::report
