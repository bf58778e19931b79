// SPDX-License-Identifier: GPL-2.0-or-later
// Which phone has which address, by what names itself in the capture: requests for files, CAPF, TVS.
//
// An address may have several phones, one after the other (DHCP gives it to another) or at once (behind NAT). A
// connection belongs to one phone, so what it says of itself counts first; the address alone decides only while no
// phone comes back to it after another one.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace capf::dissect {

class PhoneSightings {
public:
    // `host` and `connection` are any keys of the phone's address, and of its address and port. In the order of the
    // frames.
    void add(const std::string &host, const std::string &connection, const std::string &device, std::uint32_t frame);
    // The phone at `frame`: the latest that was named before, else the first after. Nothing when nobody knows.
    [[nodiscard]] std::optional<std::string> device_at(const std::string &host, const std::string &connection,
                                                       std::uint32_t frame) const;
    [[nodiscard]] bool empty() const { return hosts_.empty(); }

private:
    struct Sighting {
        std::uint32_t first;  // frame
        std::string device;
    };
    struct Sightings {
        std::vector<Sighting> in_order;  // each of another device than the one before
        bool shared = false;             // a device came back after another
        void add(const std::string &device, std::uint32_t frame);
        [[nodiscard]] const std::string &at(std::uint32_t frame) const;
    };

    std::map<std::string, Sightings> hosts_;
    std::map<std::string, Sightings> connections_;
};

}  // namespace capf::dissect
