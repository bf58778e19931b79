// SPDX-License-Identifier: GPL-2.0-or-later
// What a connection itself says of the phone that made it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/phones/connection.h"

namespace capf::phones {

// DEVICE_NAME of the CAPF session, where it can be read.
[[nodiscard]] std::optional<std::string> named_in_capf(const Connection &connection);
// The names that certificates of the phone in the session may stand for: the one that it proves itself with, the LSC
// that it gets or hands over; and the client's certificate of the TLS handshake.
[[nodiscard]] std::vector<std::string> named_by_certificates(const Connection &connection);
// The device name of TVS requests, where they can be read.
[[nodiscard]] std::vector<std::string> named_in_tvs(const Connection &connection);

}  // namespace capf::phones
