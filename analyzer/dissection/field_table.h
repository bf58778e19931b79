// SPDX-License-Identifier: GPL-2.0-or-later
// The fields of Wireshark's own dissectors that become observations.
#pragma once

#include <unordered_map>
#include <vector>

namespace capf::dissection {

enum class Field {
    icmp_type,
    icmp_code,
    icmpv6_type,
    icmpv6_code,
    ip_id,
    ip_ttl,
    ipv6_hop_limit,
    icmp_mtu,
    icmpv6_mtu,
    ip_source,
    ip_destination,
    ipv6_source,
    ipv6_destination,
    tcp_source_port,
    tcp_destination_port,
    udp_source_port,
    udp_destination_port,
    udp_length,
    tcp_payload,
    udp_payload,
    tls_record,
    tls_content_type,
    tls_opaque_type,
    tls_record_version,
    tls_record_length,
    tls_handshake_type,
    tls_handshake_version,
    tls_supported_version,
    tls_cipher,
    tls_certificate,
    tls_alert_level,
    tls_alert_description,
    http,
    http_method,
    http_uri,
    http_host,
    http_status,
    http_content_length,
    http_content_encoding,
    http_header,
    http_body,
    tftp_opcode,
    tftp_source_file,
    tftp_block,
    tftp_full_block,
    tftp_error_code,
    tftp_error_message,
    tftp_option_name,
    tftp_option_value,
    sip,
    sccp,
    dns_is_answer,
    dns_is_truncated,
    dns_rcode,
    dns_query_name,
    dns_address,
    dhcp_client_hardware,
    dhcp_your_address,
    dhcp_message_type,
    dhcp_host_name,
};

// Header field ids of the loaded libwireshark, looked up once epan is initialised.
class FieldTable {
public:
    FieldTable();
    [[nodiscard]] const std::vector<int> &ids() const { return ids_; }
    // The field behind an id, or null for one that does not matter here.
    [[nodiscard]] const Field *find(int id) const;
    [[nodiscard]] const char *cipher_name(unsigned cipher) const;

private:
    std::vector<int> ids_;
    std::unordered_map<int, Field> by_id_;
    const void *cipher_strings_ = nullptr;  // value_string_ext of tls.handshake.ciphersuite
};

}  // namespace capf::dissection
