// SPDX-License-Identifier: GPL-2.0-or-later
// The records of a capture file, one batch after the other, without copying what they hold.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/capture/formats/input_window.h"
#include "plugin/wire/time_units.h"

namespace capf::capture {

// Nanoseconds since 1970 that a record's time may be, before or after: no difference of two overflows. Some 146 years.
inline constexpr std::int64_t kMostTime = std::int64_t{1} << 62;
// wiretap's own limit for the link types that we read ourselves: a longer record is damage.
inline constexpr std::uint32_t kLongestPacket = 262'144;

// A record's time, of seconds and a part of a second that damage may have made larger than one.
constexpr std::int64_t record_time(std::int64_t seconds, std::int64_t nanoseconds) {
    constexpr std::int64_t kMost = kMostTime / wire::kNanosecondsPerSecond - 10;
    if (seconds >= kMost) return kMostTime;
    if (seconds <= -kMost) return -kMostTime;
    return seconds * wire::kNanosecondsPerSecond + nanoseconds;
}

// LINKTYPE_ numbers (https://www.tcpdump.org/linktypes.html) of the frames that we look into.
enum class LinkType : std::uint16_t {
    null = 0,  // BSD loopback: address family in the byte order of who wrote it
    ethernet = 1,
    ppp = 9,
    raw_bsd = 12,
    raw_openbsd = 14,
    ppp_hdlc = 50,
    ppp_ether = 51,
    raw = 101,
    loop = 108,  // OpenBSD loopback: address family in network byte order
    linux_sll = 113,
    ipv4 = 228,
    ipv6 = 229,
    linux_sll2 = 276,
};

// Link types whose frames need nothing but their bytes to be dissected: no pseudo-header, no checksum behind them.
[[nodiscard]] bool is_plain(std::uint32_t link_type);

// One record. What Wireshark counts as a frame but is no packet has is_packet false, no length, and maybe a time.
struct Record {
    const std::uint8_t *bytes = nullptr;  // valid until the next call of next()
    std::int64_t time = 0;                // nanoseconds since 1970
    std::int64_t offset = 0;              // where it begins in the file's stream of bytes, or what wiretap calls so
    std::uint32_t captured = 0;           // bytes in the file
    std::uint32_t on_the_wire = 0;        // bytes that the packet had
    std::uint32_t interface = 0;          // within its section
    std::uint16_t link_type = 0;
    bool is_packet = true;
    bool has_time = true;
};

// pcapng's number of TLS key logs: "TLSK".
inline constexpr std::uint32_t kTlsKeyLog = 0x544c534b;

// Decryption secrets that the file carries (pcapng).
struct Secrets {
    std::uint32_t type = 0;
    std::vector<std::uint8_t> bytes;
};

class RecordReader;

// Makes a reader of a window that begins anywhere in the file: it begins at the first place that looks like a record,
// takes nothing but packets, and ends with damage() at everything else. May run in any thread.
using ChunkOpener = std::function<std::unique_ptr<RecordReader>(std::unique_ptr<InputWindow>)>;

class RecordReader {
public:
    RecordReader() = default;
    virtual ~RecordReader() = default;
    RecordReader(const RecordReader &) = delete;
    RecordReader &operator=(const RecordReader &) = delete;

    // Replaces `batch` by the next records, at least one. False at the end, after damage, and when unsupported() says
    // why this reader is not the right one.
    virtual bool next(std::vector<Record> &batch) = 0;

    // Where the record after those of the last batch begins, in bytes from the beginning of the stream.
    [[nodiscard]] virtual std::uint64_t position() const { return 0; }
    // Goes on with the record that begins there; false where that is not possible.
    virtual bool jump(std::uint64_t /*position*/) { return false; }
    // Null where a chunk of the file cannot be read on its own. `time`: of a record near by, nanoseconds since 1970.
    [[nodiscard]] virtual ChunkOpener chunk_opener(std::int64_t /*time*/) const { return nullptr; }
    // Another number when a chunk_opener() of earlier would not read the records that follow in the right way.
    [[nodiscard]] virtual std::uint32_t layout() const { return 0; }

    // Why reading ended early; empty at a regular end.
    [[nodiscard]] const std::string &damage() const { return damage_; }
    // The file has something that only wiretap reads: it is to be read again, from its beginning, through wiretap.
    [[nodiscard]] const std::string &unsupported() const { return unsupported_; }
    [[nodiscard]] const std::vector<Secrets> &secrets() const { return secrets_; }

protected:
    // That are read at once: with their headers they fit the first-level cache.
    static constexpr std::size_t kFramesInBatch = 128;

    std::string damage_, unsupported_;
    std::vector<Secrets> secrets_;
};

}  // namespace capf::capture
