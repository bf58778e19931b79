// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/show/config_fields.h"

namespace capf::show {

std::vector<Field> config_fields(const wire::PhoneConfig &config) {
    std::vector<Field> fields;
    const auto add = [&](const char *name, const std::optional<wire::ConfigValue> &value) {
        if (value) fields.push_back({name, value->value, false});
    };
    add("fullConfig", config.full_config);
    add("loadInformation", config.load_information);
    add("deviceProtocol", config.device_protocol);
    add("deviceSecurityMode", config.device_security_mode);
    add("ipAddressMode", config.ip_address_mode);
    add("capfAuthMode", config.capf_auth_mode);
    for (const wire::CapfServer &server : config.capf_servers) {
        add("phonePort", server.port);
        add("processNodeName", server.node);
    }
    add("certHash", config.cert_hash);
    add("encrConfig", config.encr_config);
    for (const std::string &node : config.call_managers) fields.push_back({"callManager", node, false});
    return fields;
}

}  // namespace capf::show
