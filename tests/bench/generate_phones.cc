// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a capture of many phones that fetch their configuration at the same time, as after a cluster's upgrade.
//
// usage: generate_phones PHONES pcap|pcapng OUT TEMPLATE…
//
// Each TEMPLATE is a capture (Ethernet, IPv4, pcap or pcapng) of one phone. The phones take turns among them, each with
// an address, an Ethernet address and a device name of its own in what it sends; one begins every 10 ms. What servers
// send stays as it is but for the addresses, so that files are still signed. OUT is "-" for standard output.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tests/bench/capture_writer.h"
#include "tests/bench/timed_frames.h"

namespace {

using namespace capf;

constexpr std::size_t kEthernet = 14, kIp = 20, kDeviceName = 15;
constexpr std::uint64_t kBegin = 1'795'464'000ULL * 1'000'000, kApart = 10'000;  // microseconds
constexpr std::uint8_t kTcp = 6, kUdp = 17;

using Frame = bench::TimedFrame;

struct Template {
    std::vector<Frame> frames;
    std::array<std::uint8_t, 4> address{};   // the phone's
    std::array<std::uint8_t, 6> hardware{};  // likewise
    std::string device;
};

std::string_view text_of(const Frame &frame) {
    return {reinterpret_cast<const char *>(frame.bytes.data()), frame.bytes.size()};
}

bool is_ipv4(const std::vector<std::uint8_t> &frame) {
    return frame.size() >= kEthernet + kIp && frame[12] == 8 && frame[13] == 0 && frame[14] == 0x45;
}

// The phone is who asks for a file with its name.
bool find_phone(Template &phone) {
    for (const Frame &frame : phone.frames) {
        const std::string_view text = text_of(frame);
        const std::size_t at = text.find("SEP");
        if (!is_ipv4(frame.bytes) || at == std::string_view::npos || text.size() < at + kDeviceName) continue;
        phone.device = text.substr(at, kDeviceName);
        std::copy_n(frame.bytes.begin() + kEthernet + 12, 4, phone.address.begin());
        std::copy_n(frame.bytes.begin() + 6, 6, phone.hardware.begin());
        return true;
    }
    return false;
}

bool load(const std::string &path, Template &phone) {
    phone.frames = bench::read_frames(path);
    return find_phone(phone);
}

std::uint32_t sum_of(const std::uint8_t *bytes, std::size_t length, std::uint32_t sum) {
    for (std::size_t i = 0; i < length; ++i) sum += i % 2 == 0 ? std::uint32_t{bytes[i]} << 8 : bytes[i];
    return sum;
}

void put_checksum(std::uint8_t *to, std::uint32_t sum) {
    while (sum > 0xFFFF) sum = (sum & 0xFFFFU) + (sum >> 16);
    to[0] = static_cast<std::uint8_t>(~sum >> 8);
    to[1] = static_cast<std::uint8_t>(~sum);
}

void mend_checksums(std::vector<std::uint8_t> &frame) {
    std::uint8_t *ip = frame.data() + kEthernet;
    const auto length = static_cast<std::size_t>(ip[2] << 8 | ip[3]);
    if (length < kIp + 8 || kEthernet + length > frame.size()) return;
    ip[10] = ip[11] = 0;
    put_checksum(ip + 10, sum_of(ip, kIp, 0));
    const std::size_t place = ip[9] == kTcp ? 16 : 6;
    if ((ip[9] != kTcp && ip[9] != kUdp) || length < kIp + place + 2) return;
    std::uint8_t *transport = ip + kIp;
    transport[place] = transport[place + 1] = 0;
    const auto size = static_cast<std::uint32_t>(length - kIp);
    put_checksum(transport + place, sum_of(transport, size, sum_of(ip + 12, 8, ip[9] + size)));
}

// The phone number `number` in place of the template's.
std::vector<std::uint8_t> frame_of(const Template &phone, const Frame &frame, std::uint32_t number) {
    std::vector<std::uint8_t> bytes = frame.bytes;
    if (!is_ipv4(bytes)) return bytes;
    const std::array<std::uint8_t, 3> low = {static_cast<std::uint8_t>(number >> 16),
                                             static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
    const auto replace = [&](std::size_t at, const auto &was, std::size_t kept) {
        if (!std::equal(was.begin(), was.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at))) return false;
        std::copy(low.begin(), low.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at + kept));
        return true;
    };
    replace(0, phone.hardware, 3);
    replace(6, phone.hardware, 3);
    const bool sends = replace(kEthernet + 12, phone.address, 1);
    if (!sends && !replace(kEthernet + 16, phone.address, 1)) return bytes;
    bytes[kEthernet + (sends ? 12 : 16)] = 10;
    const std::string device = phone.device.substr(0, kDeviceName - 6) + fmt::format("{:06X}", number & 0xFFFFFFU);
    for (auto at = bytes.begin(); sends;) {
        at = std::search(at, bytes.end(), phone.device.begin(), phone.device.end());
        if (at == bytes.end()) break;
        at = std::copy(device.begin(), device.end(), at);
    }
    mend_checksums(bytes);
    return bytes;
}

struct Next {
    std::uint64_t time = 0;
    std::uint32_t phone = 0;
    std::size_t frame = 0;
    bool operator>(const Next &other) const { return time != other.time ? time > other.time : phone > other.phone; }
};

void write(const std::vector<Template> &templates, std::uint32_t phones, bench::CaptureWriter &out) {
    std::priority_queue<Next, std::vector<Next>, std::greater<>> due;
    for (std::uint32_t begun = 0; begun < phones || !due.empty();) {
        const std::uint64_t begin = kBegin + begun * kApart;
        if (begun < phones && (due.empty() || begin <= due.top().time)) {
            due.push({begin, begun++, 0});
            continue;
        }
        const Next next = due.top();
        due.pop();
        const Template &phone = templates[next.phone % templates.size()];
        // From 1 on: the address that ends with zeros is a network's.
        const std::vector<std::uint8_t> bytes = frame_of(phone, phone.frames[next.frame], next.phone + 1);
        out.write(bytes.data(), static_cast<std::uint32_t>(bytes.size()), next.time);
        const std::size_t after = next.frame + 1;
        if (after == phone.frames.size()) continue;
        const std::uint64_t pause =
            phone.frames[after].after - std::min(phone.frames[after].after, phone.frames[next.frame].after);
        due.push({next.time + pause, next.phone, after});
    }
}

}  // namespace

int main(int argc, char **argv) {
    if (argc < 5) {
        std::fprintf(stderr, "usage: generate_phones PHONES pcap|pcapng OUT TEMPLATE...\n");
        return 2;
    }
    std::vector<Template> templates(static_cast<std::size_t>(argc - 4));
    for (std::size_t i = 0; i < templates.size(); ++i) {
        if (load(argv[4 + i], templates[i])) continue;
        std::fprintf(stderr, "generate_phones: %s: no phone that names itself in IPv4 over Ethernet\n", argv[4 + i]);
        return 1;
    }
    bench::CaptureWriter out(argv[3],
                             std::string_view(argv[2]) == "pcapng" ? bench::Format::pcapng : bench::Format::pcap);
    if (!out.is_open()) {
        std::perror(argv[3]);
        return 1;
    }
    write(templates, static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10)), out);
    return out.finish() ? 0 : 1;
}
