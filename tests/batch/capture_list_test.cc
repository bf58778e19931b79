// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/capture_list.h"

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "analyzer/batch/capture_name.h"
#include "tests/batch/temporary_folder.h"

namespace capf::batch {
namespace {

const std::string kPcap("\xd4\xc3\xb2\xa1 and more", 13);

std::vector<std::string> names(const CaptureList &list) {
    std::vector<std::string> result;
    for (const ListedCapture &capture : list.captures) result.push_back(capture.name);
    return result;
}

using Names = std::vector<std::string>;

TEST(CaptureList, TakesFoldersInAStableOrder) {
    const TemporaryFolder folder;
    for (const char *name : {"b.pcap", "a/z.pcap", "a/b/c.pcap", "B.pcap", "c"}) folder.write(name, kPcap);
    const CaptureList list = list_captures({folder.path()}, true);
    EXPECT_EQ(names(list), (Names{"B.pcap", "a/b/c.pcap", "a/z.pcap", "b.pcap", "c"}));
    EXPECT_EQ(names(list_captures({folder.path() + "/"}, true)), names(list));
    EXPECT_EQ(list.captures.front().size, kPcap.size());
    EXPECT_GT(list.captures.front().modified, 0);
    EXPECT_EQ(list.passed_over, 0U);
}

TEST(CaptureList, PassesOverWhatIsNoCapture) {
    const TemporaryFolder folder;
    folder.write("notes.txt", "no capture");
    folder.write("empty", "");
    folder.write("looks.like.one.PCAPNG", "but is none: to be told, not passed over");
    folder.write("unnamed", kPcap);
    mkfifo((folder / "pipe.pcap").c_str(), 0600);
    std::filesystem::create_directory_symlink(folder.path(), folder / "again");
    const CaptureList list = list_captures({folder.path()}, true);
    EXPECT_EQ(names(list), (Names{"looks.like.one.PCAPNG", "unnamed"}));
    EXPECT_EQ(list.passed_over, 4U);
}

TEST(CaptureList, TakesANamedFileWhateverItIs) {
    const TemporaryFolder folder;
    const std::string path = folder.write("notes.txt", "no capture");
    EXPECT_EQ(names(list_captures({path}, true)), Names{path});
    EXPECT_EQ(list_captures({path, path}, true).captures.size(), 1U);
    const CaptureList missing = list_captures({folder / "missing"}, true);
    ASSERT_EQ(missing.captures.size(), 1U);
    EXPECT_NE(missing.captures.front().problem.find("No such file"), std::string::npos);
}

TEST(CaptureList, TellsOfALinkThatLeadsNowhere) {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("nowhere", folder / "gone.pcap");
    std::filesystem::create_symlink("nowhere", folder / "gone.txt");
    const CaptureList list = list_captures({folder.path()}, true);
    ASSERT_EQ(names(list), Names{"gone.pcap"});
    EXPECT_NE(list.captures.front().problem.find("broken link"), std::string::npos);
}

TEST(CaptureList, JoinsRotatedSets) {
    const TemporaryFolder folder;
    for (const char *name : {"x.cap0", "x.cap1", "x.cap10", "x.cap2", "y.cap0"}) folder.write(name, kPcap);
    const CaptureList list = list_captures({folder.path()}, true);
    ASSERT_EQ(names(list), (Names{"x.cap0", "y.cap0"}));
    EXPECT_EQ(list.captures.front().paths.size(), 4U);
    EXPECT_EQ(list.captures.front().paths.back(), folder / "x.cap10");
    EXPECT_EQ(list.captures.front().size, 4 * kPcap.size());
    EXPECT_EQ(list_captures({folder.path()}, false).captures.size(), 5U);
}

TEST(CaptureList, TellsFoldersApartThatHoldOneName) {
    const TemporaryFolder first, second;
    first.write("a.pcap", kPcap);
    second.write("a.pcap", kPcap);
    EXPECT_EQ(names(list_captures({first.path(), second.path()}, true)), (Names{"a.pcap", "a.pcap#2"}));
}

TEST(CaptureName, IsKnownByItsEnding) {
    for (const char *name : {"a.pcap", "A.PCAP", "a.pcapng.gz", "a.cap0", "a.cap17.zst", "x/y.snoop", "a.b.erf"}) {
        EXPECT_TRUE(is_capture_name(name)) << name;
    }
    for (const char *name : {"a.txt", "pcap", "a.json", "a.gz", "12", "", "a.pcap.txt", "a.cnf.xml.enc.sgn"}) {
        EXPECT_FALSE(is_capture_name(name)) << name;
    }
}

TEST(CaptureName, HasAnIdThatNeverChanges) {
    // FNV-1a's own test vectors.
    EXPECT_EQ(id_of_name(""), "cbf29ce484222325");
    EXPECT_EQ(id_of_name("a"), "af63dc4c8601ec8c");
    EXPECT_EQ(id_of_name("foobar"), "85944171f73967e8");
}

}  // namespace
}  // namespace capf::batch
