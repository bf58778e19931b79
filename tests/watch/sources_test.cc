// SPDX-License-Identifier: GPL-2.0-or-later
// Where packets come from: a pipe, files that grow, and a program in dumpcap's place.
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "analyzer/watch/control.h"
#include "analyzer/watch/dumpcap.h"
#include "analyzer/watch/followed_file.h"
#include "analyzer/watch/pipe_source.h"

namespace capf::watch {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class Sources : public testing::Test {
protected:
    Sources() {
        std::string name = (fs::temp_directory_path() / "capf-sources-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        int ends[2];
        EXPECT_EQ(pipe2(ends, O_NONBLOCK), 0);
        reading_ = ends[0];
        writer_ = std::make_unique<FeedWriter>(ends[1]);
    }
    ~Sources() override {
        close(reading_);
        fs::remove_all(folder_);
    }

    void write(const std::string &name, const std::string &content) const {
        std::ofstream(folder_ / name, std::ios::app) << content;
    }
    [[nodiscard]] std::string path(const std::string &name) const { return (folder_ / name).string(); }

    // What has been fed: each message's letter and content, with blanks between them. Content that is long only by its
    // length.
    std::string fed() {
        char piece[65536];
        for (ssize_t n = 0; (n = read(reading_, piece, sizeof piece)) > 0 || writer_->has_pending();) {
            if (n > 0) parser_.add({piece, static_cast<std::size_t>(n)});
            writer_->flush();
        }
        std::string text;
        while (const auto message = parser_.next()) {
            text += static_cast<char>(message->kind);
            const std::size_t folder = message->content.rfind('/');
            const std::string content = message->content.substr(folder == std::string::npos ? 0 : folder + 1);
            text += (content.size() < 100 ? content : std::to_string(content.size())) + " ";
        }
        return text;
    }

    fs::path folder_;
    int reading_ = -1;
    std::unique_ptr<FeedWriter> writer_;
    ControlParser parser_;
};

TEST_F(Sources, APipeThatIsStoppedSaysSo) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    PipeSource source(ends[0], nullptr);
    EXPECT_TRUE(source.pump(*writer_));
    EXPECT_EQ(fed(), "");
    ASSERT_EQ(::write(ends[1], "half a rec", 10), 10);
    EXPECT_TRUE(source.pump(*writer_));
    source.stop();
    EXPECT_FALSE(source.pump(*writer_));
    EXPECT_EQ(fed(), "P- Bhalf a rec Estopped ");
    close(ends[0]);
    close(ends[1]);
}

TEST_F(Sources, APipeThatEndsIsNotStopped) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    PipeSource source(ends[0], nullptr);
    ASSERT_EQ(::write(ends[1], "all", 3), 3);
    close(ends[1]);
    EXPECT_TRUE(source.pump(*writer_));
    while (source.pump(*writer_)) {
        EXPECT_TRUE(source.descriptors().empty());
        poll(nullptr, 0, 10);
    }
    EXPECT_EQ(fed(), "P- Ball E ");
    close(ends[0]);
}

// Ctrl-C ends who writes the pipe as well.
TEST_F(Sources, APipeThatEndsJustBeforeItIsStoppedIsStopped) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    PipeSource source(ends[0], nullptr);
    ASSERT_EQ(::write(ends[1], "half a rec", 10), 10);
    close(ends[1]);
    EXPECT_TRUE(source.pump(*writer_));
    EXPECT_TRUE(source.pump(*writer_));
    source.stop();
    EXPECT_FALSE(source.pump(*writer_));
    EXPECT_EQ(fed(), "P- Bhalf a rec Estopped ");
    close(ends[0]);
}

TEST_F(Sources, AFileIsFollowedUntilItIsStopped) {
    write("one.pcap", "begin");
    FollowedFile source(path("one.pcap"));
    ASSERT_TRUE(source.open());
    EXPECT_TRUE(source.pump(*writer_));
    write("one.pcap", " more");
    EXPECT_TRUE(source.pump(*writer_));
    source.stop();
    EXPECT_FALSE(source.pump(*writer_));
    EXPECT_EQ(fed(), "Pone.pcap Bbegin B more Estopped ");
}

// Not one file each time that the feeder looks.
TEST_F(Sources, FilesThatAreThereAlreadyAreReadAtOnce) {
    for (const char *name : {"t.cap0", "t.cap1", "t.cap2", "t.cap3"}) write(name, name);
    FollowedFile source(path("t.cap0"));
    ASSERT_TRUE(source.open());
    EXPECT_TRUE(source.pump(*writer_));
    EXPECT_EQ(fed(), "Pt.cap0 Bt.cap0 E Pt.cap1 Bt.cap1 E Pt.cap2 Bt.cap2 E Pt.cap3 Bt.cap3 ");
}

// A great many times, so that some fall between two looks at the file.
TEST_F(Sources, NothingIsLostWhenAFileIsRenamed) {
    constexpr int kRounds = 2000;
    write("t.pcap", "x");
    FollowedFile source(path("t.pcap"));
    ASSERT_TRUE(source.open());
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (int i = 0; i < kRounds; ++i) {
            write("t.pcap", "y");
            fs::rename(path("t.pcap"), path("t.old"));
            write("t.pcap", "x");
        }
        done = true;
    });
    std::string all;
    while (!done) {
        (void)source.pump(*writer_);
        all += fed();
    }
    writer.join();
    (void)source.pump(*writer_);
    all += fed();
    // Whole files may come and go between two looks. Of one that was begun, all was read.
    std::size_t cut = 0;
    for (std::size_t at = 0; (at = all.find("Bx N", at)) != std::string::npos; ++at) ++cut;
    EXPECT_EQ(cut, 0U);
}

class FakeDumpcap : public Sources {
protected:
    // Looked for before the real one.
    void make(const std::string &script) {
        std::ofstream(folder_ / "dumpcap") << "#!/bin/sh\n" << script;
        chmod(path("dumpcap").c_str(), 0755);
        before_ = std::getenv("PATH");
        setenv("PATH", (folder_.string() + ":" + before_).c_str(), 1);
    }
    ~FakeDumpcap() override { setenv("PATH", before_.c_str(), 1); }

    // Until it ends, or so long.
    bool pump(Dumpcap &source, milliseconds most) {
        const auto end = std::chrono::steady_clock::now() + most;
        while (std::chrono::steady_clock::now() < end) {
            if (!source.pump(*writer_)) return false;
            std::this_thread::sleep_for(milliseconds(20));
        }
        return true;
    }

    std::string before_;
};

TEST_F(FakeDumpcap, WhatWeDidNotReadIsNotItsDelay) {
    // More than all pipes hold, and then the line with what it lost.
    make(
        "trap 'head -c 4000000 /dev/zero; "
        "echo \"Packets received/dropped on interface '\"'lo'\"': 5/17 (pcap:17)\" >&2; exit 0' INT\n"
        "echo ready\n"
        "while :; do sleep 0.05; done\n");
    Dumpcap source("lo", "", nullptr);
    ASSERT_TRUE(source.start());
    while (fed().empty()) pump(source, milliseconds(100));
    source.stop();
    // Nobody reads what we feed: we do not read on, for longer than an idle dumpcap is waited for.
    EXPECT_TRUE(pump(source, milliseconds(3500)));
    std::string all;
    for (int i = 0; i < 200 && pump(source, milliseconds(20)); ++i) all += fed();
    all += fed();
    EXPECT_NE(all.find("D17 "), std::string::npos) << all;
    EXPECT_EQ(source.problem(), "");
}

TEST_F(FakeDumpcap, OneThatDoesNotEndIsKilled) {
    make("trap '' INT\necho ready\nexec sleep 60\n");
    Dumpcap source("lo", "", nullptr);
    ASSERT_TRUE(source.start());
    while (fed().empty()) pump(source, milliseconds(100));
    source.stop();
    EXPECT_FALSE(pump(source, milliseconds(6000)));
    EXPECT_NE(source.problem(), "");
}

}  // namespace
}  // namespace capf::watch
