// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/tls_inspection.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "plugin/wire/ascii.h"

namespace capf::judge {
namespace {

// In lower case.
constexpr std::string_view kMakers[] = {
    "palo alto",
    "fortinet",
    "fortigate",
    "zscaler",
    "blue coat",
    "bluecoat",
    "proxysg",
    "check point",
    "checkpoint",
    "sophos",
    "watchguard",
    "sonicwall",
    "mcafee",
    "skyhigh",
    "forcepoint",
    "websense",
    "netskope",
    "umbrella",
    "firepower",
    "barracuda",
    "untangle",
    "squid",
    "mitmproxy",
    "portswigger",
    "kaspersky",
    "cato networks",
    "iboss",
    "trend micro",
    "symantec web",
    "a10 networks",
    "gigamon",
    "smoothwall",
    "lightspeed",
    "contentkeeper",
    "securly",
    "ironport",
    "web security appliance",
    "clavister",
    "stormshield",
    "hillstone",
    "sangfor",
    "juniper srx",
};
constexpr std::string_view kWords[] = {
    "inspection", "decryption", "intercept",   "forward trust", "forward-trust", "deep packet",
    "ssl proxy",  "tls proxy",  "https proxy", "web gateway",   "web proxy",     "ssl forward",
};

}  // namespace

bool issued_by_inspection(const trust::Certificate &certificate) {
    const std::string issuer = wire::lower(certificate.issuer);
    const auto named = [&](std::string_view word) { return issuer.find(word) != std::string::npos; };
    return std::any_of(std::begin(kMakers), std::end(kMakers), named) ||
           std::any_of(std::begin(kWords), std::end(kWords), named);
}

}  // namespace capf::judge
