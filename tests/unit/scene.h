// SPDX-License-Identifier: GPL-2.0-or-later
// What phones and servers do, as observations: for tests of what is made of them.
#pragma once

#include <string>
#include <vector>

#include "analyzer/findings/phone_report.h"
#include "analyzer/phones/timeline.h"

namespace capf::test {

using Buffer = std::vector<std::uint8_t>;

// Everything happens at `seconds` since the beginning; each call makes frames of its own.
class Scene {
public:
    std::string phone_address = "192.0.2.10";
    std::string server_address = "198.51.100.1";
    std::uint64_t phone_hardware = 0;

    // HTTP GET and its answer; an empty body is a 404.
    void file(double seconds, const std::string &name, const Buffer &body);
    void file(double seconds, const std::string &name, const std::string &body);
    // A partial configuration that names these CAPF servers, as .cnf.xml (not signed).
    void partial_config(double seconds, const std::string &device, const std::string &cert_hash,
                        const std::vector<std::string> &capf_servers = {"198.51.100.1"}, int auth_mode = 2);
    void full_config(double seconds, const std::string &device);
    // A signed file that parses as the encrypted configuration.
    void encrypted_config(double seconds, const std::string &device);

    // SYN answered by RST.
    void capf_refused(double seconds, const std::string &server = "198.51.100.1");
    // A session in the clear: DEVICE_NAME unless it is empty; installs an LSC, or ends at once with this reason.
    void capf_install(double seconds, const std::string &device, const Buffer &certificate = {});
    void capf_ends(double seconds, const std::string &device, int reason);
    // A connection whose TLS records say nothing.
    void capf_connects(double seconds);
    void registers(double seconds);
    // DHCP gives the phone's address to this Ethernet address.
    void lease(double seconds, std::uint64_t hardware);

    // Everything in the order of time, as a capture of this length would show it.
    [[nodiscard]] phones::Timeline timeline(double length) const;
    [[nodiscard]] std::vector<findings::PhoneReport> check(double length) const;

private:
    template <typename Kind>
    Kind seen(double seconds, bool from_phone, std::uint32_t stream, std::uint16_t server_port);
    void segment(double seconds, bool from_phone, std::uint32_t stream, std::uint16_t server_port, std::uint8_t flags,
                 std::uint32_t sequence, std::uint32_t length);
    std::uint32_t open_capf(double seconds);
    void capf_message(double seconds, std::uint32_t stream, bool from_server, const Buffer &message);

    std::vector<dissection::Observation> observations_;
    std::uint32_t frames_ = 0, streams_ = 0;
};

}  // namespace capf::test
