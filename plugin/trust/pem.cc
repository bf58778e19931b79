// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/trust/pem.h"

#include <openssl/evp.h>

#include <algorithm>

namespace capf::trust {

std::string certificate_pem(wire::Bytes der) {
    constexpr std::size_t kLine = 48;  // bytes: 64 characters
    std::string text = "-----BEGIN CERTIFICATE-----\n";
    for (std::size_t at = 0; at < der.size(); at += kLine) {
        const std::size_t length = std::min(kLine, der.size() - at);
        unsigned char line[kLine / 3 * 4 + 1];
        const int written = EVP_EncodeBlock(line, der.data() + at, static_cast<int>(length));
        text.append(reinterpret_cast<const char *>(line), static_cast<std::size_t>(written));
        text += '\n';
    }
    return text + "-----END CERTIFICATE-----\n";
}

}  // namespace capf::trust
