// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/selection/registration_scan.h"

#include <algorithm>
#include <string_view>

#include "plugin/wire/ascii.h"

namespace capf::capture {
namespace {

// Case does not matter in the names of SIP's header fields.
std::size_t find_field(std::string_view message, std::string_view lower_case_name) {
    const auto same = [](char a, char b) { return wire::lower(a) == b; };
    const auto found =
        std::search(message.begin(), message.end(), lower_case_name.begin(), lower_case_name.end(), same);
    return found == message.end() ? std::string_view::npos : static_cast<std::size_t>(found - message.begin());
}

std::uint32_t little_endian32(const std::uint8_t *from) {
    return number_at<std::uint32_t>(from, std::endian::native == std::endian::big);
}

}  // namespace

bool is_sip_registered(const std::uint8_t *payload, std::uint32_t length) {
    const std::string_view message(reinterpret_cast<const char *>(payload), length);
    if (!message.starts_with("SIP/2.0 200")) return false;
    std::size_t at = message.find("\nCSeq:");
    if (at == std::string_view::npos) at = find_field(message, "\ncseq");
    if (at == std::string_view::npos) return false;
    const std::string_view line = message.substr(at + 1, message.find('\r', at + 1) - at - 1);
    return line.ends_with("REGISTER");
}

bool is_sccp_registered(const std::uint8_t *payload, std::uint32_t length) {
    constexpr std::uint32_t kHeader = 8, kRegisterAck = 0x81, kLongest = 4096;
    // length (without the header), version, message
    for (std::uint32_t at = 0; at + kHeader + 4 <= length;) {
        const std::uint32_t size = little_endian32(payload + at);
        if (size < 4 || size > kLongest) return false;
        if (little_endian32(payload + at + kHeader) == kRegisterAck) return true;
        at += kHeader + size;
    }
    return false;
}

void RegistrationScan::add(const Registration &registration, bool phone_is_known) {
    if (phone_is_known) {
        if (known_.size() < kMost) known_.push_back(registration);
        return;
    }
    const IpAddress &phone = registration.phone.address;
    IpAddress &recent = recent_[HashKey{}(phone) % kRecent];
    if (recent == phone) return;
    recent = phone;
    if (first_.size() < kMost) first_.try_emplace(phone, registration);
}

std::vector<Registration> RegistrationScan::of(const std::unordered_set<IpAddress, HashKey> &phones) const {
    std::vector<Registration> result = known_;
    for (const auto &[address, registration] : first_) {
        if (phones.contains(address)) result.push_back(registration);
    }
    std::sort(result.begin(), result.end(),
              [](const Registration &a, const Registration &b) { return a.frame < b.frame; });
    return result;
}

}  // namespace capf::capture
