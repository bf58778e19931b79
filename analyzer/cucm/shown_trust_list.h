// SPDX-License-Identifier: GPL-2.0-or-later
// What `show itl` and `show ctl` print of a node's trust list: digests, the header, and each record with its role.
// Layouts differ between releases, so tags are read by their names. [Cisco 116232 for the layout]
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace capf::cucm {

// One record; what it does not have is empty.
struct ShownRecord {
    std::string dns_name, subject, issuer;
    std::string function;  // "CCM+TFTP", "CAPF", "TVS", "System Administrator Security Token"
    std::string serial;    // lower-case hex
    std::string
        certificate_digest;        // SHA-1 of the certificate, lower-case hex, 40 digits; empty in a record without one
    std::int64_t length = 0;       // bytes, as RECORDLENGTH says
    bool signed_the_file = false;  // "This etoken was used to sign the … file."
    std::size_t line = 0;          // where it begins, from 1
};

struct ShownTrustList {
    bool is_ctl = false;                 // otherwise an ITL
    bool missing = false;                // "Length of CTL file: 0", or not found
    std::optional<std::int64_t> length;  // bytes of the file
    std::string md5, sha1;               // of the file, lower-case hex
    std::string last_modified;           // as printed
    std::string version;                 // "1.2"
    std::string signer, signer_serial, signer_issuer;
    std::vector<ShownRecord> records;
    bool verified = false;  // the node says that the file was verified; how it says the opposite is not known
    std::size_t line = 0;   // where the output begins, from 1

    // The first record whose function holds this role, such as "CAPF"; null without one.
    [[nodiscard]] const ShownRecord *find_role(std::string_view role) const;
};

// All lists that a text shows: a session in a terminal may hold several. Never fails.
[[nodiscard]] std::vector<ShownTrustList> parse_shown_trust_lists(std::string_view text);

// Whether a text's first bytes are such an output.
[[nodiscard]] bool looks_like_shown_trust_list(std::string_view head);

}  // namespace capf::cucm
