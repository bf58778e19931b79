// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/field_table.h"

#include "analyzer/dissection/epan_compat.h"

namespace capf::dissection {
namespace {

constexpr struct {
    Field field;
    const char *name;
} kFields[] = {
    {Field::icmp_type, "icmp.type"},
    {Field::icmp_code, "icmp.code"},
    {Field::icmpv6_type, "icmpv6.type"},
    {Field::icmpv6_code, "icmpv6.code"},
    {Field::ip_id, "ip.id"},
    {Field::ip_ttl, "ip.ttl"},
    {Field::ipv6_hop_limit, "ipv6.hlim"},
    {Field::icmp_mtu, "icmp.mtu"},
    {Field::icmpv6_mtu, "icmpv6.mtu"},
    {Field::ip_source, "ip.src"},
    {Field::ip_destination, "ip.dst"},
    {Field::ipv6_source, "ipv6.src"},
    {Field::ipv6_destination, "ipv6.dst"},
    {Field::tcp_source_port, "tcp.srcport"},
    {Field::tcp_destination_port, "tcp.dstport"},
    {Field::udp_source_port, "udp.srcport"},
    {Field::udp_destination_port, "udp.dstport"},
    {Field::udp_length, "udp.length"},
    {Field::tcp_payload, "tcp.payload"},
    {Field::udp_payload, "udp.payload"},
    {Field::tls_record, "tls.record"},
    {Field::tls_content_type, "tls.record.content_type"},
    {Field::tls_opaque_type, "tls.record.opaque_type"},
    {Field::tls_record_version, "tls.record.version"},
    {Field::tls_record_length, "tls.record.length"},
    {Field::tls_handshake_type, "tls.handshake.type"},
    {Field::tls_handshake_version, "tls.handshake.version"},
    {Field::tls_supported_version, "tls.handshake.extensions.supported_version"},
    {Field::tls_cipher, "tls.handshake.ciphersuite"},
    {Field::tls_certificate, "tls.handshake.certificate"},
    {Field::tls_alert_level, "tls.alert_message.level"},
    {Field::tls_alert_description, "tls.alert_message.desc"},
    {Field::http, "http"},
    {Field::http_method, "http.request.method"},
    {Field::http_uri, "http.request.uri"},
    {Field::http_host, "http.host"},
    {Field::http_status, "http.response.code"},
    {Field::http_content_length, "http.content_length"},
    {Field::http_content_encoding, "http.content_encoding"},
    {Field::http_header, "http.response.line"},
    {Field::http_body, "http.file_data"},
    {Field::tftp_opcode, "tftp.opcode"},
    {Field::tftp_source_file, "tftp.source_file"},
    {Field::tftp_block, "tftp.block"},
    {Field::tftp_full_block, "tftp.block.full"},
    {Field::tftp_error_code, "tftp.error.code"},
    {Field::tftp_error_message, "tftp.error.message"},
    {Field::tftp_option_name, "tftp.option.name"},
    {Field::tftp_option_value, "tftp.option.value"},
    {Field::sip, "sip"},
    {Field::sccp, "skinny"},
    {Field::dns_is_answer, "dns.flags.response"},
    {Field::dns_is_truncated, "dns.flags.truncated"},
    {Field::dns_rcode, "dns.flags.rcode"},
    {Field::dns_query_name, "dns.qry.name"},
    {Field::dns_address, "dns.a"},
    {Field::dns_address, "dns.aaaa"},
    {Field::dhcp_client_hardware, "dhcp.hw.mac_addr"},
    {Field::dhcp_your_address, "dhcp.ip.your"},
    {Field::dhcp_message_type, "dhcp.option.dhcp"},
    {Field::dhcp_host_name, "dhcp.option.hostname"},
};

}  // namespace

FieldTable::FieldTable() {
    for (const auto &row : kFields) {
        // A name may be registered several times; each registration has its own id.
        header_field_info *info = proto_registrar_get_byname(row.name);
        while (info != nullptr && info->same_name_prev_id != -1) {
            info = proto_registrar_get_nth(static_cast<unsigned>(info->same_name_prev_id));
        }
        for (; info != nullptr; info = info->same_name_next) {
            ids_.push_back(info->id);
            by_id_.emplace(info->id, row.field);
            if (row.field == Field::tls_cipher) cipher_strings_ = info->strings;
        }
    }
}

const Field *FieldTable::find(int id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

const char *FieldTable::cipher_name(unsigned cipher) const {
    auto *strings = static_cast<value_string_ext *>(const_cast<void *>(cipher_strings_));
    const char *name = strings == nullptr ? nullptr : try_val_to_str_ext(cipher, strings);
    return name == nullptr ? "" : name;
}

}  // namespace capf::dissection
