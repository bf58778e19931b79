// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/listed_certificate.h"

#include "plugin/trust/certificate.h"

namespace capf::judge {

InList look_in_lists(const History &history, const std::string &sha256, wire::Role role) {
    bool any_list = false, any_of_role = false;
    for (const CheckedFile &file : history.files) {
        if (!file.trust_list || file.malformed) continue;
        any_list = true;
        for (const wire::TrustRecord &record : file.trust_list->records) {
            const auto certificate = trust::read_certificate(wire::slice(file.bytes(), record.certificate));
            if (certificate && certificate->sha256 == sha256) return InList::yes;
            any_of_role |= record.has_role(role);
        }
    }
    if (history.options->given_certificates.find_sha256(sha256) != nullptr) return InList::yes;
    for (const GivenTrustList *given : history.given_lists_in_hand()) {
        any_list = true;
        if (given->holds_certificate(sha256)) return InList::yes;
        any_of_role |= given->holds_role(role);
    }
    if (!any_list) return InList::unknown;
    return any_of_role ? InList::other_certificate : InList::no_record;
}

}  // namespace capf::judge
