// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/certificates.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "plugin/trust/certificate.h"
#include "plugin/wire/signed_header.h"

namespace capf::judge {
namespace {

using wire::Bytes;
using wire::CapfCommand;

// Enough for every list that a phone takes, and a bound for what a hostile capture makes us keep.
constexpr std::size_t kMostCertificates = 500;
constexpr std::uint32_t kLsc = 1, kMic = 2;  // CERTIFICATE_TYPE

// Two uses of one certificate that a reader would not tell apart.
std::string key_of(const CertificateUse &use) {
    std::string key = std::to_string(static_cast<int>(use.role)) + ' ' + std::to_string(use.record_role) + ' ';
    if (const auto *file = std::get_if<FileName>(&use.where)) key += file->text;
    if (const auto *server = std::get_if<Endpoint>(&use.where)) key += dissection::to_string(*server);
    if (const auto *command = std::get_if<Term>(&use.where)) key += command->text;
    return key;
}

class Collection {
public:
    void add(Bytes der, CertificateUse use) {
        if (der.empty()) return;
        const auto [known, is_new] = index_.try_emplace(trust::sha256_hex(der), found_.size());
        if (is_new && !append(der)) {
            index_.erase(known);
            return;
        }
        const bool untold = told_.emplace(known->second, key_of(use)).second;
        if (untold) found_[known->second].uses.push_back(std::move(use));
    }

    std::vector<CertificateReport> take() {
        for (CertificateReport &one : found_) {
            std::stable_sort(one.uses.begin(), one.uses.end(),
                             [](const CertificateUse &a, const CertificateUse &b) { return a.at.time < b.at.time; });
        }
        return std::move(found_);
    }

private:
    bool append(Bytes der) {
        if (found_.size() == kMostCertificates) return false;
        auto certificate = trust::read_certificate(der);
        if (certificate) found_.push_back({std::move(*certificate), {}, {der.begin(), der.end()}});
        return certificate.has_value();
    }

    std::vector<CertificateReport> found_;
    std::unordered_map<std::string, std::size_t> index_;  // by SHA-256
    std::set<std::pair<std::size_t, std::string>> told_;  // certificate and use
};

void add_lists(const History &history, Collection &collection) {
    for (const CheckedFile &file : history.files) {
        if (!file.trust_list) continue;
        for (const wire::TrustRecord &record : file.trust_list->records) {
            collection.add(wire::slice(file.bytes(), record.certificate),
                           {record.role ? CertificateRole::record : CertificateRole::no_role, record.role.value_or(0),
                            FileName{file.transfer->name.base_name}, file.transfer->moment()});
        }
    }
}

// A phone shows its MIC, which the factory gave it, or its LSC.
CertificateRole shown_role(Bytes der) {
    const auto certificate = trust::read_certificate(der);
    return certificate && is_from_factory(*certificate) ? CertificateRole::mic : CertificateRole::lsc;
}

CertificateRole own_role(const MessageReport &message, Bytes der) {
    const auto type = message.parsed().number(wire::CapfTag::certificate_type);
    if (type == kMic) return CertificateRole::mic;
    const bool is_lsc = type == kLsc || message.parsed().is(CapfCommand::store_certificate_request) ||
                        message.parsed().is(CapfCommand::fetch_certificate_response);
    if (is_lsc) return CertificateRole::lsc;
    return message.from_server ? CertificateRole::phone : shown_role(der);
}

void add_message(const MessageReport &message, Collection &collection) {
    const Term where{std::string(wire::name_of(wire::capf_command_names(), message.command))};
    for (const wire::CapfElement &element : message.parsed().elements) {
        if (const auto *certificate = std::get_if<wire::CapfCertificate>(&element.content)) {
            const Bytes der = wire::slice(message.bytes(), certificate->der);
            collection.add(der, {own_role(message, der), 0, where, message.at});
        }
        const auto *sudi = std::get_if<wire::CapfSudi>(&element.content);
        if (sudi == nullptr) continue;
        for (const wire::CapfSudiPart &part : sudi->parts) {
            if (part.type != 0) continue;
            collection.add(wire::slice(message.bytes(), part.value), {CertificateRole::sudi, 0, where, message.at});
        }
    }
}

void add_server(const phones::Connection &connection, CertificateRole role, Collection &collection) {
    const TlsSession tls = read_tls_session(connection);
    if (tls.certificate_sent) collection.add(tls.certificate, {role, 0, connection.server, *tls.certificate_sent});
}

// What the phone shows of itself where a server asks for it.
void add_client(const phones::Connection &connection, Collection &collection) {
    const TlsSession tls = read_tls_session(connection);
    if (!tls.client_certificate_sent) return;
    collection.add(tls.client_certificate,
                   {shown_role(tls.client_certificate), 0, connection.server, *tls.client_certificate_sent});
}

}  // namespace

bool is_from_factory(const trust::Certificate &certificate) {
    const std::string name = issuer_name(certificate);
    return name.starts_with("Cisco Manufacturing CA") || name.starts_with("Cisco Root CA") ||
           name.find("SUDI CA") != std::string::npos;
}

std::string issuer_name(const trust::Certificate &certificate) {
    for (const wire::DnAttribute &attribute : wire::split_distinguished_name(certificate.issuer)) {
        if (attribute.type == "CN") return attribute.value;
    }
    return certificate.issuer;
}

std::vector<CertificateReport> report_certificates(const History &history) {
    Collection collection;
    add_lists(history, collection);
    for (const CapfDialogue &dialogue : history.dialogues) {
        add_server(*dialogue.connection, CertificateRole::capf_server, collection);
        add_client(*dialogue.connection, collection);
        for (const MessageReport &message : dialogue.messages) add_message(message, collection);
    }
    for (const phones::Connection *tvs : history.phone->tvs) add_server(*tvs, CertificateRole::tvs_server, collection);
    for (const phones::Connection *https : history.phone->file_connections) add_client(*https, collection);
    for (const phones::Connection *https : history.phone->https) add_client(*https, collection);
    for (const phones::Connection *signalling : history.phone->signalling) add_client(*signalling, collection);
    return collection.take();
}

}  // namespace capf::judge
