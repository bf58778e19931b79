// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/wire/parsed_ranges.h"

#include "plugin/wire/capf_message.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"
#include "plugin/wire/tvs_message.h"

namespace capf::wire::test {

namespace {

using Ranges = std::vector<Range>;

void add_problems(Ranges &ranges, const Problems &problems) {
    for (const Problem &problem : problems) ranges.push_back(problem.where);
}

void add_content(Ranges &ranges, const CapfElement &element) {
    if (const auto *c = std::get_if<CapfCertificate>(&element.content))
        ranges.insert(ranges.end(), {c->format_at, c->length_at, c->type_at, c->der});
    if (const auto *s = std::get_if<CapfSignature>(&element.content))
        ranges.insert(ranges.end(), {s->digest_at, s->length_at, s->signature});
    if (const auto *sudi = std::get_if<CapfSudi>(&element.content)) {
        for (const CapfSudiPart &part : sudi->parts)
            ranges.insert(ranges.end(), {part.type_at, part.length_at, part.value});
    }
}

void add_records(Ranges &ranges, const TrustList &list) {
    add_problems(ranges, list.problems);
    for (const TrustRecord &r : list.records) {
        ranges.insert(ranges.end(),
                      {r.whole, r.serial_number, r.public_key, r.signature, r.certificate, r.certificate_hash});
        for (const RecordElement &element : r.elements) ranges.insert(ranges.end(), {element.header, element.value});
    }
}

}  // namespace

Ranges ranges_of_capf_message(Bytes bytes) {
    Ranges ranges;
    const auto message = parse_capf_message(bytes);
    if (!message) return ranges;
    add_problems(ranges, message->problems);
    for (const CapfElement &element : message->elements) {
        ranges.insert(ranges.end(), {element.header, element.value});
        add_content(ranges, element);
    }
    return ranges;
}

Ranges ranges_of_tvs_message(Bytes bytes) {
    Ranges ranges;
    const auto message = parse_tvs_message(bytes);
    if (!message) return ranges;
    add_problems(ranges, message->problems);
    for (const TvsElement &element : message->elements) ranges.insert(ranges.end(), {element.header, element.value});
    return ranges;
}

Ranges ranges_of_signed_file(Bytes bytes) {
    const SignedHeader header = parse_signed_header(bytes);
    Ranges ranges = {header.signer_serial,     header.signature, header.signature_element,    header.encrypted_key,
                     header.plain_text_digest, header.payload,   header.initialisation_vector};
    for (const HeaderElement &element : header.elements) ranges.insert(ranges.end(), {element.whole, element.value});
    add_problems(ranges, header.problems);
    add_records(ranges, parse_trust_list(bytes, header.payload));
    add_records(ranges, parse_trust_list(bytes, {0, bytes.size()}));
    return ranges;
}

Ranges ranges_of_configuration(Bytes bytes) {
    Ranges ranges;
    const PhoneConfig config = parse_phone_config(bytes);
    add_problems(ranges, config.problems);
    for (const auto &value :
         {config.full_config, config.load_information, config.ip_address_mode, config.capf_auth_mode, config.cert_hash,
          config.encr_config, config.device_protocol, config.device_security_mode}) {
        if (value) ranges.push_back(value->where);
    }
    for (const ConfigValue &secret : config.secrets) ranges.push_back(secret.where);
    for (const CapfServer &server : config.capf_servers) {
        if (server.port) ranges.push_back(server.port->where);
        if (server.node) ranges.push_back(server.node->where);
    }
    return ranges;
}

bool lies_inside(const Range &range, Bytes bytes) {
    return range.end() >= range.offset && range.end() <= bytes.size();
}

}  // namespace capf::wire::test
