// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/tree_reader.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "analyzer/dissection/epan_compat.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::dissection {
namespace {

constexpr unsigned kSccpRegisterAck = 0x81;
constexpr unsigned kDhcpAck = 5;
constexpr std::uint32_t kUdpHeader = 8;
constexpr std::uint32_t kTftpDataHeader = 4;

std::uint64_t number(const field_info *info) {
    const ftenum_t type = fvalue_type_ftenum(value_of(info));
    if (type == FT_UINT64) return fvalue_get_uinteger64(value_of(info));
    return fvalue_get_uinteger(value_of(info));
}

std::string text(const field_info *info) {
    const char *value = fvalue_get_string(value_of(info));
    return value == nullptr ? std::string() : std::string(value);
}

// The bytes that the field stands on, as far as they were captured.
std::vector<std::uint8_t> bytes(const field_info *info) {
    if (info->ds_tvb == nullptr || info->start < 0 || info->length <= 0) return {};
    const int there = tvb_captured_length_remaining(info->ds_tvb, info->start);
    if (there < info->length) return {};
    const std::uint8_t *first = tvb_get_ptr(info->ds_tvb, info->start, info->length);
    return {first, first + info->length};
}

// FNV-1a: fast enough for every packet, and the same on every machine. Never 0, which stands for "not there".
std::uint64_t hash(const std::uint8_t *bytes, std::size_t length) {
    std::uint64_t value = 0xcbf29ce484222325;
    for (std::size_t i = 0; i < length; ++i) value = (value ^ bytes[i]) * 0x100000001b3;
    return value == 0 ? 1 : value;
}

PayloadPrint print_of(const field_info *info) {
    PayloadPrint print;
    if (info->ds_tvb == nullptr || info->start < 0 || info->length <= 0) return print;
    print.length = static_cast<std::uint32_t>(info->length);
    const int there = std::min(tvb_captured_length_remaining(info->ds_tvb, info->start), info->length);
    if (there <= 0) return print;
    const std::uint8_t *first = tvb_get_ptr(info->ds_tvb, info->start, there);
    const std::size_t head = std::min<std::size_t>(print.length, kPayloadHead);
    if (static_cast<std::size_t>(there) >= head) print.head = hash(first, head);
    if (there == info->length) print.whole = hash(first, print.length);
    return print;
}

std::string address(const field_info *info) {
    char *shown = fvalue_to_string_repr(nullptr, value_of(info), FTREPR_DISPLAY, BASE_NONE);
    std::string result = shown == nullptr ? "" : shown;
    wmem_free(nullptr, shown);
    return result;
}

// ICMP types that say a packet was not delivered.
bool is_error(bool ipv6, std::uint64_t type) {
    return ipv6 ? type >= 1 && type <= 4 : type == 3 || type == 11;
}

}  // namespace

void TreeReader::read(const _proto_node *root) {
    // Depth is the packet's to choose: no recursion.
    const _proto_node *node = root == nullptr ? nullptr : root->first_child;
    while (node != nullptr) {
        const field_info *info = node->finfo;
        if (info != nullptr && info->hfinfo != nullptr) {
            if (const Field *field = fields_.find(info->hfinfo->id)) visit(*field, info);
        }
        if (node->first_child != nullptr) {
            node = node->first_child;
            continue;
        }
        while (node != nullptr && node != root && node->next == nullptr) node = node->parent;
        node = node == nullptr || node == root ? nullptr : node->next;
    }
    finish();
}

void TreeReader::visit(Field field, const field_info *info) {
    if (visit_icmp(field, info)) return;
    if (field == Field::ip_id) {
        ip_id_ = static_cast<std::uint16_t>(number(info));  // of the innermost header
        return;
    }
    if (field >= Field::tls_record && field <= Field::tls_alert_description) return visit_tls(field, info);
    if (field >= Field::http && field <= Field::http_body) return visit_http(field, info);
    if (field == Field::udp_length) {
        udp_length_ = static_cast<std::uint32_t>(number(info));
        return;
    }
    if (field == Field::tcp_payload || field == Field::udp_payload) {
        payload_ = print_of(info);
        if (frame_.cut) {  // the field ends where the capture does
            payload_.whole = 0;
            if (payload_.length < kPayloadHead) payload_.head = 0;
        }
        return;
    }
    if (field >= Field::tftp_opcode && field <= Field::tftp_option_value) return visit_tftp(field, info);
    if (field >= Field::dhcp_client_hardware) return visit_dhcp(field, info);
    visit_signalling(field, info);
}

void TreeReader::visit_dhcp(Field field, const field_info *info) {
    switch (field) {
        case Field::dhcp_client_hardware: {
            // The first is the client's own; later ones stand in options.
            if (lease_.hardware != 0) break;
            for (const std::uint8_t byte : bytes(info)) lease_.hardware = lease_.hardware << 8 | byte;
            break;
        }
        case Field::dhcp_your_address:
            lease_.address = address(info);
            break;
        case Field::dhcp_message_type:
            dhcp_message_ = static_cast<unsigned>(number(info));
            break;
        case Field::dhcp_host_name:
            lease_.host_name = text(info);
            break;
        default:
            break;
    }
}

bool TreeReader::visit_icmp(Field field, const field_info *info) {
    if (!icmp_) {
        const bool ipv6 = field == Field::icmpv6_type;
        if ((field != Field::icmp_type && !ipv6) || !is_error(ipv6, number(info))) return false;
        icmp_.emplace();
        static_cast<Seen &>(*icmp_) = frame_;
        icmp_->reporter = frame_.source.address;
        icmp_->source = icmp_->destination = {};
        icmp_->type = static_cast<std::uint8_t>(number(info));
        return true;
    }
    switch (field) {
        case Field::icmp_code:
        case Field::icmpv6_code:
            icmp_->code = static_cast<std::uint8_t>(number(info));
            break;
        case Field::ip_source:
        case Field::ipv6_source:
            icmp_->source.address = address(info);
            break;
        case Field::ip_destination:
        case Field::ipv6_destination:
            icmp_->destination.address = address(info);
            break;
        case Field::tcp_source_port:
            icmp_->tcp = true;
            [[fallthrough]];
        case Field::udp_source_port:
            icmp_->source.port = static_cast<std::uint16_t>(number(info));
            break;
        case Field::tcp_destination_port:
        case Field::udp_destination_port:
            icmp_->destination.port = static_cast<std::uint16_t>(number(info));
            break;
        default:
            break;
    }
    return true;  // everything behind an ICMP error header is quoted
}

void TreeReader::visit_tls(Field field, const field_info *info) {
    any_tls_ = true;
    if (field == Field::tls_record) {
        finish_tls();
        tls_.emplace();
        static_cast<Seen &>(*tls_) = frame_;
        return;
    }
    if (!tls_) return;
    switch (field) {
        case Field::tls_opaque_type:
            tls_->content_type = static_cast<std::uint8_t>(number(info));
            break;
        case Field::tls_content_type:
            // With keys, TLS 1.3 shows the inner type as well: the one on the wire came first.
            if (tls_->content_type == 0) tls_->content_type = static_cast<std::uint8_t>(number(info));
            break;
        case Field::tls_record_version:
            tls_->version = static_cast<std::uint16_t>(number(info));
            break;
        case Field::tls_record_length:
            tls_->length = static_cast<std::uint16_t>(number(info));
            break;
        case Field::tls_alert_level:
            tls_->alert_level = static_cast<std::uint8_t>(number(info));
            break;
        case Field::tls_alert_description:
            tls_->alert_description = static_cast<std::uint8_t>(number(info));
            break;
        default:
            visit_tls_handshake(field, info);
            break;
    }
}

void TreeReader::visit_tls_handshake(Field field, const field_info *info) {
    if (field == Field::tls_handshake_type) {
        tls_->handshakes.emplace_back().type = static_cast<std::uint8_t>(number(info));
        supported_version_seen_ = false;
        return;
    }
    if (tls_->handshakes.empty()) return;
    TlsHandshake &handshake = tls_->handshakes.back();
    const auto is_tls_version = [](std::uint64_t version) {
        return version >= wire::kSsl30 && version <= wire::kTls13;
    };
    switch (field) {
        case Field::tls_handshake_version:
            handshake.version = static_cast<std::uint16_t>(number(info));
            break;
        case Field::tls_supported_version:
            if (!is_tls_version(number(info))) break;  // GREASE
            if (!supported_version_seen_ || number(info) > handshake.version) {
                handshake.version = static_cast<std::uint16_t>(number(info));
            }
            supported_version_seen_ = true;
            break;
        case Field::tls_cipher:
            if (handshake.type != wire::kTlsServerHello) break;
            handshake.cipher = static_cast<std::uint16_t>(number(info));
            handshake.cipher_name = fields_.cipher_name(*handshake.cipher);
            break;
        case Field::tls_certificate:
            if (auto der = bytes(info); !der.empty()) handshake.certificates.push_back(std::move(der));
            break;
        default:
            break;
    }
}

void TreeReader::visit_http(Field field, const field_info *info) {
    if (field == Field::http) {
        finish_http();
        http_.emplace();
        static_cast<Seen &>(*http_) = frame_;
        http_->inside_tls = any_tls_;
        return;
    }
    if (!http_) return;
    switch (field) {
        case Field::http_method:
            http_->is_request = true;
            http_->method = text(info);
            break;
        case Field::http_uri:
            http_->target = text(info);
            break;
        case Field::http_host:
            http_->host = text(info);
            break;
        case Field::http_status:
            http_->status = static_cast<int>(number(info));
            break;
        case Field::http_content_length:
            http_->content_length = number(info);
            break;
        case Field::http_content_encoding:
            http_->encoded = true;
            break;
        case Field::http_body:
            http_->has_body = true;
            http_->body = bytes(info);
            break;
        default:
            break;
    }
}

void TreeReader::visit_tftp(Field field, const field_info *info) {
    if (field == Field::tftp_opcode) {
        finish_tftp();
        tftp_.emplace();
        static_cast<Seen &>(*tftp_) = frame_;
        tftp_->opcode = static_cast<std::uint16_t>(number(info));
        tftp_->payload = payload_;
        if (udp_length_ >= kUdpHeader) tftp_->payload.length = udp_length_ - kUdpHeader;
        if (tftp_->opcode == kTftpData && udp_length_ >= kUdpHeader + kTftpDataHeader) {
            tftp_->data_length = udp_length_ - kUdpHeader - kTftpDataHeader;
        }
        return;
    }
    if (!tftp_) return;
    switch (field) {
        case Field::tftp_source_file:
            tftp_->file_name = text(info);
            break;
        case Field::tftp_block:
        case Field::tftp_full_block:
            tftp_->block = static_cast<std::uint32_t>(number(info));
            break;
        case Field::tftp_error_code:
            tftp_->error_code = static_cast<int>(number(info));
            break;
        case Field::tftp_error_message:
            tftp_->error_message = text(info);
            break;
        case Field::tftp_option_name:
            tftp_option_ = text(info);
            break;
        case Field::tftp_option_value:
            if (g_ascii_strcasecmp(tftp_option_.c_str(), "blksize") == 0) {
                tftp_->block_size = static_cast<std::uint32_t>(std::strtoul(text(info).c_str(), nullptr, 10));
            }
            break;
        default:
            break;
    }
}

void TreeReader::visit_signalling(Field field, const field_info *info) {
    switch (field) {
        case Field::sip_cseq_method:
            sip_method_ = text(info);
            break;
        case Field::sip_status:
            sip_status_ = static_cast<unsigned>(number(info));
            break;
        case Field::skinny_message:
            sccp_registered_ |= number(info) == kSccpRegisterAck;
            break;
        default:
            break;
    }
}

void TreeReader::finish() {
    finish_tls();
    finish_http();
    finish_tftp();
    finish_signalling();
    finish_dhcp();
    if (icmp_) out_.emplace_back(*icmp_);
}

void TreeReader::finish_tls() {
    if (tls_) out_.emplace_back(std::move(*tls_));
    tls_.reset();
}

void TreeReader::finish_http() {
    // A message of which only a continuation is seen has neither.
    if (http_ && (http_->is_request || http_->status != 0)) out_.emplace_back(std::move(*http_));
    http_.reset();
}

void TreeReader::finish_tftp() {
    if (tftp_) out_.emplace_back(std::move(*tftp_));
    tftp_.reset();
}

void TreeReader::finish_dhcp() {
    if (dhcp_message_ != kDhcpAck || lease_.hardware == 0 || lease_.address == "0.0.0.0") return;
    static_cast<Seen &>(lease_) = frame_;
    out_.emplace_back(std::move(lease_));
}

void TreeReader::finish_signalling() {
    const bool sip = sip_status_ == 200 && sip_method_ == "REGISTER";
    if (!sip && !sccp_registered_) return;
    Registration registration;
    static_cast<Seen &>(registration) = frame_;
    std::swap(registration.source, registration.destination);  // both answers come from the server
    registration.protocol = sip ? "SIP" : "SCCP";
    out_.emplace_back(std::move(registration));
}

}  // namespace capf::dissection
