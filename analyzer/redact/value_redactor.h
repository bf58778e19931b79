// SPDX-License-Identifier: GPL-2.0-or-later
// Pseudonyms for values, by what each value is: nothing is searched for in sentences.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "analyzer/findings/value.h"
#include "analyzer/redact/known_names.h"
#include "analyzer/redact/pseudonyms.h"

namespace capf::redact {

// What stands for text that came over the wire and may say anything.
inline constexpr const char *kHidden = "(redacted)";

// For one thread.
class ValueRedactor {
public:
    // `known`: what the names of the user's files may hold besides addresses.
    explicit ValueRedactor(const Pseudonyms &pseudonyms, KnownNames known = {})
        : pseudonyms_(pseudonyms), known_(std::move(known)) {}

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
    // The path of a file of the user's: its folders are left out. A phone's file gets file_name(), of other names
    // what redact_base_name() finds is replaced.
    [[nodiscard]] std::string path(const std::string &path) const;

    void apply(findings::Value &value) const;
    void apply(findings::Parameters &values) const;

private:
    [[nodiscard]] std::string base_name(const std::string &name) const;

    const Pseudonyms &pseudonyms_;
    KnownNames known_;
    // What path() gave: a key of the user's is named once for each phone, and any of thousands of names may be in it.
    mutable std::map<std::string, std::string> paths_;
};

}  // namespace capf::redact
