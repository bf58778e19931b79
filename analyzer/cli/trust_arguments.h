// SPDX-License-Identifier: GPL-2.0-or-later
// The options that name whom to trust and how to decrypt files: --cert, --trust-list, --phone-key.
#pragma once

#include <string>
#include <vector>

#include "analyzer/judge/given_trust_list.h"
#include "analyzer/judge/history.h"
#include "plugin/trust/trust_store.h"

namespace capf::cli {

class CommandLine;

// One --cert.
struct GivenCertificates {
    std::string path;
    trust::TrustStore store;
};

class TrustArguments {
public:
    void add_options(CommandLine &line);
    // Reads what the options name. False after an error, which was told on stderr.
    [[nodiscard]] bool load();

    [[nodiscard]] const std::vector<GivenCertificates> &certificates() const { return certificates_; }
    [[nodiscard]] const std::vector<judge::GivenTrustList> &trust_lists() const { return trust_lists_; }
    [[nodiscard]] const std::vector<judge::PhoneKey> &phone_keys() const { return phone_keys_; }

private:
    [[nodiscard]] bool load_certificates();
    [[nodiscard]] bool load_trust_lists();
    [[nodiscard]] bool load_phone_keys();

    std::vector<std::string> certificate_paths_, trust_list_paths_, phone_key_texts_;
    std::vector<GivenCertificates> certificates_;
    std::vector<judge::GivenTrustList> trust_lists_;
    std::vector<judge::PhoneKey> phone_keys_;
};

// Splits FILE:PASSWORD; a file whose whole name exists is a file.
void split_password(const std::string &text, std::string &path, std::string &password);

}  // namespace capf::cli
