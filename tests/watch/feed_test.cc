// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feed.h"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "analyzer/capture/capture_file.h"
#include "analyzer/watch/control.h"
#include "analyzer/watch/feed_reader.h"
#include "analyzer/watch/feed_writer.h"

namespace capf::watch {
namespace {

using testing::ElementsAre;

struct Told : FeedListener {
    std::chrono::milliseconds turn(bool /*waiting*/) override { return std::chrono::milliseconds(1); }
    void dropped(std::uint64_t packets) override { drops += packets; }
    void noted(const std::string &path, const std::string &text) override { notes.push_back(path + "|" + text); }
    void keys_came(const std::string &content) override { keys += content; }
    void failed(const std::string &why) override { notes.push_back("failed|" + why); }
    void opened(const OpenedPhone &phone) override {
        notes.push_back("opened|" + phone.key + "|" + std::to_string(phone.width));
        told_by = std::this_thread::get_id();
    }

    std::uint64_t drops = 0;
    std::vector<std::string> notes;
    std::string keys;
    std::thread::id told_by;
};

// Of temporary files that are open in this process.
std::size_t temporary_files() {
    std::size_t count = 0;
    for (const auto &one : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        count += std::filesystem::read_symlink(one.path(), gone).string().ends_with(" (deleted)") ? 1 : 0;
    }
    return count;
}

// A pcap file with one packet of so many bytes.
std::string small_capture(std::uint32_t size) {
    const auto number = [](std::uint32_t value) {
        return std::string(reinterpret_cast<const char *>(&value), sizeof value);
    };
    const std::string head =
        number(0xA1B2C3D4) + number(0x00040002) + number(0) + number(0) + number(65535) + number(1);
    return head + number(1000) + number(0) + number(size) + number(size) + std::string(size, 'x');
}

class Feed : public testing::Test {
protected:
    Feed() {
        int ends[2];
        EXPECT_EQ(pipe(ends), 0);
        reading_ = ends[0];
        writer_ = std::make_unique<FeedWriter>(ends[1]);
        reader_ = std::make_shared<FeedReader>(reading_, told_);
    }
    ~Feed() override { close(reading_); }

    // All bytes of the part in hand.
    std::string rest_of_part() {
        std::string all;
        std::uint8_t piece[3];
        for (std::ptrdiff_t n = 0; (n = reader_->read(piece, sizeof piece)) > 0;) {
            all.append(reinterpret_cast<const char *>(piece), static_cast<std::size_t>(n));
        }
        return all;
    }

    int reading_ = -1;
    Told told_;
    std::unique_ptr<FeedWriter> writer_;
    std::shared_ptr<FeedReader> reader_;
};

TEST_F(Feed, PartsComeOneAfterTheOther) {
    writer_->send(FeedKind::part, "a.pcap");
    writer_->send(FeedKind::bytes, "hello ");
    writer_->send_note("a.pcap", "was truncated");
    writer_->send(FeedKind::bytes, "world");
    writer_->send(FeedKind::end, "");
    writer_->send(FeedKind::part, "b.pcap");
    writer_->send(FeedKind::bytes, "x");
    writer_->send(FeedKind::dropped, "12");
    writer_->close();

    const auto first = reader_->next_part();
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->path(), "a.pcap");
    EXPECT_EQ(rest_of_part(), "hello world");
    const auto second = reader_->next_part();
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(rest_of_part(), "x");
    EXPECT_EQ(reader_->next_part(), nullptr);
    EXPECT_THAT(told_.notes, ElementsAre("a.pcap|was truncated"));
    EXPECT_EQ(told_.drops, 12U);
}

TEST_F(Feed, WhatNobodyReadOfAPartIsPassedOver) {
    writer_->send(FeedKind::part, "damaged");
    writer_->send(FeedKind::bytes, "0123456789");
    writer_->send(FeedKind::bytes, "P\x01");
    writer_->send(FeedKind::end, "");
    writer_->send(FeedKind::part, "good");
    writer_->send(FeedKind::keys, "CLIENT_RANDOM\n");
    writer_->send(FeedKind::end, "");
    writer_->close();

    ASSERT_NE(reader_->next_part(), nullptr);
    std::uint8_t piece[4];
    EXPECT_EQ(reader_->read(piece, sizeof piece), 4);
    const auto second = reader_->next_part();
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second->path(), "good");
    EXPECT_EQ(rest_of_part(), "");
    EXPECT_EQ(told_.keys, "CLIENT_RANDOM\n");
}

TEST_F(Feed, AFeedThatBreaksOffEndsThePart) {
    writer_->send(FeedKind::part, "a");
    std::string half = feed_message(FeedKind::bytes, "whole message");
    half.resize(half.size() - 6);
    ASSERT_EQ(write(writer_->descriptor(), half.data(), half.size()), static_cast<ssize_t>(half.size()));
    writer_->close();

    ASSERT_NE(reader_->next_part(), nullptr);
    EXPECT_EQ(rest_of_part(), "whole m");
    EXPECT_EQ(reader_->next_part(), nullptr);
}

TEST_F(Feed, APartMayEndBecauseNoMoreIsWanted) {
    writer_->send(FeedKind::part, "a");
    writer_->send_end(false);
    writer_->send(FeedKind::part, "b");
    writer_->send_end(true);
    writer_->send(FeedKind::failed, "no more");
    writer_->close();

    const auto first = reader_->next_part();
    EXPECT_EQ(rest_of_part(), "");
    const auto second = reader_->next_part();
    EXPECT_EQ(rest_of_part(), "");
    EXPECT_EQ(reader_->next_part(), nullptr);
    EXPECT_FALSE(first->was_stopped());
    EXPECT_TRUE(second->was_stopped());
    EXPECT_THAT(told_.notes, ElementsAre("failed|no more"));
}

// As read_ahead() does it for a compressed part.
TEST_F(Feed, WhatAnotherThreadReadsIsToldByTheOwner) {
    writer_->send(FeedKind::part, "a");
    writer_->send(FeedKind::opened, to_message(OpenedPhone{"SEP001122334455", 80}));
    writer_->send(FeedKind::bytes, "x");
    writer_->send_end(false);
    writer_->close();

    ASSERT_NE(reader_->next_part(), nullptr);
    std::thread([this] { EXPECT_EQ(rest_of_part(), "x"); }).join();
    EXPECT_THAT(told_.notes, ElementsAre());
    EXPECT_EQ(reader_->next_part(), nullptr);
    EXPECT_THAT(told_.notes, ElementsAre("opened|SEP001122334455|80"));
    EXPECT_EQ(told_.told_by, std::this_thread::get_id());
}

// For a second reading all parts together are kept, or none.
TEST_F(Feed, KeptBytesAreBoundedForAllPartsTogether) {
    const std::string capture = small_capture(100);
    reader_ = std::make_shared<FeedReader>(reading_, told_, capture.size() * 5 / 2);
    std::vector<std::size_t> kept;
    const std::size_t before = temporary_files();
    capture::CaptureFile file(
        [&] {
            kept.push_back(temporary_files() - before);
            return reader_->next_part();
        },
        {});
    for (const char *name : {"a", "b", "c", "d", "e"}) {
        writer_->send(FeedKind::part, name);
        writer_->send(FeedKind::bytes, capture);
        writer_->send_end(false);
    }
    writer_->close();
    EXPECT_EQ(file.scan(), capture::ScanState::done);
    EXPECT_EQ(file.facts().packets, 5U);
    EXPECT_THAT(kept, ElementsAre(0U, 1U, 2U, 0U, 0U, 0U));
}

TEST(Control, MessagesComeBackInPieces) {
    ControlParser parser;
    const std::string bytes =
        control_message(ControlKind::phone, join_fields({"a", "", "b\nc"})) + control_message(ControlKind::stop, "");
    std::vector<ControlMessage> messages;
    for (const char byte : bytes) {
        parser.add({&byte, 1});
        while (auto message = parser.next()) messages.push_back(*message);
    }
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_THAT(split_fields(messages[0].content), ElementsAre("a", "", "b\nc"));
    EXPECT_EQ(messages[1].kind, ControlKind::stop);
}

TEST(Control, AnOverlongMessageIsRefused) {
    ControlParser parser;
    parser.add(std::string("R\xff\xff\xff\xff", 5));
    EXPECT_FALSE(parser.next());
    EXPECT_TRUE(parser.is_broken());
}

}  // namespace
}  // namespace capf::watch
