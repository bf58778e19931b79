// SPDX-License-Identifier: GPL-2.0-or-later
// Our readers must count, time and cut frames exactly as wiretap does.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <glib.h>
#include <gtest/gtest.h>
#include <ws_version.h>

#include <wsutil/wslog.h>

#include "analyzer/capture/formats/input_file.h"
#include "tests/capture/pcapng_builder.h"

namespace capf::test {
namespace {

using capture::InputFile;
using capture::Record;
using capture::RecordReader;

struct Frame {
    bool is_packet = false, has_time = false;
    std::int64_t time = 0;
    std::uint32_t captured = 0, on_the_wire = 0;
    std::string bytes;
    friend bool operator==(const Frame &, const Frame &) = default;
    friend std::ostream &operator<<(std::ostream &out, const Frame &frame) {
        return out << "packet " << frame.is_packet << " time " << frame.has_time << ' ' << frame.time << ' '
                   << frame.captured << '/' << frame.on_the_wire << " bytes " << frame.bytes.size();
    }
};

struct Result {
    std::vector<Frame> frames;
    bool opened = false, damaged = false, left_to_wiretap = false;
    std::size_t secrets = 0;
};

Result read_all(RecordReader *reader) {
    Result result;
    if (reader == nullptr) return result;
    result.opened = true;
    std::vector<Record> batch;
    while (reader->next(batch)) {
        for (const Record &record : batch) {
            Frame &frame = result.frames.emplace_back();
            frame.is_packet = record.is_packet;
            frame.has_time = record.has_time;
            if (record.has_time) frame.time = record.time;
            frame.captured = record.captured;
            frame.on_the_wire = record.on_the_wire;
            if (record.captured > 0) frame.bytes.assign(reinterpret_cast<const char *>(record.bytes), record.captured);
        }
    }
    result.damaged = !reader->damage().empty();
    result.left_to_wiretap = !reader->unsupported().empty();
    result.secrets = reader->secrets().size();
    return result;
}

Result read_ourselves(const std::string &path) {
    InputFile file(path);
    Result result = read_all(file.open().get());
    result.left_to_wiretap |= file.needs_wiretap();
    return result;
}

bool start() {
    // Without it, wiretap logs every block.
#if WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR >= 406
    ws_log_init(nullptr);
#else
    ws_log_init("capture_tests", nullptr);
#endif
    capture::start_wiretap();
    return true;
}

Result read_by_wiretap(const std::string &path) {
    static const bool started = start();
    EXPECT_TRUE(started);
    InputFile file(path);
    file.open();
    return read_all(file.open_wiretap());
}

void expect_same(const std::string &path, const std::string &what) {
    SCOPED_TRACE(what);
    const Result ours = read_ourselves(path), theirs = read_by_wiretap(path);
    ASSERT_FALSE(ours.left_to_wiretap);
    EXPECT_EQ(ours.damaged, theirs.damaged);
    EXPECT_EQ(ours.secrets, theirs.secrets);
    ASSERT_EQ(ours.frames.size(), theirs.frames.size());
    for (std::size_t i = 0; i < ours.frames.size(); ++i)
        ASSERT_EQ(ours.frames[i], theirs.frames[i]) << "frame " << i + 1;
}

std::string frame_of(std::size_t length) {
    std::string frame;
    for (std::size_t i = 0; i < length; ++i) frame += static_cast<char>(i * 7 + length);
    return frame;
}

// Everything that a pcapng file may hold, in two sections.
std::string rich_pcapng(bool first_is_big) {
    FileBuilder file(first_is_big);
    const std::string nanoseconds = file.option(9, "\x09"), binary = file.option(9, std::string("\x94", 1));
    const std::string offset = file.option(14, file.same_order().u64(1000).text());
    file.section()
        .interface(1, 0)
        .interface(1, 96, nanoseconds + offset + file.option(2, "eth1") + file.option(0, ""))
        .interface(101, 0, binary)
        .block(4, file.same_order().u16(0).u16(0).text())  // name resolution: only its end
        .enhanced(0, 1'700'000'000'000'000, frame_of(60))
        .enhanced(1, 1'700'000'000'123'456'789, frame_of(96), 1514)
        .enhanced(2, (1'700'000'000ULL << 20) + 12345, frame_of(61))
        .simple(frame_of(62))
        .block(0x0BAD1234, "unknown to everybody")
        .block(0x00000BAD, file.same_order().u32(32473).bytes("custom").text())
        .obsolete(0, 1'700'000'001'000'000, frame_of(63))
        .block(10, file.same_order().u32(0x544C534B).u32(4).bytes("KEYS").text())
        .block(9, "__REALTIME_TIMESTAMP=1700000002000001\nMESSAGE=a journal entry\n\n")
        .enhanced(0, 1'600'000'000'000'000, frame_of(1514));
    FileBuilder second(!first_is_big);
    second.section().interface(113, 100).simple(frame_of(100), 1000).enhanced(0, 1'700'000'003'000'000, frame_of(64));
    return file.text() + second.text();
}

TEST(Readers, CountAndTimeEveryRecordingLikeWiretap) {
    std::size_t read = 0;
    for (const auto &entry : std::filesystem::directory_iterator(CAPTURES_DIR)) {
        const std::string name = entry.path().filename().string();
        if (name.find(".pcap") == std::string::npos) continue;
        expect_same(entry.path().string(), name);
        ++read;
    }
    EXPECT_GT(read, 100U);
}

TEST(Readers, KnowAllBlocksInBothByteOrders) {
    for (const bool big : {false, true}) {
        const ScratchFile file(rich_pcapng(big));
        expect_same(file.path(), big ? "big-endian first" : "little-endian first");
        EXPECT_EQ(read_ourselves(file.path()).frames.size(), 10U);
    }
}

TEST(Readers, ReadPcapInBothByteOrdersAndResolutions) {
    for (const bool big : {false, true}) {
        for (const std::uint32_t magic : {0xA1B2C3D4U, 0xA1B23C4DU}) {
            FileBuilder file(big);
            file.pcap_header(magic, 1).pcap_record(1'700'000'000, 999'999, frame_of(60)).pcap_record(1, 0, "");
            file.pcap_record(4'294'967'295U, 1, frame_of(1514));
            expect_same(ScratchFile(file.text()).path(), "pcap");
        }
    }
}

// A file may end anywhere: what is whole before the end counts, and nothing else.
TEST(Readers, EndWhereWiretapEndsInCutFiles) {
    const std::string whole = rich_pcapng(false);
    const ScratchFile reference(whole);
    const std::vector<Frame> frames = read_ourselves(reference.path()).frames;
    for (std::size_t length = 28; length < whole.size(); length += 3) {
        const ScratchFile file(whole.substr(0, length));
        const Result ours = read_ourselves(file.path()), theirs = read_by_wiretap(file.path());
        ASSERT_LE(ours.frames.size(), frames.size());
        for (std::size_t i = 0; i < ours.frames.size(); ++i) ASSERT_EQ(ours.frames[i], frames[i]);
        if (!theirs.opened) continue;  // wiretap wants the first interfaces to be whole
        ASSERT_EQ(ours.frames.size(), theirs.frames.size()) << length;
        ASSERT_EQ(ours.damaged, theirs.damaged) << length;
    }
}

TEST(Readers, SurviveAnyByteChanged) {
    const std::string whole = rich_pcapng(true);
    for (std::size_t at = 0; at < whole.size(); at += 5) {
        for (const char value : {'\0', '\xFF', '\x7F'}) {
            std::string broken = whole;
            broken[at] = value;
            const Result result = read_ourselves(ScratchFile(broken).path());
            ASSERT_LE(result.frames.size(), 100U);
        }
    }
}

TEST(Readers, JoinRecordsThatStraddleReads) {
    FileBuilder file(false);
    file.pcap_header(0xA1B2C3D4, 1);
    for (std::uint32_t i = 0; i < 3000; ++i) file.pcap_record(i, i, frame_of(i * 37 % 2000));
    expect_same(ScratchFile(file.text()).path(), "many sizes");
    FileBuilder large(false);
    large.pcap_header(0xA1B2C3D4, 1);
    for (std::uint32_t i = 0; i < 9; ++i) large.pcap_record(i, i, frame_of(262144 - i * 13));
    expect_same(ScratchFile(large.text()).path(), "the longest packets");
}

TEST(Readers, LeaveToWiretapWhatNeedsMoreThanBytes) {
    FileBuilder wireless(false);
    wireless.section().interface(105, 0).enhanced(0, 1, frame_of(60));
    EXPECT_TRUE(read_ourselves(ScratchFile(wireless.text()).path()).left_to_wiretap);
    FileBuilder checksum(false);
    checksum.section().interface(1, 0, checksum.option(13, "\x04")).enhanced(0, 1, frame_of(60));
    EXPECT_TRUE(read_ourselves(ScratchFile(checksum.text()).path()).left_to_wiretap);
    FileBuilder old(false);
    old.u32(0xA1B2CD34).u16(2).u16(4).u32(0).u32(0).u32(65535).u32(1);
    EXPECT_TRUE(read_ourselves(ScratchFile(old.text()).path()).left_to_wiretap);
    EXPECT_TRUE(read_ourselves(ScratchFile("no capture at all").path()).left_to_wiretap);
}

TEST(Readers, CallARecordThatCannotBeDamage) {
    FileBuilder file(false);
    file.pcap_header(0xA1B2C3D4, 1);
    // wiretap takes a file whose first records are no good for an older format.
    for (std::uint32_t i = 1; i <= 5; ++i) file.pcap_record(i, 0, frame_of(60));
    file.u32(6).u32(0).u32(0xFFFFFFF0).u32(0xFFFFFFF0).bytes(frame_of(500));
    const Result result = read_ourselves(ScratchFile(file.text()).path());
    EXPECT_TRUE(result.damaged);
    EXPECT_EQ(result.frames.size(), 5U);
    expect_same(ScratchFile(file.text()).path(), "a record that is too long");
}

}  // namespace
}  // namespace capf::test
