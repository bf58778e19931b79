// SPDX-License-Identifier: GPL-2.0-or-later
// What `show itl`, `show ctl` and `utils service list` print.
#include <algorithm>

#include "analyzer/cucm/service_list.h"
#include "analyzer/cucm/shown_trust_list.h"
#include "tests/fuzz/check.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
    for (const cucm::ShownTrustList &list : cucm::parse_shown_trust_lists(text)) {
        fuzz::require(list.line >= 1 && list.line <= lines, "a list has its line");
        fuzz::require(list.md5.empty() || list.md5.size() == 32, "a digest is whole");
        for (const cucm::ShownRecord &record : list.records) {
            fuzz::require(record.line >= list.line && record.line <= lines, "a record stands in its list");
            fuzz::require(record.certificate_digest.empty() || record.certificate_digest.size() == 40,
                          "a digest is whole");
        }
    }
    for (const cucm::Service &service : cucm::parse_service_list(text).services) {
        fuzz::require(!service.name.empty(), "a service has a name");
        fuzz::require(service.line >= 1 && service.line <= lines, "a service has its line");
    }
    return 0;
}
