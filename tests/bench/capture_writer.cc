// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/bench/capture_writer.h"

namespace capf::bench {
namespace {

constexpr std::uint32_t kSnapLength = 262144, kEthernet = 1;

}  // namespace

CaptureWriter::CaptureWriter(const std::string &path, Format format)
    : file_(path == "-" ? stdout : std::fopen(path.c_str(), "wb")), format_(format) {
    if (file_ == nullptr) return;
    if (format == Format::pcap) {
        const std::uint32_t header[] = {0xA1B2C3D4, 0x00040002, 0, 0, kSnapLength, kEthernet};
        put(header, sizeof header);
    } else {
        const std::uint32_t section[] = {0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0xFFFFFFFF, 0xFFFFFFFF, 28};
        const std::uint32_t interface[] = {1, 20, kEthernet, kSnapLength, 20};
        put(section, sizeof section);
        put(interface, sizeof interface);
    }
}

CaptureWriter::~CaptureWriter() {
    if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

void CaptureWriter::write(const std::uint8_t *frame, std::uint32_t length, std::uint64_t time) {
    ++packets_;
    if (format_ == Format::pcap) {
        const std::uint32_t header[] = {static_cast<std::uint32_t>(time / 1'000'000),
                                        static_cast<std::uint32_t>(time % 1'000'000), length, length};
        put(header, sizeof header);
        put(frame, length);
        return;
    }
    const std::uint32_t padding = (4 - length % 4) % 4, total = 32 + length + padding, zeros = 0;
    const std::uint32_t header[] = {
        6, total, 0, static_cast<std::uint32_t>(time >> 32), static_cast<std::uint32_t>(time), length, length};
    put(header, sizeof header);
    put(frame, length);
    put(&zeros, padding);
    put(&total, sizeof total);
}

bool CaptureWriter::finish() {
    return std::fflush(file_) == 0 && good_;
}

}  // namespace capf::bench
