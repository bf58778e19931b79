// SPDX-License-Identifier: GPL-2.0-or-later
// Writes captures of Ethernet frames as pcap or pcapng.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace capf::bench {

enum class Format { pcap, pcapng };

class CaptureWriter {
public:
    // "-" is standard output. is_open() tells whether that went well.
    CaptureWriter(const std::string &path, Format format);
    ~CaptureWriter();
    CaptureWriter(const CaptureWriter &) = delete;
    CaptureWriter &operator=(const CaptureWriter &) = delete;

    [[nodiscard]] bool is_open() const { return file_ != nullptr; }
    // `time` in microseconds since 1970.
    void write(const std::uint8_t *frame, std::uint32_t length, std::uint64_t time);
    [[nodiscard]] std::uint64_t packets() const { return packets_; }
    // False when something could not be written.
    [[nodiscard]] bool finish();

private:
    void put(const void *bytes, std::size_t length) { good_ &= std::fwrite(bytes, 1, length, file_) == length; }

    std::FILE *file_;
    Format format_;
    std::uint64_t packets_ = 0;
    bool good_ = true;
};

}  // namespace capf::bench
