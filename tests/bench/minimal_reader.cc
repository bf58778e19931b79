// SPDX-License-Identifier: GPL-2.0-or-later
// The least that a program can do with a capture and still find phone provisioning in it by its ports: what capfcheck's
// speed is measured against. Reads little-endian pcap and pcapng with Ethernet and IPv4, believes every length, judges
// nothing.
//
// usage: minimal_reader FILE
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

namespace {

constexpr std::size_t kPiece = 256U * 1024, kLongestRecord = 512U * 1024;

std::uint32_t u32(const std::uint8_t *at) {
    std::uint32_t value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

std::uint32_t network16(const std::uint8_t *at) {
    return static_cast<std::uint32_t>(at[0] << 8 | at[1]);
}

bool is_provisioning(const std::uint8_t *frame, std::uint32_t length) {
    if (length < 42) return false;
    std::uint32_t at = 14, type = network16(frame + 12);
    for (; type == 0x8100 && at + 24 < length; at += 4) type = network16(frame + at + 2);
    if (type != 0x0800) return false;
    const std::uint8_t *ip = frame + at;
    const std::uint32_t header = (ip[0] & 15U) * 4U;
    if (at + header + 4 > length) return false;
    const std::uint32_t source = network16(ip + header), destination = network16(ip + header + 2);
    if (ip[9] == 17) return source == 69 || destination == 69;
    return ip[9] == 6 && (source == 3804 || destination == 3804 || source == 6970 || destination == 6970);
}

struct Count {
    std::uint64_t packets = 0, found = 0;
    void take(const std::uint8_t *frame, std::uint32_t length) {
        ++packets;
        found += is_provisioning(frame, length) ? 1 : 0;
    }
};

std::size_t walk_pcap(const std::uint8_t *begin, const std::uint8_t *end, Count &count) {
    const std::uint8_t *at = begin;
    while (end - at >= 16 && static_cast<std::size_t>(end - at) >= 16 + static_cast<std::size_t>(u32(at + 8))) {
        count.take(at + 16, u32(at + 8));
        at += 16 + u32(at + 8);
    }
    return static_cast<std::size_t>(at - begin);
}

std::size_t walk_pcapng(const std::uint8_t *begin, const std::uint8_t *end, Count &count) {
    const std::uint8_t *at = begin;
    while (end - at >= 12 && u32(at + 4) >= 12 && static_cast<std::size_t>(end - at) >= u32(at + 4)) {
        if (u32(at) == 6) count.take(at + 28, u32(at + 20));
        at += u32(at + 4);
    }
    return static_cast<std::size_t>(at - begin);
}

}  // namespace

int main(int argc, char **argv) {
    const int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    if (file < 0) {
        std::fprintf(stderr, "usage: minimal_reader FILE\n");
        return 2;
    }
    std::vector<std::uint8_t> buffer(kPiece + kLongestRecord);
    std::size_t there = 0;
    bool first = true, is_pcapng = false;
    Count count;
    for (ssize_t n = 0; (n = read(file, buffer.data() + there, kPiece)) > 0;) {
        there += static_cast<std::size_t>(n);
        const std::uint8_t *begin = buffer.data(), *end = begin + there;
        if (first) {
            is_pcapng = u32(begin) == 0x0A0D0D0A;
            if (!is_pcapng) begin += 24;
            first = false;
        }
        begin += is_pcapng ? walk_pcapng(begin, end, count) : walk_pcap(begin, end, count);
        there = static_cast<std::size_t>(end - begin);
        if (there > kLongestRecord) break;
        std::memmove(buffer.data(), begin, there);
    }
    close(file);
    std::printf("%llu packets, %llu of provisioning\n", static_cast<unsigned long long>(count.packets),
                static_cast<unsigned long long>(count.found));
    return 0;
}
