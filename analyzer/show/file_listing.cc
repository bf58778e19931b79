// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/show/file_listing.h"

#include <algorithm>

#include "analyzer/show/config_fields.h"
#include "analyzer/show/element_words.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::show {
namespace {

using trust::DecryptionStatus;
using wire::Bytes;

// The text between '<' and '>' before the value: which element it is the value of.
std::string element_before(std::string_view text, wire::Range where) {
    const std::string_view before = text.substr(0, std::min(where.offset, text.size()));
    const std::size_t open = before.rfind('<');
    if (where.empty() || open == std::string_view::npos) return "secret";
    const std::string_view tag = before.substr(open + 1);
    return std::string(tag.substr(0, tag.find_first_of(" \t\r\n>")));
}

class Lister {
public:
    Lister(const std::string &path, Bytes bytes) : bytes_(bytes) {
        listing_.path = path;
        listing_.size = bytes.size();
        listing_.md5 = trust::md5_hex(bytes);
        listing_.sha1 = trust::sha1_hex(bytes);
        listing_.sha256 = trust::sha256_hex(bytes);
    }

    FileListing list(const std::vector<Authority> &authorities, const std::vector<Key> &keys) {
        if (wire::looks_like_signed_file(bytes_)) {
            read_header();
            if (is_list()) read_records();
            verify(authorities);
            if (listing_.kind == FileKind::encrypted_file) decrypt(keys);
            if (listing_.kind == FileKind::signed_file) read_config(wire::slice(bytes_, listing_.header->payload));
        } else if (wire::looks_like_xml(bytes_)) {
            read_config(bytes_);
            if (listing_.has_config) listing_.kind = FileKind::plain_config;
        }
        if (listing_.kind == FileKind::unknown) {
            listing_.problems.emplace_back("neither a signed phone file nor a phone's configuration");
        }
        return std::move(listing_);
    }

private:
    void add_problems(const wire::Problems &problems) {
        for (const wire::Problem &problem : problems) {
            listing_.problems.push_back("byte " + std::to_string(problem.where.offset) + ": " + problem.text);
        }
    }

    void read_header() {
        listing_.header = wire::parse_signed_header(bytes_);
        listing_.elements = header_elements(bytes_, *listing_.header);
        add_problems(listing_.header->problems);
        switch (listing_.header->kind()) {
            case wire::SignedFileKind::trust_list:
                listing_.kind = list_kind();
                break;
            case wire::SignedFileKind::encrypted_file:
                listing_.kind = FileKind::encrypted_file;
                break;
            case wire::SignedFileKind::signed_file:
                listing_.kind = FileKind::signed_file;
                break;
        }
    }

    [[nodiscard]] FileKind list_kind() const {
        for (const std::string &name : {listing_.header->file_name.value_or(""), listing_.path}) {
            const wire::PhoneFileKind kind = wire::parse_phone_file_name(name).kind;
            if (kind == wire::PhoneFileKind::itl) return FileKind::itl;
            if (kind == wire::PhoneFileKind::ctl) return FileKind::ctl;
        }
        return FileKind::trust_list;
    }

    void read_records() {
        list_ = wire::parse_trust_list(bytes_, listing_.header->payload);
        add_problems(list_.problems);
        for (const wire::TrustRecord &record : list_.records) {
            Record &shown = listing_.records.emplace_back();
            shown.offset = record.whole.offset;
            shown.elements = record_elements(bytes_, record);
            shown.certificate = trust::read_certificate(wire::slice(bytes_, record.certificate));
            shown.is_sast = record.has_role(wire::Role::sast);
            if (record.certificate.empty()) listing_.records_without_certificate.push_back(listing_.records.size() - 1);
        }
        listing_.for_rollback = wire::is_for_rollback(list_);
    }

    [[nodiscard]] bool is_list() const { return listing_.header->kind() == wire::SignedFileKind::trust_list; }

    void verify(const std::vector<Authority> &authorities) {
        trust::TrustStore given;
        for (const Authority &authority : authorities) {
            for (const trust::KnownCertificate &one : authority.store.all()) given.add(one);
        }
        listing_.signature = trust::verify_file(bytes_, *listing_.header, is_list() ? &list_ : nullptr, given);
        if (listing_.signature->source == trust::SignerSource::own_list) note_own_signer();
        for (const Authority &authority : authorities) check_by(authority);
    }

    void note_own_signer() {
        const trust::KnownCertificate &signer = *listing_.signature->signer;
        for (std::size_t i = 0; i < list_.records.size(); ++i) {
            Record &shown = listing_.records[i];
            const bool same = shown.certificate && shown.certificate->sha256 == signer.certificate.sha256;
            if (!same || list_.records[i].role != signer.role) continue;
            shown.signed_the_list = true;
            listing_.checks.push_back(
                {"its own record " + std::to_string(i + 1), true, signer.certificate.subject, *listing_.signature});
            return;
        }
    }

    void check_by(const Authority &authority) {
        const trust::FileVerification found = trust::verify_file(bytes_, *listing_.header, nullptr, authority.store);
        Check &check = listing_.checks.emplace_back(Check{authority.path, false, "", found});
        if (found.signer) {
            check.signer = found.signer->certificate.subject;
        } else {
            check.result.reason = "holds no certificate of the signer";
        }
    }

    void decrypt(const std::vector<Key> &keys) {
        for (const Key &key : keys) {
            const trust::Decryption result = trust::decrypt_configuration(bytes_, *listing_.header, key.key);
            listing_.decryptions.push_back({key.path, result.status, result.reason});
            if (result.status != DecryptionStatus::decrypted) continue;
            read_config(result.plain_text);
            return;
        }
    }

    void read_config(Bytes text) {
        if (!wire::looks_like_xml(text)) return;
        const wire::PhoneConfig config = wire::parse_phone_config(text);
        if (!config.is_device) return;
        listing_.has_config = true;
        for (const wire::Problem &problem : config.problems) listing_.problems.push_back("XML: " + problem.text);
        listing_.fields = config_fields(config);
        const std::string_view all(reinterpret_cast<const char *>(text.data()), text.size());
        for (const wire::ConfigValue &secret : config.secrets) {
            listing_.fields.push_back({element_before(all, secret.where), secret.value, true});
        }
    }

    Bytes bytes_;
    wire::TrustList list_;
    FileListing listing_;
};

}  // namespace

const char *name_of(FileKind kind) {
    switch (kind) {
        case FileKind::itl:
            return "itl";
        case FileKind::ctl:
            return "ctl";
        case FileKind::trust_list:
            return "trust-list";
        case FileKind::signed_file:
            return "signed";
        case FileKind::encrypted_file:
            return "encrypted";
        case FileKind::plain_config:
            return "config";
        case FileKind::unknown:
            return "unknown";
    }
    return "unknown";
}

bool FileListing::untrusted() const {
    const bool any_given = std::ranges::any_of(checks, [](const Check &check) { return !check.own; });
    if (!signature || !any_given) return false;
    return header->kind() == wire::SignedFileKind::trust_list ? !signature->trusted_before.value_or(true)
                                                              : !signature->signer;
}

bool FileListing::decrypted() const {
    return std::any_of(decryptions.begin(), decryptions.end(),
                       [](const Decryption &one) { return one.status == DecryptionStatus::decrypted; });
}

FileListing list_file(const std::string &path, Bytes bytes, const std::vector<Authority> &authorities,
                      const std::vector<Key> &keys) {
    return Lister(path, bytes).list(authorities, keys);
}

int exit_status(const std::vector<FileListing> &files) {
    bool unknown = false, wrong = false, unchecked = false;
    for (const FileListing &file : files) {
        unknown |= file.kind == FileKind::unknown;
        if (!file.header) continue;
        unchecked |= file.signature->verdict == trust::Verdict::not_checked;
        wrong |= file.untrusted() || file.signer_may_not_sign();
        wrong |= file.signature->verdict == trust::Verdict::invalid;
        wrong |= !file.decryptions.empty() && !file.decrypted();
    }
    if (unknown) return 4;
    if (wrong) return 1;
    return unchecked ? 3 : 0;
}

}  // namespace capf::show
