// SPDX-License-Identifier: GPL-2.0-or-later
// Opens a capture of any type that Wireshark opens, and hands out its frames in the order of their time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct wtap;

namespace capf::capture {

inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

// What one record of the file is, without its bytes.
struct FrameInfo {
    std::uint32_t number = 0;       // from 1, as Wireshark counts
    std::int64_t time = 0;          // nanoseconds since 1970; 0 when the record has no time
    std::int64_t offset = 0;        // wiretap's, for reading it again
    std::uint32_t captured = 0;     // bytes in the file
    std::uint32_t on_the_wire = 0;  // bytes that the packet had
    bool is_packet = false;         // other records (system events) carry no network packet
    bool has_time = false;
};

// Facts about the capture as a whole, gathered while it was indexed.
struct CaptureFacts {
    std::uint32_t packets = 0;
    std::optional<std::int64_t> first_time, last_time;  // earliest and latest, nanoseconds since 1970
    std::vector<std::uint32_t> cut_frames;              // captured shorter than on the wire (first few)
    std::uint32_t cut_frame_count = 0;
    std::uint32_t longest_cut = 0;              // most bytes that a cut frame kept: the snap length
    std::vector<std::uint32_t> backward_steps;  // frames whose time is before their predecessor's (first few)
    std::uint32_t backward_step_count = 0;
    std::vector<std::uint32_t> duplicates;  // frames that repeat a recent one byte for byte (first few)
    std::uint32_t duplicate_count = 0;
    std::string damage;  // why reading ended early; empty at a regular end
};

class CaptureFile {
public:
    // Opens and indexes `path`. On failure null, and a message without the file's name in `error`. A file that is
    // damaged after its first records opens: see facts().damage.
    static std::unique_ptr<CaptureFile> open(const std::string &path, std::string &error);
    ~CaptureFile();
    CaptureFile(const CaptureFile &) = delete;
    CaptureFile &operator=(const CaptureFile &) = delete;

    [[nodiscard]] const CaptureFacts &facts() const { return facts_; }
    // Every record, earliest first; those without a time keep the time of their predecessor.
    [[nodiscard]] const std::vector<FrameInfo> &frames() const { return frames_; }

    // Reads one record of frames(). False when the file cannot give it any more.
    bool read(const FrameInfo &frame);
    // The bytes that read() brought: valid until the next read(). The record itself: see wiretap_record.h.
    [[nodiscard]] const std::uint8_t *bytes();

    [[nodiscard]] int file_type() const;
    // Passes secrets that the file carries (pcapng decryption secrets) to `callback`, those already read included.
    void on_secrets(void (*callback)(std::uint32_t type, const void *secrets, unsigned length));

private:
    CaptureFile();
    void index();
    void note(const FrameInfo &frame);

    friend struct WiretapRecord;
    struct Record;
    std::unique_ptr<Record> record_;
    wtap *wtap_ = nullptr;
    CaptureFacts facts_;
    std::vector<FrameInfo> frames_;
};

// wiretap's own start and end, once in a process. epan_host calls them in the order that libwireshark wants.
void start_wiretap();

}  // namespace capf::capture
