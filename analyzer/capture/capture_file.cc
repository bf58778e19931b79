// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/capture_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <glib.h>
#include <ws_version.h>

#include "analyzer/capture/wiretap_record.h"

#define CAPF_WIRESHARK_VERSION (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

namespace capf::capture {
namespace {

constexpr std::size_t kExamples = 10;         // frame numbers kept as evidence for a fact about the capture
constexpr std::size_t kDuplicateWindow = 64;  // frames back in which a copy from a second tap is looked for

std::string take_message(int code, char *detail) {
    std::string text = wtap_strerror(code);
    if (detail != nullptr && *detail != '\0') text += std::string(" (") + detail + ")";
    g_free(detail);
    return text;
}

std::string open_error(int code, char *detail) {
    if (code == WTAP_ERR_FILE_UNKNOWN_FORMAT) {
        g_free(detail);
        return "is not a capture file of a type that Wireshark opens";
    }
    if (code > 0) {
        g_free(detail);
        return std::string("cannot be opened: ") + std::strerror(code);
    }
    return "cannot be read: " + take_message(code, detail);
}

// What would make wiretap's own message unclear.
std::string reason_not_to_open(const std::string &path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return std::string("cannot be opened: ") + std::strerror(errno);
    if (S_ISDIR(status.st_mode)) return "is a folder, not a capture file";
    if (S_ISREG(status.st_mode) && status.st_size == 0) return "is empty";
    return {};
}

// Recent frames by their bytes. A copy from a second capture point is at most a few frames away.
class DuplicateWindow {
public:
    bool seen(const std::uint8_t *bytes, std::size_t length) {
        const std::size_t hash =
            std::hash<std::string_view>{}(std::string_view(reinterpret_cast<const char *>(bytes), length));
        const bool found = std::find(hashes_.begin(), hashes_.end(), hash) != hashes_.end();
        hashes_[next_++ % hashes_.size()] = hash;
        return found;
    }

private:
    std::array<std::size_t, kDuplicateWindow> hashes_{};
    std::size_t next_ = 0;
};

void keep_example(std::vector<std::uint32_t> &examples, std::uint32_t frame) {
    if (examples.size() < kExamples) examples.push_back(frame);
}

}  // namespace

// wiretap's record; before 4.6 the bytes live in a buffer beside it.
struct CaptureFile::Record {
    wtap_rec rec{};
#if CAPF_WIRESHARK_VERSION >= 406
    Record() {
        wtap_rec_init(&rec, 2048);
    }
    ~Record() {
        wtap_rec_cleanup(&rec);
    }
    bool next(wtap *w, int *error, char **detail, std::int64_t *offset) {
        return wtap_read(w, &rec, error, detail, offset);
    }
    bool at(wtap *w, std::int64_t offset, int *error, char **detail) {
        return wtap_seek_read(w, offset, &rec, error, detail);
    }
    const std::uint8_t *bytes() {
        return ws_buffer_start_ptr(&rec.data);
    }
#else
    Buffer buffer{};
    Record() {
        wtap_rec_init(&rec);
        ws_buffer_init(&buffer, 2048);
    }
    ~Record() {
        wtap_rec_cleanup(&rec);
        ws_buffer_free(&buffer);
    }
    bool next(wtap *w, int *error, char **detail, std::int64_t *offset) {
        return wtap_read(w, &rec, &buffer, error, detail, offset);
    }
    bool at(wtap *w, std::int64_t offset, int *error, char **detail) {
        return wtap_seek_read(w, offset, &rec, &buffer, error, detail);
    }
    const std::uint8_t *bytes() {
        return ws_buffer_start_ptr(&buffer);
    }
#endif
    Record(const Record &) = delete;
    Record &operator=(const Record &) = delete;
};

CaptureFile::CaptureFile() : record_(std::make_unique<Record>()) {}

CaptureFile::~CaptureFile() {
    if (wtap_ != nullptr) wtap_close(wtap_);
}

std::unique_ptr<CaptureFile> CaptureFile::open(const std::string &path, std::string &error) {
    error = reason_not_to_open(path);
    if (!error.empty()) return nullptr;
    std::unique_ptr<CaptureFile> file(new CaptureFile);
    int code = 0;
    char *detail = nullptr;
    file->wtap_ = wtap_open_offline(path.c_str(), WTAP_TYPE_AUTO, &code, &detail, true);
    if (file->wtap_ == nullptr) {
        error = open_error(code, detail);
        return nullptr;
    }
    file->index();
    return file;
}

void CaptureFile::index() {
    DuplicateWindow recent;
    int code = 0;
    char *detail = nullptr;
    std::int64_t offset = 0;
    while (record_->next(wtap_, &code, &detail, &offset)) {
        const wtap_rec &rec = record_->rec;
        FrameInfo frame;
        frame.number = static_cast<std::uint32_t>(frames_.size() + 1);
        frame.offset = offset;
        frame.is_packet = rec.rec_type == REC_TYPE_PACKET;
        frame.has_time = (rec.presence_flags & WTAP_HAS_TS) != 0;
        if (frame.has_time) {
            frame.time = static_cast<std::int64_t>(rec.ts.secs) * kNanosecondsPerSecond + rec.ts.nsecs;
        } else if (!frames_.empty()) {
            frame.time = frames_.back().time;
        }
        if (frame.is_packet) {
            frame.captured = rec.rec_header.packet_header.caplen;
            frame.on_the_wire = rec.rec_header.packet_header.len;
            if (recent.seen(record_->bytes(), frame.captured)) {
                ++facts_.duplicate_count;
                keep_example(facts_.duplicates, frame.number);
            }
        }
        note(frame);
        frames_.push_back(frame);
        wtap_rec_reset(&record_->rec);
    }
    if (code != 0) facts_.damage = take_message(code, detail);
    const auto earlier = [](const FrameInfo &a, const FrameInfo &b) { return a.time < b.time; };
    // Stable, so that frames of one instant stay in the order in which they were captured.
    if (facts_.backward_step_count > 0) std::stable_sort(frames_.begin(), frames_.end(), earlier);
}

void CaptureFile::note(const FrameInfo &frame) {
    ++facts_.packets;
    if (frame.has_time) {
        if (!facts_.first_time || frame.time < *facts_.first_time) facts_.first_time = frame.time;
        if (!facts_.last_time || frame.time > *facts_.last_time) facts_.last_time = frame.time;
        if (!frames_.empty() && frame.time < frames_.back().time) {
            ++facts_.backward_step_count;
            keep_example(facts_.backward_steps, frame.number);
        }
    }
    if (frame.captured < frame.on_the_wire) {
        ++facts_.cut_frame_count;
        facts_.longest_cut = std::max(facts_.longest_cut, frame.captured);
        keep_example(facts_.cut_frames, frame.number);
    }
}

bool CaptureFile::read(const FrameInfo &frame) {
    wtap_rec_reset(&record_->rec);
    int code = 0;
    char *detail = nullptr;
    if (record_->at(wtap_, frame.offset, &code, &detail)) return true;
    facts_.damage = take_message(code, detail);
    return false;
}

wtap_rec *WiretapRecord::of(CaptureFile &file) {
    return &file.record_->rec;
}

const std::uint8_t *CaptureFile::bytes() {
    return record_->bytes();
}

int CaptureFile::file_type() const {
    return wtap_file_type_subtype(wtap_);
}

void CaptureFile::on_secrets(void (*callback)(std::uint32_t, const void *, unsigned)) {
    wtap_set_cb_new_secrets(wtap_, callback);
}

void start_wiretap() {
    wtap_init(false);
}

}  // namespace capf::capture
