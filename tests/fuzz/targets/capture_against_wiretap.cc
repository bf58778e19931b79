// SPDX-License-Identifier: GPL-2.0-or-later
// Our own readers must count, time and cut frames as wiretap does, whatever the file holds. Where it is damaged they
// may go on where wiretap gives up (an option that is too long, in a file header, costs no frame), but never give up
// earlier.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include <glib.h>
#include <ws_version.h>

#include <wiretap/wtap.h>
#include <wsutil/wslog.h>

#include "analyzer/capture/formats/input_file.h"
#include "plugin/wire/time_units.h"
#include "tests/fuzz/check.h"

namespace {

using namespace capf;
using namespace capf::capture;

bool start() {
#if WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR >= 406
    ws_log_init(nullptr);
#else
    ws_log_init("fuzz", nullptr);
#endif
    start_wiretap();
    return true;
}

// A little-endian pcap file of Ethernet without a frame.
constexpr std::uint8_t kEmptyCapture[24] = {0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1};

// A file in memory, opened again by its name.
class MemoryFile {
public:
    MemoryFile(const std::uint8_t *data, std::size_t size) : descriptor_(memfd_create("capture", MFD_CLOEXEC)) {
        fuzz::require(descriptor_ >= 0 && write(descriptor_, data, size) == static_cast<ssize_t>(size),
                      "memory is there");
    }
    ~MemoryFile() { close(descriptor_); }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

// Without a wiretap that opens what is good, it would never disagree.
bool opens_what_is_good() {
    const MemoryFile memory(kEmptyCapture, sizeof kEmptyCapture);
    InputFile file(memory.path());
    file.open();
    fuzz::require(file.open_wiretap() != nullptr, "wiretap opens a good capture");
    return true;
}

// One reader, a record at a time.
class Stream {
public:
    explicit Stream(RecordReader &reader) : reader_(reader) {}
    const Record *next() {
        if (at_ == batch_.size()) {
            at_ = 0;
            if (!reader_.next(batch_)) batch_.clear();
        }
        return at_ < batch_.size() ? &batch_[at_++] : nullptr;
    }

private:
    RecordReader &reader_;
    std::vector<Record> batch_;
    std::size_t at_ = 0;
};

// wiretap's own arithmetic loses the part of a second of some resolutions beyond a nanosecond's.
std::int64_t second_of(const Record &record) {
    return record.time / wire::kNanosecondsPerSecond;
}

void compare(const Record &ours, const Record &theirs) {
    fuzz::require(ours.is_packet == theirs.is_packet, "both see a packet");
    fuzz::require(ours.has_time == theirs.has_time && (!ours.has_time || second_of(ours) == second_of(theirs)),
                  "times agree to the second");
    fuzz::require(ours.captured == theirs.captured, "captured lengths agree");
    fuzz::require(ours.on_the_wire == theirs.on_the_wire, "lengths on the wire agree");
    fuzz::require(ours.captured == 0 || std::equal(ours.bytes, ours.bytes + ours.captured, theirs.bytes),
                  "bytes agree");
}

// Where damage makes a standard file look like one of the modified formats of long ago, wiretap reads it as one.
bool is_standard(int file_type) {
    return file_type == wtap_pcap_file_type_subtype() || file_type == wtap_pcap_nsec_file_type_subtype() ||
           file_type == wtap_pcapng_file_type_subtype();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    static const bool started = start() && opens_what_is_good();
    const MemoryFile memory(data, size);
    InputFile our_file(memory.path()), their_file(memory.path());
    const auto ours = our_file.open();
    if (!ours || !started) return 0;
    their_file.open();
    WiretapReader *theirs = their_file.open_wiretap();
    if (theirs == nullptr || !is_standard(theirs->file_type())) return 0;
    Stream our_stream(*ours), their_stream(*theirs);
    const Record *our_record = our_stream.next(), *their_record = their_stream.next();
    for (; our_record != nullptr && their_record != nullptr; their_record = their_stream.next()) {
        compare(*our_record, *their_record);
        our_record = our_stream.next();
    }
    if (!ours->unsupported().empty()) return 0;  // read again through wiretap, from the beginning
    fuzz::require(their_record == nullptr, "we read what wiretap reads");
    if (!theirs->damage().empty()) return 0;
    fuzz::require(our_record == nullptr, "wiretap reads what we read");
    fuzz::require(ours->damage().empty(), "we find a regular end where wiretap does");
    return 0;
}
