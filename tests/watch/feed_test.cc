// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feed.h"

#include <unistd.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>

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

    std::uint64_t drops = 0;
    std::vector<std::string> notes;
    std::string keys;
};

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
