// SPDX-License-Identifier: GPL-2.0-or-later
// A file that is scanned in chunks, in several threads, gives what it gives when it is read from beginning to end.
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include <gtest/gtest.h>

#include "analyzer/capture/capture_file.h"
#include "analyzer/capture/formats/pcap_reader.h"
#include "analyzer/capture/formats/wiretap_reader.h"
#include "analyzer/capture/scan/chunk_pool.h"
#include "tests/capture/frame_builder.h"
#include "tests/capture/pcapng_builder.h"

namespace capf::test {
namespace {

using capture::CaptureFile;
using capture::ScanState;
using capture::SelectionOptions;

SelectionOptions in_chunks(std::uint64_t length) {
    SelectionOptions options;
    options.threads = 3;
    options.large = 1;
    options.chunk = length;
    return options;
}

std::string text_of(const CaptureFile &file) {
    std::string text;
    const auto add = [&](const char *name, auto... numbers) {
        text += name;
        ((text += " " + std::to_string(numbers)), ...);
        text += "\n";
    };
    const capture::CaptureFacts &facts = file.facts();
    add("packets", facts.packets, facts.relevant_packets, facts.duplicate_count);
    add("time", facts.first_time.value_or(-1), facts.last_time.value_or(-1));
    add("cut", facts.cut_frame_count, facts.longest_cut);
    for (const std::uint32_t frame : facts.cut_frames) add("cut frame", frame);
    add("backward", facts.backward_step_count);
    for (const std::uint32_t frame : facts.backward_steps) add("backward step", frame);
    for (const std::uint32_t frame : facts.duplicates) add("duplicate", frame);
    text += "damage " + facts.damage + "\n";
    for (const capture::FrameInfo &frame : file.frames()) {
        add("frame", frame.number, frame.time, frame.captured, frame.on_the_wire, frame.interface, frame.link_type);
    }
    for (const capture::SignallingSeen &one : file.signalling()) add("signalling", one.frame, one.time);
    for (const capture::CapturePart &part : file.parts()) add("part", part.first_frame, part.frames);
    for (const capture::Secrets &one : file.secrets()) add("secrets", one.type, one.bytes.size());
    return text;
}

// `chunks`: those that were scanned before their turn are added to it.
std::string scanned(const std::string &path, const SelectionOptions &options, std::uint64_t &chunks) {
    CaptureFile file({path}, options);
    if (file.scan() == ScanState::wants_wiretap) {
        capture::start_wiretap();
        file.scan();
    }
    chunks += file.chunks();
    return text_of(file);
}

// How many chunks were scanned before their turn.
std::uint64_t expect_same(const std::string &path) {
    std::uint64_t without = 0, chunks = 0;
    const std::string in_order = scanned(path, {}, without);
    EXPECT_EQ(without, 0U);
    for (const std::uint64_t length : {700U, 5000U, 40000U}) {
        EXPECT_EQ(scanned(path, in_chunks(length), chunks), in_order) << path << " in chunks of " << length;
    }
    return chunks;
}

TEST(Chunks, EveryCaptureGivesTheSame) {
    int files = 0, files_in_chunks = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(CAPTURES_DIR)) {
        if (entry.path().extension() != ".pcapng" && entry.path().extension() != ".pcap") continue;
        if (expect_same(entry.path()) > 0) ++files_in_chunks;
        ++files;
    }
    EXPECT_GT(files, 100);
    EXPECT_GT(files_in_chunks, 0) << "no file was scanned in chunks";
}

// A network in which everything meets on few ports, so that what is learnt in one chunk matters in the next.
class SmallNetwork {
public:
    explicit SmallNetwork(unsigned seed) : random_(seed) {}

    std::string frame() {
        ++frames_;
        const End one{"10.0.0." + std::to_string(below(4) + 1), port()}, other{"10.0.1.1", port()};
        switch (below(80)) {  // mostly media: where most frames are looked at, no chunk is scanned on its own
            case 0:
                return tcp_frame(one, other, kSyn, below(5));
            case 1:
                return tcp_frame(one, other, kAck, below(5));
            case 2:
                return below(2) == 0 ? tcp_frame(one, other, kAck, below(5), "GET /a HTTP/1.1\r\n\r\n") : media();
            case 3:
                return udp_frame(one, {"10.0.1.1", below(2) == 0 ? std::uint16_t{69} : port()},
                                 big16(1) + "f" + "octet");
            case 4:
                return tcp_frame(one, {"10.0.1.1", 2000}, below(3) == 0 ? kSyn : kAck, below(5), "sccp");
            case 5:
                return tcp_frame({"10.0.1.1", 5060}, one, kAck, below(5), "SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\n\r\n");
            case 6:
                return below(4) == 0 ? tcp_frame(one, {"10.0.1.1", 6970}, kAck, 1, "x") : media();
            case 7:
                return ethernet(
                    ip(one, other, 17, udp(one, other, "first"), 0x2000, static_cast<std::uint16_t>(below(3))));
            case 8:
                return ethernet(ip(one, other, 17, "later", 1, static_cast<std::uint16_t>(below(3))));
            case 9:
                return ethernet(
                    ip(one, other, 1, "\x03\x03    " + big16(0) + ip(other, one, 17, udp(other, one, "q"))));
            case 10:
                return ethernet(ip(one, other, 1, std::string("\x08\0ping ping", 11)));
            case 11:
                return tcp_frame({"2001:db8::1", port()}, {"2001:db8::2", port()}, kAck, 1, "six");
            case 12:
                return std::string(12, 'a') + "\x08\x06" + std::string(28, 'r');
            case 13:
            case 14:
            case 15:
                return tcp_frame(one, other, kAck, below(5), "more");
            case 16:
            case 17:
            case 18:
                return udp_frame(one, other, big16(3) + big16(1) + "block");
            default:
                return media();
        }
    }

    unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }

private:
    // Few at a time, and new ones all the time: so there is always one to be learnt.
    std::uint16_t port() { return static_cast<std::uint16_t>(40000 + frames_ / 150 + below(4)); }
    std::string media() {
        return udp_frame({"10.0.0.5", port()}, {"10.0.0.6", port()}, "\x80 media" + std::string(below(300), 'm'));
    }

    std::mt19937 random_;
    unsigned frames_ = 0;
};

std::string pcap(unsigned seed) {
    SmallNetwork network(seed);
    FileBuilder file(seed % 2 == 0);
    file.pcap_header(seed % 3 == 0 ? 0xA1B23C4D : 0xA1B2C3D4, 1);
    std::uint32_t time = 1'700'000'000;
    for (int i = 0; i < 2500; ++i) {
        time += network.below(2);
        file.pcap_record(network.below(200) == 0 ? time - 3 : time, network.below(1000), network.frame());
    }
    return file.text();
}

std::string pcapng(unsigned seed) {
    SmallNetwork network(seed);
    FileBuilder file(seed % 2 == 0);
    file.section().interface(1, 0);
    std::uint32_t interfaces = 1;
    for (std::uint64_t i = 0; i < 2500; ++i) {
        const std::string frame = network.frame();
        switch (network.below(400)) {
            case 0:
                file.interface(1, 0, file.option(9, "\x07"));
                ++interfaces;
                break;
            case 1:
                file.simple(frame);
                break;
            case 2:
                file.block(10, file.same_order().u32(0x544c534b).u32(4).bytes("keys").text());
                break;
            case 3:
                file.section().interface(1, 0, file.option(9, network.below(2) == 0 ? "\x06" : "\x09"));
                interfaces = 1;
                break;
            case 4:
                file.block(4, std::string(12, '\0'));
                break;
            default:
                break;
        }
        const auto longer = static_cast<std::uint32_t>(frame.size() + (network.below(50) == 0 ? 100 : 0));
        file.enhanced(network.below(interfaces), 1'700'000'000'000'000 + i * 1000 - network.below(2) * 1500, frame,
                      longer);
    }
    return file.text();
}

TEST(Chunks, WhatIsLearntOnTheWayCountsForWhatFollows) {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE(seed);
        EXPECT_GT(expect_same(ScratchFile(pcap(seed)).path()), 0U);
        EXPECT_GT(expect_same(ScratchFile(pcapng(seed)).path()), 0U);
    }
}

TEST(Chunks, DamageEndsThemAsItEndsReading) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        SCOPED_TRACE(seed);
        for (std::string text : {pcap(seed), pcapng(seed)}) {
            EXPECT_GT(expect_same(ScratchFile(text.substr(0, text.size() - 7)).path()), 0U);
            text.replace(text.size() / 2, 40, std::string(40, '\xFF'));
            EXPECT_GT(expect_same(ScratchFile(text).path()), 0U);
        }
    }
}

TEST(Chunks, APortThatAConfigurationNamesIsChosenFromTheBeginning) {
    SmallNetwork network(1);
    FileBuilder file(false);
    file.pcap_header(0xA1B2C3D4, 1);
    for (std::uint32_t i = 0; i < 3000; ++i) {
        file.pcap_record(1000 + i, 0, udp_frame({"10.0.0.5", 16384}, {"10.0.0.6", 16384}, std::string(200, 'm')));
        if (i % 100 == 5)
            file.pcap_record(1000 + i, 0, tcp_frame({"10.0.0.7", 50000}, {"10.0.0.8", 3999}, kAck, i, "x"));
        if (i == 2000) {
            file.pcap_record(
                1000 + i, 0,
                tcp_frame({"10.0.0.8", 6970}, {"10.0.0.7", 50001}, kAck, 1, "<phonePort>3999</phonePort>"));
        }
    }
    const ScratchFile scratch(file.text());
    EXPECT_GT(expect_same(scratch.path()), 0U);
    CaptureFile capture({scratch.path()}, in_chunks(5000));
    ASSERT_EQ(capture.scan(), ScanState::done);
    EXPECT_EQ(capture.frames().size(), 31U);
}

// A capture of 3,000 frames, every 500th of CAPF, and a reader that stands behind its first ones.
class MediaAndCapf {
public:
    MediaAndCapf() : scratch_(text()), file_(open(scratch_.path().c_str(), O_RDONLY)), reader_(opened()) {
        first_.resize(1);
        EXPECT_TRUE(reader_->next(first_));
    }
    ~MediaAndCapf() { close(file_); }
    MediaAndCapf(const MediaAndCapf &) = delete;
    MediaAndCapf &operator=(const MediaAndCapf &) = delete;

    [[nodiscard]] std::shared_ptr<const capture::ChunkContext> known(const capture::FlowSelector &selector) const {
        return std::make_shared<const capture::ChunkContext>(
            capture::ChunkContext{reader_->chunk_opener(first_.back().time), reader_->layout(), selector.ports(),
                                  selector.learnt_ports().size()});
    }
    [[nodiscard]] int file() const { return file_; }
    [[nodiscard]] std::uint64_t size() const { return std::filesystem::file_size(scratch_.path()); }
    [[nodiscard]] capture::PcapReader &reader() { return *reader_; }
    [[nodiscard]] std::size_t first_records() const { return first_.size(); }

private:
    static std::string text() {
        const std::string capf = tcp_frame({"10.0.0.7", 50000}, {"10.0.0.8", 3804}, kAck, 1);
        FileBuilder file(false);
        file.pcap_header(0xA1B2C3D4, 1);
        for (std::uint32_t i = 0; i < 3000; ++i) {
            const std::string media = udp_frame({"10.0.0.5", 16384}, {"10.0.0.6", 16386}, std::string(i % 300, 'm'));
            file.pcap_record(1'700'000'000 + i, 0, i % 500 == 7 ? capf : media);
        }
        return file.text();
    }
    [[nodiscard]] std::unique_ptr<capture::PcapReader> opened() const {
        return std::make_unique<capture::PcapReader>(
            std::make_unique<capture::InputWindow>(capture::descriptor_source(file_)));
    }

    ScratchFile scratch_;
    int file_;
    std::unique_ptr<capture::PcapReader> reader_;
    std::vector<capture::Record> first_;
};

// Without this, everything above could have been read in order.
TEST(Chunks, AreScannedOnTheirOwn) {
    MediaAndCapf capture;
    const capture::FlowSelector selector({3804});
    std::uint64_t expected = capture.reader().position();
    std::size_t records = capture.first_records(), kept = 0, chunks = 0;
    capture::ChunkPool pool(capture.file(), expected, capture.size(), 10000, 2, capture.known(selector));
    while (const auto chunk = pool.next()) {
        EXPECT_TRUE(chunk->is_regular);
        EXPECT_EQ(chunk->begin, expected);
        expected = chunk->end;
        records += chunk->records;
        kept += chunk->frames.size();
        ++chunks;
    }
    EXPECT_EQ(expected, capture.size());
    EXPECT_EQ(records, 3000U);
    EXPECT_EQ(kept, 5U);
    EXPECT_GT(chunks, 50U);
}

TEST(Chunks, DoNotFitWhenWhatWasLearntSinceMattersInThem) {
    MediaAndCapf capture;
    capture::FlowSelector selector({3804});
    const std::uint64_t begin = capture.reader().position();
    const auto chunk = scan_chunk(capture.file(), begin, begin + 10000, capture.known(selector));
    EXPECT_TRUE(fits(*chunk, capture.reader(), selector));

    const auto asks_for_a_file = [&](const End &client) {
        const std::string frame = udp_frame(client, {"10.0.0.1", 69}, big16(1) + "file octet");
        capture::Record record;
        record.bytes = reinterpret_cast<const std::uint8_t *>(frame.data());
        record.captured = record.on_the_wire = static_cast<std::uint32_t>(frame.size());
        record.link_type = 1;
        EXPECT_TRUE(selector.matters(record, 1));
    };
    asks_for_a_file({"10.0.0.9", 40000});
    EXPECT_TRUE(fits(*chunk, capture.reader(), selector)) << "a port that is not in it";
    asks_for_a_file({"10.0.0.9", 16386});
    EXPECT_FALSE(fits(*chunk, capture.reader(), selector));
    // What was known before it was scanned was looked at.
    const auto again = scan_chunk(capture.file(), begin, begin + 10000, capture.known(selector));
    EXPECT_TRUE(fits(*again, capture.reader(), selector));
    EXPECT_GT(again->frames.size(), chunk->frames.size());
}

TEST(Chunks, DoNotFitWhereTheOneBeforeDoesNotEnd) {
    MediaAndCapf capture;
    const capture::FlowSelector selector({3804});
    const std::uint64_t begin = capture.reader().position();
    const auto chunk = scan_chunk(capture.file(), begin + 1, begin + 10000, capture.known(selector));
    EXPECT_TRUE(chunk->is_regular);
    EXPECT_FALSE(fits(*chunk, capture.reader(), selector));
    ASSERT_TRUE(capture.reader().jump(chunk->begin));
    EXPECT_TRUE(fits(*chunk, capture.reader(), selector));
}

}  // namespace
}  // namespace capf::test
