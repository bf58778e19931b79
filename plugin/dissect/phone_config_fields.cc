// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/phone_config_fields.h"

#include "plugin/dissect/capture_state.h"
#include "plugin/wire/ascii.h"

namespace capf::dissect {

namespace {

using wire::ConfigValue;
using wire::PhoneConfig;

int hf_config = -1, hf_full_config = -1, hf_load_information = -1, hf_ip_address_mode = -1, hf_capf_auth_mode = -1;
int hf_cert_hash = -1, hf_cert_hash_frame = -1, hf_encr_config = -1, hf_device_protocol = -1;
int hf_device_security_mode = -1, hf_capf_port = -1, hf_capf_node = -1, hf_call_manager = -1;
int hf_capf_ipv4 = -1, hf_capf_ipv6 = -1, hf_manager_ipv4 = -1, hf_manager_ipv6 = -1;
int ett_config = -1;
expert_field ei_malformed = EI_INIT, ei_unusual = EI_INIT, ei_secret = EI_INIT, ei_other_hash = EI_INIT;

struct TextField {
    const int *hf;
    std::optional<ConfigValue> PhoneConfig::*value;
};
const TextField kTexts[] = {
    {&hf_load_information, &PhoneConfig::load_information},
    {&hf_ip_address_mode, &PhoneConfig::ip_address_mode},
    {&hf_capf_auth_mode, &PhoneConfig::capf_auth_mode},
    {&hf_device_protocol, &PhoneConfig::device_protocol},
    {&hf_device_security_mode, &PhoneConfig::device_security_mode},
};

class ConfigDescription {
public:
    ConfigDescription(Plan &plan, const PhoneConfig &config, wire::Range payload, std::uint32_t frame,
                      const std::string &device)
        : plan_(plan), config_(config), payload_(payload), frame_(frame), device_(device) {}

    void write();

private:
    void text(int hf, const ConfigValue &value) { plan_.text(hf, place(value), value.value); }
    struct HostFields {
        int ipv4, ipv6, name;
    };
    void host(const HostFields &fields, wire::Range where, const std::string &value);
    void truth(int hf, const std::optional<ConfigValue> &value, std::optional<bool> meaning);
    void cert_hash(const ConfigValue &value);
    void compare_with_installed(const std::string &hash);
    void capf_server(const wire::CapfServer &server);
    // Where the value stands in the file; nowhere (an empty range at the payload's start) when the parser cannot say.
    [[nodiscard]] wire::Range place(const ConfigValue &value) const {
        return {payload_.offset + value.where.offset, value.where.length};
    }

    Plan &plan_;
    const PhoneConfig &config_;
    wire::Range payload_;
    std::uint32_t frame_;
    const std::string &device_;
};

void ConfigDescription::write() {
    plan_.field(hf_config, payload_);
    const Section section(plan_, ett_config);
    truth(hf_full_config, config_.full_config, config_.full());
    truth(hf_encr_config, config_.encr_config, config_.encrypted());
    for (const TextField &row : kTexts)
        if (const auto &value = config_.*row.value) text(*row.hf, *value);
    if (config_.cert_hash) cert_hash(*config_.cert_hash);
    for (const wire::CapfServer &server : config_.capf_servers) capf_server(server);
    for (const std::string &manager : config_.call_managers)
        host({hf_manager_ipv4, hf_manager_ipv6, hf_call_manager}, {payload_.offset, 0}, manager);
    for (const ConfigValue &secret : config_.secrets)
        plan_.expert_at(&ei_secret, place(secret), "A password or credential in clear");
    wire::Problems problems = config_.problems;
    for (wire::Problem &problem : problems) problem.where.offset += payload_.offset;
    plan_.problems(problems, &ei_unusual, &ei_malformed);
}

// Up to this release the field for names had addresses too: it still has, hidden.
void ConfigDescription::host(const HostFields &fields, wire::Range where, const std::string &value) {
    const bool is_address = plan_.address(fields.ipv4, fields.ipv6, where, value) != nullptr;
    plan_.text(fields.name, where, value).hidden = is_address;
}

void ConfigDescription::truth(int hf, const std::optional<ConfigValue> &value, std::optional<bool> meaning) {
    if (!value) return;
    if (meaning)
        plan_.boolean(hf, place(*value), *meaning);
    else
        plan_.expert_at(&ei_unusual, place(*value), "Neither true nor false: " + value->value);
}

void ConfigDescription::cert_hash(const ConfigValue &value) {
    text(hf_cert_hash, value);
    compare_with_installed(value.value);
    if (value.value.empty()) return;
    capture_state().cert_hashes.add(value.value, frame_);
    if (const auto seen = capture_state().capf_certificates.last_until(value.value, frame_))
        plan_.number(hf_cert_hash_frame, place(value), *seen).generated = true;
}

// Of the certificate that the phone got in this capture, if it got one before it asked for this file.
void ConfigDescription::compare_with_installed(const std::string &hash) {
    const auto *installed = capture_state().installed.last_before(device_, frame_);
    if (!installed || installed->cert_hash.empty() || wire::lower(hash) == installed->cert_hash) return;
    const bool none = hash.empty();
    if (none && config_.full() != false) return;  // what is not encrypted needs none
    plan_.expert(&ei_other_hash, (none ? "certHash is empty, not" : "certHash is not") +
                                     std::string(" the MD5 of the certificate that the phone stored in frame ") +
                                     std::to_string(installed->frame) + ", which is " + installed->cert_hash);
}

void ConfigDescription::capf_server(const wire::CapfServer &server) {
    if (server.node) host({hf_capf_ipv4, hf_capf_ipv6, hf_capf_node}, place(*server.node), server.node->value);
    if (!server.port) return;
    if (const auto port = wire::parse_port(server.port->value))
        plan_.number(hf_capf_port, place(*server.port), *port);
    else
        plan_.expert_at(&ei_malformed, place(*server.port), "Not a TCP port: " + server.port->value);
}

}  // namespace

void describe_phone_config(Plan &plan, const PhoneConfig &config, wire::Range payload, std::uint32_t frame,
                           const std::string &device) {
    ConfigDescription(plan, config, payload, frame, device).write();
}

void register_phone_config_fields(int protocol, expert_module_t *experts) {
    static hf_register_info fields[] = {
        {&hf_config,
         {"Phone configuration", "cisco_sgn.config", FT_NONE, BASE_NONE, nullptr, 0,
          "What decides how the phone is provisioned", HFILL}},
        {&hf_full_config,
         {"Full configuration", "cisco_sgn.config.full_config", FT_BOOLEAN, BASE_NONE, nullptr, 0,
          "fullConfig: false in the partial configuration of a phone whose full one is encrypted", HFILL}},
        {&hf_load_information,
         {"Load", "cisco_sgn.config.load_information", FT_STRING, BASE_NONE, nullptr, 0,
          "loadInformation: the firmware that the phone shall run", HFILL}},
        {&hf_ip_address_mode,
         {"IP address mode", "cisco_sgn.config.ip_address_mode", FT_STRING, BASE_NONE, nullptr, 0, "ipAddressMode",
          HFILL}},
        {&hf_capf_auth_mode,
         {"CAPF authentication mode", "cisco_sgn.config.capf_auth_mode", FT_STRING, BASE_NONE, nullptr, 0,
          "capfAuthMode: 0 the hash decides, 1 authentication string, 2 null string", HFILL}},
        {&hf_cert_hash,
         {"Certificate hash", "cisco_sgn.config.cert_hash", FT_STRING, BASE_NONE, nullptr, 0,
          "certHash: MD5 of the certificate that the configuration is encrypted to", HFILL}},
        {&hf_cert_hash_frame,
         {"Certificate in", "cisco_sgn.config.cert_hash.certificate_in", FT_FRAMENUM, BASE_NONE, nullptr, 0,
          "CAPF carried the certificate with this hash in this frame", HFILL}},
        {&hf_encr_config,
         {"Encrypted configuration", "cisco_sgn.config.encr_config", FT_BOOLEAN, BASE_NONE, nullptr, 0,
          "encrConfig: the phone is to fetch its encrypted configuration", HFILL}},
        {&hf_device_protocol,
         {"Device protocol", "cisco_sgn.config.device_protocol", FT_STRING, BASE_NONE, nullptr, 0, "deviceProtocol",
          HFILL}},
        {&hf_device_security_mode,
         {"Device security mode", "cisco_sgn.config.device_security_mode", FT_STRING, BASE_NONE, nullptr, 0,
          "deviceSecurityMode: 1 non-secure, 2 authenticated, 3 encrypted", HFILL}},
        {&hf_capf_port,
         {"CAPF port", "cisco_sgn.config.capf_port", FT_UINT16, BASE_DEC, nullptr, 0, "phonePort", HFILL}},
        {&hf_capf_node,
         {"CAPF node", "cisco_sgn.config.capf_node", FT_STRING, BASE_NONE, nullptr, 0,
          "processNodeName: name of the CAPF server (or its address, hidden)", HFILL}},
        {&hf_capf_ipv4,
         {"CAPF address", "cisco_sgn.config.capf_ipv4", FT_IPv4, BASE_NONE, nullptr, 0,
          "processNodeName, where it is an IPv4 address", HFILL}},
        {&hf_capf_ipv6,
         {"CAPF address", "cisco_sgn.config.capf_ipv6", FT_IPv6, BASE_NONE, nullptr, 0,
          "processNodeName, where it is an IPv6 address", HFILL}},
        {&hf_call_manager,
         {"Call manager", "cisco_sgn.config.call_manager", FT_STRING, BASE_NONE, nullptr, 0,
          "Name of a member of the phone's call manager group (or its address, hidden)", HFILL}},
        {&hf_manager_ipv4,
         {"Call manager", "cisco_sgn.config.call_manager_ipv4", FT_IPv4, BASE_NONE, nullptr, 0,
          "IPv4 address of a member of the phone's call manager group", HFILL}},
        {&hf_manager_ipv6,
         {"Call manager", "cisco_sgn.config.call_manager_ipv6", FT_IPv6, BASE_NONE, nullptr, 0,
          "IPv6 address of a member of the phone's call manager group", HFILL}},
    };
    proto_register_field_array(protocol, fields, array_length(fields));
    int *const subtrees[] = {&ett_config};
    proto_register_subtree_array(subtrees, array_length(subtrees));

    static ei_register_info items[] = {
        {&ei_malformed, {"cisco_sgn.config.malformed", PI_MALFORMED, PI_WARN, "The XML is malformed", EXPFILL}},
        {&ei_unusual, {"cisco_sgn.config.unusual", PI_UNDECODED, PI_NOTE, "Unusual configuration", EXPFILL}},
        {&ei_secret, {"cisco_sgn.config.secret", PI_SECURITY, PI_NOTE, "A password or credential in clear", EXPFILL}},
        {&ei_other_hash,
         {"cisco_sgn.config.cert_hash.differs", PI_SECURITY, PI_WARN,
          "certHash is not the MD5 of the phone's certificate", EXPFILL}},
    };
    expert_register_field_array(experts, items, array_length(items));
}

}  // namespace capf::dissect
