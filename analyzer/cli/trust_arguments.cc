// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/trust_arguments.h"

#include <unistd.h>

#include <filesystem>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/output.h"
#include "plugin/trust/read_file.h"

namespace capf::cli {

void split_password(const std::string &text, std::string &path, std::string &password) {
    path = text;
    if (access(text.c_str(), F_OK) == 0) return;
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) return;
    path = text.substr(0, colon);
    password = text.substr(colon + 1);
}

void TrustArguments::add_options(CommandLine &line) {
    line.use_configuration();
    line.add_list("--phone-key", phone_key_texts_, "private key of a phone, to decrypt its .enc.sgn",
                  "[DEVICE=]FILE[:PASSWORD]");
    line.add_list("--trust-list", trust_list_paths_, "an ITL or CTL that the phone already had (.tlv)", "FILE");
    line.add_list("--cert", certificate_paths_, "trusted certificates: a PEM or DER file, or a folder", "FILE");
}

bool TrustArguments::load() {
    return load_certificates() && load_trust_lists() && load_phone_keys();
}

bool TrustArguments::load_certificates() {
    for (const std::string &path : certificate_paths_) {
        GivenCertificates &given = certificates_.emplace_back(GivenCertificates{path, {}});
        std::string error = "no certificate in this folder";
        const bool folder = std::filesystem::is_directory(path);
        if (!(folder ? given.store.add_folder(path) : given.store.add_file(path, error))) {
            return complain_of("--cert", path, error);
        }
    }
    return true;
}

bool TrustArguments::load_trust_lists() {
    for (const std::string &path : trust_list_paths_) {
        std::string error;
        auto bytes = trust::read_file(path, error);
        if (!bytes) return complain_of("--trust-list", path, error);
        auto given = judge::read_given_trust_list(path, std::move(*bytes), error);
        if (!given) return complain_of("--trust-list", path, error);
        trust_lists_.push_back(std::move(*given));
    }
    return true;
}

// [DEVICE=]FILE[:PASSWORD]
bool TrustArguments::load_phone_keys() {
    for (const std::string &text : phone_key_texts_) {
        std::string device, rest = text, path, password, error;
        const std::size_t equals = text.find('=');
        if (equals != std::string::npos && access(text.c_str(), F_OK) != 0) {
            device = text.substr(0, equals);
            rest = text.substr(equals + 1);
        }
        split_password(rest, path, password);
        auto key = trust::PrivateKey::load(path, password, error);
        if (!key) return complain_of("--phone-key", path, error);
        phone_keys_.push_back({device, path, std::move(*key)});
    }
    return true;
}

}  // namespace capf::cli
