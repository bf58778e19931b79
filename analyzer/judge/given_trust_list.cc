// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/given_trust_list.h"

#include <algorithm>

namespace capf::judge {

wire::PhoneFileKind GivenTrustList::kind() const {
    for (const std::string &name : {header.file_name.value_or(""), path}) {
        const wire::PhoneFileKind found = wire::parse_phone_file_name(name).kind;
        if (found == wire::PhoneFileKind::itl || found == wire::PhoneFileKind::ctl) return found;
    }
    return wire::PhoneFileKind::other;
}

bool GivenTrustList::holds_role(wire::Role role) const {
    return std::any_of(list.records.begin(), list.records.end(),
                       [&](const wire::TrustRecord &record) { return record.has_role(role); });
}

bool GivenTrustList::holds_certificate(const std::string &sha256) const {
    trust::TrustStore store;
    add_to(store);
    return store.find_sha256(sha256) != nullptr;
}

void GivenTrustList::add_to(trust::TrustStore &store) const {
    store.add_list(bytes, list, 0, path);
}

std::optional<GivenTrustList> read_given_trust_list(std::string path, std::vector<std::uint8_t> bytes,
                                                    std::string &error) {
    GivenTrustList given;
    given.path = std::move(path);
    given.bytes = std::move(bytes);
    if (!wire::looks_like_signed_file(given.bytes)) {
        error = "is not a trust list: it does not begin with a signed header";
        return std::nullopt;
    }
    given.header = wire::parse_signed_header(given.bytes);
    given.list = wire::parse_trust_list(given.bytes, given.header.payload);
    if (given.list.records.empty()) {
        error = "holds no trust list record";
        return std::nullopt;
    }
    return given;
}

}  // namespace capf::judge
