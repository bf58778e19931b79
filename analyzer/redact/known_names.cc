// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/known_names.h"

#include <variant>

#include "analyzer/redact/redact_elements.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/signed_header.h"

namespace capf::redact {
namespace {

constexpr std::size_t kShortestName = 2;

void add_to(std::set<std::string> &names, const std::string &name) {
    if (name.size() >= kShortestName) names.insert(name);
}

}  // namespace

void KnownNames::add_host(const std::string &name) {
    add_to(others, name);
    // An address is found without being known: its first number alone is no name.
    const std::string first = name.substr(0, name.find('.'));
    if (first.find_first_not_of("0123456789") != std::string::npos) add_to(others, first);
}

void KnownNames::add_distinguished_name(const std::string &name) {
    const std::vector<wire::DnAttribute> attributes = wire::split_distinguished_name(name);
    if (attributes.empty()) add_host(name);
    for (const wire::DnAttribute &one : attributes) {
        if (one.type != "C") add_host(one.value);
    }
}

void KnownNames::add(const findings::PhoneReport &phone) {
    if (phone.device) add_to(devices, *phone.device);
    add_host(phone.capf_server.text);
    for (const findings::CertificateReport &one : phone.certificates) {
        add_distinguished_name(one.certificate.subject);
        add_distinguished_name(one.certificate.issuer);
    }
    for (const findings::FileReport &file : phone.files) {
        add_distinguished_name(file.signer);
        for (const show::Field &field : file.config) {
            if (names_node(field)) add_host(field.value);
        }
    }
}

void KnownNames::add(const findings::CaptureReport &report) {
    for (const findings::PhoneReport &phone : report.phones) add(phone);
}

void KnownNames::add(const show::FileListing &file) {
    if (const auto device = wire::parse_phone_file_name(file.path).device) add_to(devices, *device);
    if (file.header && file.header->signer_name) add_distinguished_name(*file.header->signer_name);
    for (const show::Record &record : file.records) {
        if (!record.certificate) continue;
        add_distinguished_name(record.certificate->subject);
        add_distinguished_name(record.certificate->issuer);
    }
    for (const show::Check &check : file.checks) add_distinguished_name(check.signer);
    for (const show::Field &field : file.fields) {
        if (names_node(field)) add_host(field.value);
    }
}

}  // namespace capf::redact
