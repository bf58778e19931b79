// SPDX-License-Identifier: GPL-2.0-or-later
// Names of devices where they stand in other names: in a certificate's CN, in a hardware address.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace capf::phones {

// SEP, ATA and the like with the twelve hexadecimal digits of a hardware address: no other thing is called so.
[[nodiscard]] bool is_hardware_name(std::string_view name);

// What a phone's certificate may name as the device, the likeliest first: "CP-8845-SEP001122334455" (a MIC),
// "SEP001122334455" or "CSFUSER" (an LSC), "CAPF_SEP001122334455". Names in upper case.
[[nodiscard]] std::vector<std::string> device_names_in(std::string_view common_name);

// "SEP" and the address in hexadecimal.
[[nodiscard]] std::string name_of_hardware_address(std::uint64_t address);

}  // namespace capf::phones
