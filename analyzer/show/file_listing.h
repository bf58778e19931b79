// SPDX-License-Identifier: GPL-2.0-or-later
// One phone file taken apart on its own, without a capture: what CUCM's `show itl` and `show ctl` print, for every kind
// of file that a phone downloads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "plugin/trust/certificate.h"
#include "plugin/trust/config_decryption.h"
#include "plugin/trust/file_verification.h"
#include "plugin/trust/signature.h"
#include "plugin/trust/trust_store.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"

namespace capf::show {

enum class FileKind { itl, ctl, trust_list, signed_file, encrypted_file, plain_config, unknown };
// "itl", "ctl", "trust-list", "signed", "encrypted", "config", "unknown".
[[nodiscard]] const char *name_of(FileKind kind);

// One element of the header or of a record, in the order of the file.
struct Element {
    std::size_t offset = 0;  // of its tag, from the first byte of the file
    std::uint8_t tag = 0;
    std::string name;        // as CUCM prints it, misspelt where CUCM misspells it; empty for an unknown tag
    std::size_t length = 0;  // as declared, bytes
    int depth = 0;           // inside how many containers
    std::string value;       // in words; empty for containers and for what is shown as bytes
    std::string hex;         // lower case, of what has no words: signatures, unknown tags
};

struct Record {
    std::size_t offset = 0;
    std::vector<Element> elements;
    std::optional<trust::Certificate> certificate;
    bool is_sast = false;
    bool signed_the_list = false;  // its certificate is the signer's
};

// What the file's own records, or what the user gave, alone would say of the signature.
struct Check {
    std::string authority;  // "its own record 1", or the path of what the user gave
    bool own = false;       // by a record of the file itself
    std::string signer;     // subject of the certificate that was used; empty when none fitted
    trust::SignatureCheck result;
};

struct Decryption {
    std::string key;  // path
    trust::DecryptionStatus status = trust::DecryptionStatus::malformed;
    std::string reason;
};

// A field of the configuration: the XML element's name and its text.
struct Field {
    std::string name, value;
    bool secret = false;
};

struct FileListing {
    std::string path;
    FileKind kind = FileKind::unknown;
    std::size_t size = 0;
    std::string md5, sha1, sha256;
    std::optional<wire::SignedHeader> header;
    std::vector<Element> elements;  // of the header
    std::vector<Record> records;
    std::optional<trust::FileVerification> signature;  // of a signed file, by all that is at hand
    std::vector<Check> checks;
    std::vector<Decryption> decryptions;  // of an encrypted file, one a key
    std::vector<Field> fields;            // of a configuration that can be read
    bool has_config = false;
    std::vector<std::string> problems;
    bool for_rollback = false;                             // a trust list: wire::is_for_rollback()
    std::vector<std::size_t> records_without_certificate;  // of a trust list, counted from 0
    bool redacted = false;                                 // names and addresses are pseudonyms

    // Lists or certificates were given and none of them holds the signer: who trusts only those refuses the file.
    [[nodiscard]] bool untrusted() const;
    // The signer is known, and his role does not let him sign such a file: a phone refuses it.
    [[nodiscard]] bool signer_may_not_sign() const { return signature && signature->signer && !signature->may_sign; }
    [[nodiscard]] bool decrypted() const;
};

struct Key {
    std::string path;
    trust::PrivateKey key;
};

// Certificates of one --trust-list or --cert.
struct Authority {
    std::string path;
    trust::TrustStore store;
};

[[nodiscard]] FileListing list_file(const std::string &path, wire::Bytes bytes,
                                    const std::vector<Authority> &authorities, const std::vector<Key> &keys);

// 0 the signatures hold (or the file has none) and what was to be decrypted was; 1 a signature is invalid, its signer
// is untrusted() or may not sign, or no key decrypts; 3 a signature cannot be checked; 4 no phone file. The worst of
// several files wins: 4, 1, 3, 0.
[[nodiscard]] int exit_status(const std::vector<FileListing> &files);

}  // namespace capf::show
