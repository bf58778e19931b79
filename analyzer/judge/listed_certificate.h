// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a certificate that a server shows is in the trust lists that the phone has.
#pragma once

#include <string>

#include "analyzer/judge/history.h"

namespace capf::judge {

enum class InList {
    yes,                // or among the certificates that the user gave
    other_certificate,  // lists are there that hold another certificate in this role
    no_record,          // lists are there that hold none in this role
    unknown,            // no list of the phone is known
};

// `sha256`: of the certificate, lower-case hex; `role`: in which the list should hold it.
[[nodiscard]] InList look_in_lists(const History &history, const std::string &sha256, wire::Role role);

}  // namespace capf::judge
