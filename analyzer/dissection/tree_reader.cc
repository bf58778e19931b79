// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/tree_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "analyzer/dissection/epan_compat.h"
#include "analyzer/dissection/payload_print.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/ports.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::dissection {
namespace {

constexpr unsigned kDhcpAck = 5;
constexpr std::size_t kMostAddresses = 32;  // of one answer of DNS
constexpr std::uint32_t kUdpHeader = 8;
constexpr std::uint32_t kTftpDataHeader = 4;
constexpr std::size_t kMostTftpClients = 100'000;

std::uint64_t number(const field_info *info) {
    const ftenum_t type = fvalue_type_ftenum(value_of(info));
    if (type == FT_UINT64 || type == FT_BOOLEAN) return fvalue_get_uinteger64(value_of(info));
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

// From where the field begins, as far as that was captured: of a protocol, whose length is not always known.
wire::Bytes captured(const field_info *info) {
    if (info->ds_tvb == nullptr || info->start < 0) return {};
    const int there = tvb_captured_length_remaining(info->ds_tvb, info->start);
    if (there <= 0) return {};
    return {tvb_get_ptr(info->ds_tvb, info->start, there), static_cast<std::size_t>(there)};
}

PayloadPrint payload_print(const field_info *info) {
    if (info->ds_tvb == nullptr || info->start < 0 || info->length <= 0) return {};
    const wire::Bytes there = captured(info);
    const auto length = static_cast<std::size_t>(info->length);
    return print_of(there.first(std::min(there.size(), length)), static_cast<std::uint32_t>(info->length));
}

std::string address(const field_info *info) {
    char *shown = fvalue_to_string_repr(nullptr, value_of(info), FTREPR_DISPLAY, BASE_NONE);
    std::string result = shown == nullptr ? "" : shown;
    wmem_free(nullptr, shown);
    return result;
}

// [RFC 792, RFC 4443]
constexpr std::uint8_t kUnreachable = 3, kFragmentationNeeded = 4, kPacketTooBig = 2;

// "Content-Range: bytes 0-1023/4096". [RFC 9110]
std::optional<ContentRange> content_range(std::string_view header) {
    constexpr std::string_view kName = "content-range:", kUnit = "bytes";
    if (!wire::starts_with_ignoring_case(header, kName)) return std::nullopt;
    header = wire::trim(header.substr(kName.size()));
    if (!wire::starts_with_ignoring_case(header, kUnit)) return std::nullopt;
    header = wire::trim(header.substr(kUnit.size()));
    const auto read = [&](std::uint64_t &value) {
        const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), value);
        header.remove_prefix(static_cast<std::size_t>(end - header.data()));
        return error == std::errc();
    };
    const auto skip = [&](char c) {
        if (!header.starts_with(c)) return false;
        header.remove_prefix(1);
        return true;
    };
    ContentRange range;
    if (!read(range.first) || !skip('-') || !read(range.last) || !skip('/') || range.last < range.first) {
        return std::nullopt;
    }
    std::uint64_t total = 0;
    if (read(total) && total > range.last) range.total = total;
    return range;
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
    if (field == Field::ip_ttl || field == Field::ipv6_hop_limit) {
        hop_limit_ = static_cast<std::uint8_t>(number(info));  // likewise
        return;
    }
    if (field >= Field::tls_record && field <= Field::tls_alert_description) return visit_tls(field, info);
    if (field >= Field::http && field <= Field::http_body) return visit_http(field, info);
    if (field == Field::tcp_source_port || field == Field::udp_source_port) {
        // The header of a tunnel (VXLAN) stands before those of the packet in it.
        udp_length_ = 0;
        payload_ = {};
        payload_bytes_ = {};
        return;
    }
    if (field == Field::udp_length) {
        udp_length_ = static_cast<std::uint32_t>(number(info));
        return;
    }
    if (field == Field::tcp_payload || field == Field::udp_payload) {
        payload_ = payload_print(info);
        payload_bytes_ = captured(info);
        if (info->length >= 0 && payload_bytes_.size() > static_cast<std::size_t>(info->length)) {
            payload_bytes_ = payload_bytes_.first(static_cast<std::size_t>(info->length));
        }
        if (frame_.cut) {  // the field ends where the capture does
            payload_.whole = 0;
            if (payload_.length < kPayloadHead) payload_.head = 0;
        }
        return;
    }
    if (field >= Field::tftp_opcode && field <= Field::tftp_option_value) return visit_tftp(field, info);
    if (field >= Field::dhcp_client_hardware) return visit_dhcp(field, info);
    if (field >= Field::dns_is_answer) return visit_dns(field, info);
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

void TreeReader::visit_dns(Field field, const field_info *info) {
    switch (field) {
        case Field::dns_is_answer:
            any_dns_ = true;
            dns_is_answer_ = number(info) != 0;
            break;
        case Field::dns_is_truncated:
            dns_is_truncated_ = number(info) != 0;
            break;
        case Field::dns_rcode:
            lookup_.rcode = static_cast<int>(number(info));
            break;
        case Field::dns_query_name:
            if (lookup_.name.empty()) lookup_.name = wire::lower(text(info));
            break;
        case Field::dns_address:
            if (lookup_.addresses.size() < kMostAddresses) lookup_.addresses.push_back(address(info));
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
        icmp_->ipv6 = ipv6;
        return true;
    }
    switch (field) {
        case Field::icmp_code:
        case Field::icmpv6_code:
            icmp_->code = static_cast<std::uint8_t>(number(info));
            break;
        case Field::icmp_mtu:
        case Field::icmpv6_mtu:
            icmp_->mtu = static_cast<std::uint32_t>(number(info));
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
        case Field::http_header:
            if (const auto range = content_range(text(info))) http_->range = range;
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
        any_tftp_ = true;
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
    const wire::Bytes message = captured(info);
    std::optional<wire::SignallingEvent> event;
    if (field == Field::sip) {
        const auto sip = wire::parse_sip({reinterpret_cast<const char *>(message.data()), message.size()});
        if (sip) event = earlier_.signalling.read(*sip);
    } else if (field == Field::sccp) {
        if (const auto sccp = wire::parse_sccp(message)) event = earlier_.signalling.read(*sccp, frame_.stream);
    }
    if (!event) return;
    Seen frame = frame_;
    if (event->from_server) std::swap(frame.source, frame.destination);
    const char *in_clear = udp_length_ != 0 ? "UDP" : "TCP";
    out_.emplace_back(observation_of(*event, frame, any_tls_ ? "TLS" : in_clear));
}

void TreeReader::finish() {
    finish_tls();
    finish_http();
    finish_tftp();
    read_tftp_of_another_address();
    finish_dhcp();
    finish_dns();
    if (!icmp_) return;
    icmp_->too_big =
        icmp_->ipv6 ? icmp_->type == kPacketTooBig : icmp_->type == kUnreachable && icmp_->code == kFragmentationNeeded;
    if (!icmp_->too_big) icmp_->mtu = 0;
    out_.emplace_back(*icmp_);
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
    if (tftp_ && tftp_->opcode == kTftpReadRequest && earlier_.tftp_clients.size() < kMostTftpClients) {
        earlier_.tftp_clients.insert(tftp_->source);
    }
    if (tftp_) out_.emplace_back(std::move(*tftp_));
    tftp_.reset();
}

// A server with several addresses, or one behind NAT, may answer from another one than was asked, which is no TFTP for
// Wireshark. [RFC 1350 tells a transfer by its ports alone]
void TreeReader::read_tftp_of_another_address() {
    const wire::Bytes bytes = payload_bytes_;
    if (any_tftp_ || icmp_ || udp_length_ == 0 || bytes.size() < kTftpDataHeader) return;
    if (!earlier_.tftp_clients.contains(frame_.source) && !earlier_.tftp_clients.contains(frame_.destination)) return;
    const auto number16 = [&](std::size_t at) { return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]); };
    const std::uint16_t opcode = number16(0);
    if (opcode != kTftpData && opcode != kTftpAck && opcode != kTftpError) return;
    TftpPacket packet;
    static_cast<Seen &>(packet) = frame_;
    packet.opcode = opcode;
    packet.payload = payload_;
    if (opcode == kTftpError) {
        packet.error_code = number16(2);
        const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        packet.error_message = text.substr(kTftpDataHeader, text.find('\0', kTftpDataHeader) - kTftpDataHeader);
    } else {
        packet.block = number16(2);
    }
    if (opcode == kTftpData) {
        packet.data_length = udp_length_ - kUdpHeader - kTftpDataHeader;
        packet.data.assign(bytes.begin() + kTftpDataHeader, bytes.end());
    }
    out_.emplace_back(std::move(packet));
}

void TreeReader::finish_dns() {
    // Of a truncated answer, the whole one follows over TCP.
    if (!any_dns_ || lookup_.name.empty() || (dns_is_answer_ && dns_is_truncated_)) return;
    const std::uint16_t server = dns_is_answer_ ? frame_.source.port : frame_.destination.port;
    if (server != wire::kDnsPort) return;  // multicast DNS and the like
    static_cast<Seen &>(lookup_) = frame_;
    if (dns_is_answer_) {
        std::swap(lookup_.source, lookup_.destination);
    } else {
        lookup_.rcode = NameLookup::kQuery;
        lookup_.addresses.clear();
    }
    if (lookup_.name.ends_with('.')) lookup_.name.pop_back();
    out_.emplace_back(std::move(lookup_));
}

void TreeReader::finish_dhcp() {
    if (dhcp_message_ != kDhcpAck || lease_.hardware == 0 || lease_.address == "0.0.0.0") return;
    static_cast<Seen &>(lease_) = frame_;
    out_.emplace_back(std::move(lease_));
}

Observation observation_of(const wire::SignallingEvent &event, const Seen &frame, const char *transport) {
    if (const auto *alarm = std::get_if<wire::PhoneAlarm>(&event.what)) {
        Alarm seen;
        static_cast<Seen &>(seen) = frame;
        seen.name = alarm->name;
        seen.parameters = alarm->parameters;
        return seen;
    }
    if (const auto *request = std::get_if<wire::RegistrationRequest>(&event.what)) {
        RegistrationRequest seen;
        static_cast<Seen &>(seen) = frame;
        seen.protocol = request->sip ? "SIP" : "SCCP";
        seen.transport = transport;
        seen.call = request->call;
        seen.device = request->device;
        return seen;
    }
    const auto &answer = std::get<wire::RegistrationAnswer>(event.what);
    Registration seen;
    static_cast<Seen &>(seen) = frame;
    seen.protocol = answer.sip ? "SIP" : "SCCP";
    seen.transport = transport;
    seen.outcome = answer.outcome;
    seen.status = answer.status;
    seen.text = answer.text;
    seen.warning = answer.warning;
    seen.call = answer.call;
    seen.device = answer.device;
    seen.token = answer.token;
    return seen;
}

}  // namespace capf::dissection
