// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/certificate_report.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

using wire::Bytes;
using wire::CapfCommand;

// Enough for every list that a phone takes, and a bound for what a hostile capture makes us keep.
constexpr std::size_t kMostCertificates = 500;
constexpr std::uint32_t kLsc = 1, kMic = 2;  // CERTIFICATE_TYPE

class Collection {
public:
    void add(Bytes der, std::string role, std::string where, std::uint32_t frame) {
        if (der.empty()) return;
        const auto [known, is_new] = index_.try_emplace(trust::sha256_hex(der), found_.size());
        if (is_new && !append(der)) {
            index_.erase(known);
            return;
        }
        std::vector<CertificateUse> &uses = found_[known->second].uses;
        const bool told = std::any_of(uses.begin(), uses.end(), [&](const CertificateUse &use) {
            return use.role == role && use.where == where;
        });
        if (!told) uses.push_back({std::move(role), std::move(where), frame});
    }

    std::vector<CertificateReport> take() { return std::move(found_); }

private:
    bool append(Bytes der) {
        if (found_.size() == kMostCertificates) return false;
        auto certificate = trust::read_certificate(der);
        if (certificate) found_.push_back({std::move(*certificate), {}, {der.begin(), der.end()}});
        return certificate.has_value();
    }

    std::vector<CertificateReport> found_;
    std::unordered_map<std::string, std::size_t> index_;  // by SHA-256
};

std::string role_words(const wire::TrustRecord &record) {
    if (!record.role) return "no role";
    const auto name = wire::name_of(wire::role_names(), *record.role);
    return name.empty() ? fmt::format("role {}", *record.role) : std::string(name);
}

void add_lists(const PhoneStory &story, Collection &collection) {
    for (const CheckedFile &file : story.files) {
        if (!file.trust_list) continue;
        for (const wire::TrustRecord &record : file.trust_list->records) {
            collection.add(wire::slice(file.bytes(), record.certificate), role_words(record),
                           file.transfer->name.base_name, file.transfer->moment().frame);
        }
    }
}

std::string own_role(const wire::CapfMessage &message) {
    const auto type = message.number(wire::CapfTag::certificate_type);
    if (type == kMic) return "MIC";
    const bool is_lsc = type == kLsc || message.is(CapfCommand::store_certificate_request) ||
                        message.is(CapfCommand::fetch_certificate_response);
    return is_lsc ? "LSC" : "phone";
}

void add_message(const MessageReport &message, Collection &collection) {
    const std::string where(wire::name_of(wire::capf_command_names(), message.command));
    for (const wire::CapfElement &element : message.parsed().elements) {
        if (const auto *certificate = std::get_if<wire::CapfCertificate>(&element.content)) {
            collection.add(wire::slice(message.bytes(), certificate->der), own_role(message.parsed()), where,
                           message.frame);
        }
        if (const auto *sudi = std::get_if<wire::CapfSudi>(&element.content)) {
            for (const wire::CapfSudiPart &part : sudi->parts) {
                if (part.type == 0)
                    collection.add(wire::slice(message.bytes(), part.value), "SUDI", where, message.frame);
            }
        }
    }
}

void add_server(const TlsSession &tls, const phones::Connection &connection, const char *role, Collection &collection) {
    if (!tls.certificate_sent) return;
    collection.add(tls.certificate, role, "TLS from " + dissection::to_string(connection.server),
                   tls.certificate_sent->frame);
}

}  // namespace

std::vector<CertificateReport> report_certificates(const PhoneStory &story) {
    Collection collection;
    add_lists(story, collection);
    for (const CapfDialogue &dialogue : story.dialogues) {
        add_server(dialogue.tls, *dialogue.connection, "CAPF server", collection);
        for (const MessageReport &message : dialogue.messages) add_message(message, collection);
    }
    for (const phones::Connection *tvs : story.phone->tvs) {
        add_server(read_tls_session(*tvs), *tvs, "TVS server", collection);
    }
    return collection.take();
}

}  // namespace capf::sequence
