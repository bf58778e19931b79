// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/connection_identity.h"

#include "analyzer/phones/device_name.h"
#include "plugin/trust/certificate.h"

namespace capf::phones {
namespace {

void add_names(wire::Bytes der, std::vector<std::string> &names) {
    const auto certificate = trust::read_certificate(der);
    if (!certificate) return;
    const std::vector<std::string> found = device_names_in(certificate->common_name);
    names.insert(names.end(), found.begin(), found.end());
}

}  // namespace

std::optional<std::string> named_in_capf(const Connection &connection) {
    for (const dissection::CapfSeen &seen : connection.capf) {
        const auto name = seen.pdu->message.text(wire::CapfTag::device_name);
        if (name && !name->empty()) return name;
    }
    return std::nullopt;
}

std::vector<std::string> named_by_certificates(const Connection &connection) {
    std::vector<std::string> names;
    for (const dissection::CapfSeen &seen : connection.capf) {
        const wire::CapfElement *element = seen.pdu->message.find(wire::CapfTag::certificate);
        if (element == nullptr) continue;
        if (const auto *certificate = std::get_if<wire::CapfCertificate>(&element->content)) {
            add_names(wire::slice(seen.pdu->bytes, certificate->der), names);
        }
    }
    for (const dissection::TlsRecord &record : connection.tls) {
        if (!connection.is_from_client(record)) continue;
        for (const dissection::TlsHandshake &handshake : record.handshakes) {
            if (!handshake.certificates.empty()) add_names(handshake.certificates.front(), names);
        }
    }
    return names;
}

std::vector<std::string> named_in_tvs(const Connection &connection) {
    std::vector<std::string> names;
    for (const dissection::TvsSeen &seen : connection.tvs) {
        const wire::TvsMessage &message = seen.pdu->message;
        if (!message.device_name) continue;
        const std::vector<std::string> found = device_names_in(*message.device_name);
        names.insert(names.end(), found.begin(), found.end());
    }
    return names;
}

}  // namespace capf::phones
