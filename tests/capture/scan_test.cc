// SPDX-License-Identifier: GPL-2.0-or-later
// A whole capture: several files, both passes, what is kept of it.
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include <gtest/gtest.h>

#include "analyzer/capture/capture_file.h"
#include "analyzer/capture/formats/wiretap_reader.h"
#include "analyzer/capture/formats/wiretap_record.h"
#include "plugin/wire/time_units.h"
#include "tests/capture/frame_builder.h"
#include "tests/capture/pcapng_builder.h"

namespace capf::test {
namespace {

using capture::CaptureFile;
using capture::ScanState;

const End kPhone{"10.0.0.5", 51000}, kHttp{"10.0.0.1", 6970}, kOddCapf{"10.0.0.1", 3999};

std::string media() {
    return udp_frame({"10.0.0.5", 16384}, {"10.0.0.6", 16386}, "\x80 media");
}

std::string pcap(const std::vector<std::pair<std::uint32_t, std::string>> &frames) {
    FileBuilder file(false);
    file.pcap_header(0xA1B2C3D4, 1);
    for (const auto &[seconds, frame] : frames) file.pcap_record(seconds, 0, frame);
    return file.text();
}

std::vector<std::uint32_t> chosen(const CaptureFile &file) {
    std::vector<std::uint32_t> numbers;
    for (const auto &frame : file.frames()) numbers.push_back(frame.number);
    return numbers;
}

TEST(Scan, NumbersTheFilesOfARotationAsOneCapture) {
    const ScratchFile one(pcap({{1, media()}, {2, tcp_frame(kPhone, kHttp, kSyn, 1)}})), empty(pcap({}));
    const ScratchFile two(pcap({{3, tcp_frame(kHttp, kPhone, kSynAck, 1)}, {4, media()}}));
    CaptureFile file({one.path(), empty.path(), two.path()}, {});
    ASSERT_EQ(file.scan(), ScanState::done);
    EXPECT_EQ(chosen(file), (std::vector<std::uint32_t>{2, 3}));
    EXPECT_EQ(file.facts().packets, 4U);
    EXPECT_EQ(file.facts().damage, "");
    ASSERT_EQ(file.parts().size(), 3U);
    EXPECT_EQ(file.parts()[1].frames, 0U);
    EXPECT_EQ(file.parts()[2].first_frame, 3U);
    EXPECT_EQ(file.frames()[1].file, 2U);
}

TEST(Scan, GoesOnBehindAFileThatIsDamaged) {
    const std::string whole = pcap({{1, tcp_frame(kPhone, kHttp, kSyn, 1)}, {2, media()}});
    const ScratchFile one(whole.substr(0, whole.size() - 3)), two(pcap({{3, tcp_frame(kHttp, kPhone, kSynAck, 1)}}));
    CaptureFile file({one.path(), "/nonexistent/capture", two.path()}, {});
    ASSERT_EQ(file.scan(), ScanState::done);
    EXPECT_EQ(chosen(file), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_NE(file.facts().damage.find(one.path()), std::string::npos);
    EXPECT_NE(file.parts()[1].problem, "");
    EXPECT_FALSE(file.is_unreadable());
}

TEST(Scan, ChoosesInASecondPassWhatWasLearntLate) {
    const std::string config = "<phonePort>3999</phonePort>";
    const ScratchFile file_on_disk(pcap({{1, tcp_frame(kPhone, kOddCapf, kSyn, 1)},
                                         {2, media()},
                                         {3, tcp_frame(kHttp, kPhone, kAck, 1, config)},
                                         {4, tcp_frame(kPhone, kOddCapf, kAck, 2, "x")}}));
    CaptureFile file({file_on_disk.path()}, {});
    ASSERT_EQ(file.scan(), ScanState::done);
    EXPECT_EQ(chosen(file), (std::vector<std::uint32_t>{1, 3, 4}));
}

TEST(Scan, ReadsAgainForAPortThatDissectionFound) {
    const ScratchFile file_on_disk(pcap({{1, tcp_frame(kPhone, kOddCapf, kSyn, 1)}, {2, media()}}));
    CaptureFile file({file_on_disk.path()}, {});
    ASSERT_EQ(file.scan(), ScanState::done);
    EXPECT_TRUE(file.frames().empty());
    EXPECT_FALSE(file.learn_capf_ports({4000}));
    ASSERT_TRUE(file.learn_capf_ports({3999}));
    ASSERT_EQ(file.scan(), ScanState::done);
    EXPECT_EQ(chosen(file), (std::vector<std::uint32_t>{1}));
}

TEST(Scan, HandsOutFramesByTimeAndKeepsTheirNumbers) {
    const ScratchFile file_on_disk(
        pcap({{5, tcp_frame(kHttp, kPhone, kSynAck, 1)}, {9, media()}, {4, tcp_frame(kPhone, kHttp, kSyn, 1)}}));
    CaptureFile file({file_on_disk.path()}, {});
    ASSERT_EQ(file.scan(), ScanState::done);
    EXPECT_EQ(chosen(file), (std::vector<std::uint32_t>{3, 1}));
    EXPECT_EQ(file.facts().backward_steps, (std::vector<std::uint32_t>{3}));
    EXPECT_EQ(file.facts().first_time, 4 * wire::kNanosecondsPerSecond);
    EXPECT_EQ(file.facts().last_time, 9 * wire::kNanosecondsPerSecond);
}

TEST(Scan, FactsAreTheSameWithAllFrames) {
    std::vector<std::pair<std::uint32_t, std::string>> frames;
    for (std::uint32_t i = 0; i < 20; ++i) {
        frames.emplace_back(i, media());
        frames.emplace_back(i, tcp_frame(kPhone, kHttp, kAck, i / 2, "x"));
    }
    const ScratchFile file_on_disk(pcap(frames));
    CaptureFile some({file_on_disk.path()}, {}), all({file_on_disk.path()}, {{3804}, true});
    ASSERT_EQ(some.scan(), ScanState::done);
    ASSERT_EQ(all.scan(), ScanState::done);
    EXPECT_EQ(some.frames().size(), 20U);
    EXPECT_EQ(all.frames().size(), 40U);
    EXPECT_EQ(some.facts().duplicate_count, 10U);
    EXPECT_EQ(all.facts().duplicates, some.facts().duplicates);
    EXPECT_EQ(all.facts().relevant_packets, some.facts().relevant_packets);
}

TEST(Scan, SaysWhyNothingCanBeRead) {
    CaptureFile missing({"/nonexistent/capture"}, {});
    EXPECT_EQ(missing.scan(), ScanState::done);
    EXPECT_TRUE(missing.is_unreadable());
    EXPECT_NE(missing.facts().damage.find("No such file"), std::string::npos);
    const ScratchFile text("this is no capture");
    CaptureFile none({text.path()}, {});
    EXPECT_EQ(none.scan(), ScanState::wants_wiretap);
    capture::start_wiretap();
    EXPECT_EQ(none.scan(), ScanState::done);
    EXPECT_NE(none.facts().damage.find("not a capture"), std::string::npos);
}

TEST(Scan, ForgetsSomePhonesAndHasTheFramesOfTheOthers) {
    capture::start_wiretap();  // for record()
    const End other{"10.0.0.6", 51000};
    const std::string body(1000, 'x');
    std::vector<std::pair<std::uint32_t, std::string>> frames;
    constexpr std::uint32_t kFrames = 30'000;  // more than are kept in memory
    for (std::uint32_t i = 0; i < kFrames; ++i) {
        frames.emplace_back(i, tcp_frame(i % 3 == 0 ? kPhone : other, kHttp, kAck, i, body));
    }
    const ScratchFile file_on_disk(pcap(frames));
    CaptureFile file({file_on_disk.path()}, {});
    ASSERT_EQ(file.scan(), ScanState::done);
    const auto parts = file.cut_by_phone(0);
    ASSERT_TRUE(parts && parts->size() == 2);
    EXPECT_EQ(parts->front().addresses.size(), 1U);
    file.forget_parts({&parts->back()}, {&parts->front()});
    ASSERT_EQ(file.frames().size(), kFrames / 3);
    EXPECT_EQ(file.facts().packets, kFrames);
    EXPECT_LT(file.frames().back().offset, (kFrames / 3) * 1100LL) << "the others' bytes are still there";
    for (const auto &frame : file.frames()) {
        const std::string &expected = frames[frame.number - 1].second;
        ASSERT_EQ((frame.number - 1) % 3, 0U);
        ASSERT_TRUE(file.read(frame));
        const auto *there = reinterpret_cast<const char *>(file.record().bytes());
        ASSERT_TRUE(std::equal(expected.begin(), expected.end(), there)) << frame.number;
    }
}

TEST(FrameStore, GivesBackWhatWentToDisk) {
    capture::FrameStore store;
    std::vector<std::int64_t> positions;
    const auto frame = [](std::uint32_t number) { return std::string(60000 + number, static_cast<char>(number)); };
    for (std::uint32_t i = 0; i < 900; ++i) {
        const std::string bytes = frame(i);
        positions.push_back(
            store.add(reinterpret_cast<const std::uint8_t *>(bytes.data()), static_cast<std::uint32_t>(bytes.size())));
        ASSERT_GE(positions.back(), 0);
    }
    for (std::uint32_t i = 0; i < 900; ++i) {
        const std::string bytes = frame(i);
        const auto *there = store.get(positions[i], static_cast<std::uint32_t>(bytes.size()));
        ASSERT_NE(there, nullptr);
        ASSERT_TRUE(std::equal(bytes.begin(), bytes.end(), reinterpret_cast<const char *>(there))) << i;
    }
}

TEST(FrameStore, KeepsWhatItHasWhenThereIsNoRoomForMore) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{2'500'000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    capture::FrameStore store;
    std::vector<std::uint8_t> bytes(60000);
    std::vector<std::int64_t> positions;
    int refused = 0;
    for (std::uint32_t i = 0; i < 900; ++i) {
        std::fill(bytes.begin(), bytes.end(), static_cast<std::uint8_t>(i));
        const std::int64_t position = store.add(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
        if (position < 0) ++refused;
        positions.push_back(position);
    }
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_DFL);
    EXPECT_GT(refused, 100);
    EXPECT_FALSE(store.error().empty());
    int kept = 0;
    for (std::uint32_t i = 0; i < 900; ++i) {
        if (positions[i] < 0) continue;
        std::fill(bytes.begin(), bytes.end(), static_cast<std::uint8_t>(i));
        const auto *there = store.get(positions[i], static_cast<std::uint32_t>(bytes.size()));
        ASSERT_NE(there, nullptr);
        ASSERT_TRUE(std::equal(bytes.begin(), bytes.end(), there)) << i;
        ++kept;
    }
    EXPECT_GT(kept, 400);
}

TEST(Scan, FindsASilenceBetweenFramesThatFollowClosely) {
    std::vector<std::pair<std::uint32_t, std::string>> frames;
    for (std::uint32_t i = 0; i < 3000; ++i) frames.emplace_back(100 + i / 300 + (i < 1500 ? 0 : 40), media());
    const ScratchFile dense(pcap(frames)), sparse(pcap({frames.begin() + 1000, frames.begin() + 2000}));
    CaptureFile file({dense.path()}, {}), few({sparse.path()}, {});
    ASSERT_EQ(file.scan(), ScanState::done);
    ASSERT_EQ(file.facts().silences.size(), 1U);
    EXPECT_EQ(file.facts().silences[0].begin, 104 * wire::kNanosecondsPerSecond);
    EXPECT_EQ(file.facts().silences[0].end, 145 * wire::kNanosecondsPerSecond);
    ASSERT_EQ(few.scan(), ScanState::done);
    EXPECT_TRUE(few.facts().silences.empty());
}

}  // namespace
}  // namespace capf::test
