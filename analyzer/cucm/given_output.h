// SPDX-License-Identifier: GPL-2.0-or-later
// Output of CUCM's command line that the user gave: `utils service list`, `show itl`, `show ctl`. Of which node it is,
// nothing says.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cucm/service_list.h"
#include "analyzer/cucm/shown_trust_list.h"

namespace capf::cucm {

// `path`: the file that holds the output, for messages.
struct GivenServiceList {
    std::string path;
    ServiceList list;
};

struct GivenTrustList {
    std::string path;
    ShownTrustList list;
};

struct GivenOutput {
    std::vector<GivenServiceList> services;
    std::vector<GivenTrustList> trust_lists;

    [[nodiscard]] bool is_empty() const { return services.empty() && trust_lists.empty(); }
};

}  // namespace capf::cucm
