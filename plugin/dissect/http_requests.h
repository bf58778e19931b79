// SPDX-License-Identifier: GPL-2.0-or-later
// Which files a phone asked for on an HTTP connection, and which of them it was refused.
//
// Wireshark gives an answer the latest request's name, which is the wrong one when requests are sent before their
// answers. A signed file holds its own name: when that was asked for on the same connection, it is the right one.
#pragma once

#include <initializer_list>
#include <string>

#include "plugin/dissect/compat.h"

namespace capf::dissect {

// Base names, as parse_phone_file_name() gives them; of file scope.
using RequestedNames = wmem_map_t;

// The names asked for so far on the connection of this frame, or null. Known for the port of phone files (TCP 6970); on
// other ports Wireshark tells us of no request (see http_requests_overlap()).
[[nodiscard]] const RequestedNames *requested_names(packet_info *pinfo);
// No epan call that throws.
[[nodiscard]] bool was_requested(const RequestedNames *names, const std::string &base_name);

// Puts a dissector of our own in front of HTTP on the port of phone files, and in front of HTTPS on its ports.
void register_http_requests(int protocol);
void handoff_http_requests(unsigned port);
void handoff_https_requests(std::initializer_list<unsigned> ports);

}  // namespace capf::dissect
