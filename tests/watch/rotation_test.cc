// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/rotation.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace capf::watch {
namespace {

namespace fs = std::filesystem;

class Rotation : public testing::Test {
protected:
    Rotation() {
        std::string name = (fs::temp_directory_path() / "capf-rotation-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~Rotation() override { fs::remove_all(folder_); }

    // A file that was written to so many seconds after the first.
    std::string make(const std::string &name, int seconds) const {
        const fs::path path = folder_ / name;
        std::ofstream(path) << name;
        fs::last_write_time(path, begin_ + std::chrono::seconds(seconds));
        return path.string();
    }

    fs::path folder_;
    fs::file_time_type begin_ = fs::file_time_type::clock::now() - std::chrono::hours(1);
};

TEST_F(Rotation, DumpcapsFilesFollowByNumber) {
    const std::string first = make("ring_00001_20260131120000.pcapng", 0);
    EXPECT_FALSE(next_in_set(first));
    const std::string second = make("ring_00002_20260131120100.pcapng", 60);
    make("ring_00003_20260131120200.pcapng", 120);
    make("other_00002_20260131120100.pcapng", 60);
    make("ring_00002_20260131120100.txt", 60);
    EXPECT_EQ(next_in_set(first), second);
}

TEST_F(Rotation, TheNumberMayStandBehindTheTime) {
    const std::string first = make("ring_20260131120000_00001.pcapng", 0);
    const std::string second = make("ring_20260131120100_00002.pcapng", 60);
    EXPECT_EQ(next_in_set(first), second);
}

TEST_F(Rotation, TcpdumpsFirstFileHasNoNumber) {
    const std::string first = make("trace.cap", 0), second = make("trace.cap1", 1), third = make("trace.cap2", 2);
    EXPECT_EQ(next_in_set(first), second);
    EXPECT_EQ(next_in_set(second), third);
    EXPECT_FALSE(next_in_set(third));
}

TEST_F(Rotation, ARingBeginsAnew) {
    make("trace.cap01", 5);
    const std::string last = make("trace.cap02", 10);
    EXPECT_FALSE(next_in_set(last));
    const std::string first = make("trace.cap00", 20);
    EXPECT_EQ(next_in_set(last), first);
}

TEST_F(Rotation, AnOlderFileOfAHigherNumberIsOfThePastRound) {
    const std::string first = make("trace.cap0", 100);
    make("trace.cap1", 50);
    EXPECT_FALSE(next_in_set(first));
}

TEST_F(Rotation, TheLatestOfTheSetThatWasNamed) {
    EXPECT_FALSE(latest_of_set((folder_ / "ring.pcapng").string()));
    make("ring_00001_20260131120000.pcapng", 0);
    const std::string latest = make("ring_00002_20260131120100.pcapng", 60);
    EXPECT_EQ(latest_of_set((folder_ / "ring.pcapng").string()), latest);
}

}  // namespace
}  // namespace capf::watch
