// SPDX-License-Identifier: GPL-2.0-or-later
// Pseudonyms for values, by what each value is: nothing is searched for in sentences.
#pragma once

#include <set>
#include <string>

#include "analyzer/findings/value.h"
#include "analyzer/redact/pseudonyms.h"

namespace capf::redact {

// What stands for text that came over the wire and may say anything.
inline constexpr const char *kHidden = "(redacted)";

class ValueRedactor {
public:
    explicit ValueRedactor(const Pseudonyms &pseudonyms) : pseudonyms_(pseudonyms) {}

    // A device's name; an address, where a phone is known by it alone.
    [[nodiscard]] std::string device(const std::string &name) const;
    // IPv4, IPv6 or MAC; anything else is hidden.
    [[nodiscard]] std::string address(const std::string &text) const;
    // A host, a certificate's common name, a user: a name or an address.
    [[nodiscard]] std::string host(const std::string &name) const;
    // As a phone asks for it: what tells its kind stays.
    [[nodiscard]] std::string file_name(const std::string &name) const;
    [[nodiscard]] std::string distinguished_name(const std::string &name) const;
    [[nodiscard]] findings::Endpoint endpoint(const findings::Endpoint &one) const;
    // The path of the user's file: its folders are left out, and what in its name is a device's name or an address is
    // replaced, as is any of `names`, in whatever case.
    [[nodiscard]] std::string path(const std::string &path, const std::set<std::string> &names = {}) const;

    void apply(findings::Value &value) const;
    void apply(findings::Parameters &values) const;

private:
    const Pseudonyms &pseudonyms_;
};

// The pseudonym of a text that is an IPv4, IPv6 or MAC address; empty when it is none.
[[nodiscard]] std::string address_pseudonym(const Pseudonyms &pseudonyms, const std::string &text);

}  // namespace capf::redact
