// SPDX-License-Identifier: GPL-2.0-or-later
// Finds names and addresses in free text and puts their stand-ins there.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/redact/pseudonyms.h"

namespace capf::redact {

// Addresses (IPv4, IPv6, MAC) and the names of devices that hold one are known by their form; all else has to be learnt
// from the fields that hold it, before text() meets it in a sentence.
class TextRedactor {
public:
    explicit TextRedactor(const Pseudonyms &pseudonyms) : pseudonyms_(pseudonyms) {}

    void learn_device(const std::string &name);
    // Of a host, a certificate or a user; an address is none.
    void learn_name(const std::string &name);
    // A distinguished name as written, and what it holds.
    void learn_distinguished_name(const std::string &name);

    [[nodiscard]] std::string text(std::string_view original) const;
    // Of the path of a file its name is left: folders tell who and where.
    [[nodiscard]] std::string file_name(const std::string &path) const;
    // A whole value that is an address or a name.
    [[nodiscard]] std::string address_or_name(const std::string &original) const;
    [[nodiscard]] std::string distinguished_name(const std::string &original) const;

private:
    void learn_phrase(const std::string &original, const std::string &stand_in);
    [[nodiscard]] std::size_t replace_at(std::string_view text, std::size_t at, std::string &out) const;
    [[nodiscard]] std::size_t word_at(std::string_view text, std::size_t at, std::string &out) const;

    const Pseudonyms &pseudonyms_;
    std::unordered_map<std::string, std::string> any_case_, same_case_;
    std::vector<std::pair<std::string, std::string>> phrases_;  // the longest first
};

// The stand-in of a text that is an IPv4, IPv6 or MAC address; empty when it is none.
[[nodiscard]] std::string address_stand_in(const Pseudonyms &pseudonyms, const std::string &text);

}  // namespace capf::redact
