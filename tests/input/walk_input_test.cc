// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/input/walk_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "analyzer/capture/formats/temporary_file.h"
#include "tests/input/archive_builder.h"

namespace capf::logs {
namespace {

using test::compress;
using test::make_tar;
using test::make_zip;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

// Keeps all that is found.
class Collected : public InputSink {
public:
    bool wants(const FoundFile &file) override {
        kinds[file.name] = file.kind;
        return file.kind != ContentKind::binary;
    }
    void read(const FoundFile &file, capture::ByteSource &content) override {
        std::string &text = contents[file.name];
        std::uint8_t piece[1000];
        std::ptrdiff_t n = 0;
        while ((n = content.read(piece, sizeof piece)) > 0)
            text.append(reinterpret_cast<char *>(piece), static_cast<std::size_t>(n));
    }
    void keep(const FoundFile &file, int descriptor) override {
        char piece[1000];
        ssize_t n = 0;
        while ((n = ::read(descriptor, piece, sizeof piece)) > 0)
            kept[file.name].append(piece, static_cast<std::size_t>(n));
        close(descriptor);
    }
    void note(const InputNotice &notice) override { notices.push_back(notice); }

    std::map<std::string, ContentKind> kinds;
    std::map<std::string, std::string> contents, kept;
    std::vector<InputNotice> notices;
};

// A file as a user gives it: /proc/self/fd/N, so that nothing is left behind.
class GivenFile {
public:
    explicit GivenFile(const std::string &content) {
        std::string error;
        descriptor_ = capture::temporary_file(error);
        EXPECT_EQ(write(descriptor_, content.data(), content.size()), static_cast<ssize_t>(content.size()));
    }
    ~GivenFile() { close(descriptor_); }
    GivenFile(const GivenFile &) = delete;
    GivenFile &operator=(const GivenFile &) = delete;
    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

// Names without the part that the user gave.
void walk(const std::string &content, Collected &found, const WalkLimits &limits = {}) {
    const GivenFile file(content);
    walk_input(file.path(), limits, found);
    const auto shorten = [&](auto &map) {
        std::remove_reference_t<decltype(map)> renamed;
        for (auto &[name, value] : map) renamed[name.substr(std::min(name.size(), file.path().size()))] = value;
        map = renamed;
    };
    shorten(found.kinds);
    shorten(found.contents);
    shorten(found.kept);
    for (InputNotice &notice : found.notices) notice.name = notice.name.substr(file.path().size());
}

std::vector<Obstacle> obstacles(const Collected &found) {
    std::vector<Obstacle> all;
    for (const InputNotice &notice : found.notices) all.push_back(notice.what);
    return all;
}

const std::string kCapture("\xd4\xc3\xb2\xa1\x02\0\x04\0 and so on", 18);

TEST(WalkInput, ReadsAPlainFile) {
    Collected found;
    walk("a line\n", found);
    EXPECT_THAT(found.contents, ElementsAre(Pair("", "a line\n")));
    EXPECT_THAT(found.notices, IsEmpty());
}

TEST(WalkInput, ReadsArchivesInArchives) {
    const std::string inner = compress("gzip", make_tar({{"tftp/sdi1.txt", "inner"}, {"x.pcap", kCapture}}));
    const std::string content = make_zip({{"a.log", "plain"},
                                          {"b.log.xz", compress("xz", "squeezed")},
                                          {"c.tar.gz", inner},
                                          {"d.zip", make_zip({{"e.txt", "deep"}})}});
    Collected found;
    walk(content, found);
    EXPECT_THAT(found.contents,
                UnorderedElementsAre(Pair("/a.log", "plain"), Pair("/b.log.xz", "squeezed"),
                                     Pair("/c.tar.gz/tftp/sdi1.txt", "inner"), Pair("/d.zip/e.txt", "deep")));
    EXPECT_THAT(found.kept, ElementsAre(Pair("/c.tar.gz/x.pcap", kCapture)));
    EXPECT_THAT(found.notices, IsEmpty());
}

TEST(WalkInput, ReadsLongMembersWhole) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + "\n";
    for (const char *filter : {"gzip", "bzip2", "xz", "zstd"}) {
        Collected found;
        walk(compress(filter, text), found);
        EXPECT_EQ(found.contents[""], text) << filter;
    }
    Collected found;
    walk(make_tar({{"a", text}, {"b", text}}), found);
    EXPECT_EQ(found.contents["/a"], text);
    EXPECT_EQ(found.contents["/b"], text);
}

TEST(WalkInput, TakesNamesForNamesOnly) {
    Collected found;
    walk(make_tar({{"../../etc/passwd", "1"}, {"/etc/shadow", "2"}, {"\xff\xfe", "3"}, {std::string(5000, 'n'), "4"}}),
         found);
    ASSERT_EQ(found.contents.size(), 4U);
    EXPECT_EQ(found.contents["/../../etc/passwd"], "1");
    EXPECT_EQ(found.contents["//etc/shadow"], "2");
    for (const auto &[name, content] : found.contents) EXPECT_LE(name.size(), kLongestName);
}

TEST(WalkInput, SaysWhatIsEncrypted) {
    Collected found;
    walk(make_zip({{"a.log", "secret"}, {"b.log", "secret"}}, "password"), found);
    EXPECT_THAT(found.contents, IsEmpty());
    ASSERT_THAT(obstacles(found), ElementsAre(Obstacle::encrypted));
    EXPECT_EQ(found.notices[0].count, 2U);
}

TEST(WalkInput, ReadsADamagedArchiveUpToTheDamage) {
    const std::string whole = make_tar({{"a", "first"}, {"b", std::string(100'000, 'x')}});
    Collected found;
    walk(whole.substr(0, 50'000), found);
    EXPECT_EQ(found.contents["/a"], "first");
    EXPECT_THAT(obstacles(found), testing::Contains(Obstacle::damaged));
}

TEST(WalkInput, ReadsADamagedCompressedFileUpToTheDamage) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
    const std::string whole = compress("gzip", text);
    Collected found;
    walk(whole.substr(0, whole.size() / 2), found);
    EXPECT_GT(found.contents[""].size(), text.size() / 4);
    EXPECT_TRUE(text.starts_with(found.contents[""]));
    EXPECT_THAT(obstacles(found), ElementsAre(Obstacle::damaged));
}

TEST(WalkInput, EndsABomb) {
    WalkLimits limits;
    limits.ratio_counts_from = 1 << 20;
    const std::string zeros(20 << 20, '\0');
    for (const std::string &bomb :
         {compress("gzip", zeros), make_zip({{"a", zeros}}), make_zip({{"a.zip", make_zip({{"a", zeros}})}}),
          make_tar({{"a.gz", compress("gzip", zeros)}})}) {
        Collected found;
        // Binary content would not be read on.
        struct All : Collected {
            bool wants(const FoundFile &) override { return true; }
        } all;
        walk(bomb, all, limits);
        EXPECT_THAT(obstacles(all), ElementsAre(Obstacle::bomb));
    }
}

TEST(WalkInput, LimitsDepthNumberAndSize) {
    std::string nested = make_zip({{"a", "text"}});
    for (int i = 0; i < 20; ++i) nested = make_zip({{"z", nested}});
    Collected deep;
    walk(nested, deep);
    EXPECT_THAT(deep.contents, IsEmpty());
    EXPECT_THAT(obstacles(deep), ElementsAre(Obstacle::too_deep));

    WalkLimits limits;
    limits.files = 3;
    Collected many;
    walk(make_tar({{"1", "a"}, {"2", "b"}, {"3", "c"}, {"4", "d"}}), many, limits);
    EXPECT_EQ(many.contents.size(), 3U);
    EXPECT_THAT(obstacles(many), ElementsAre(Obstacle::too_many_files));

    limits = {};
    limits.bytes = 1000;
    Collected large;
    walk(make_tar({{"1", std::string(5000, 'a')}, {"2", "b"}}), large, limits);
    EXPECT_FALSE(large.contents.contains("/2"));
    EXPECT_THAT(obstacles(large), ElementsAre(Obstacle::too_large));

    limits = {};
    limits.kept_bytes = 10;
    Collected kept;
    walk(make_tar({{"x.pcap", kCapture}}), kept, limits);
    EXPECT_THAT(kept.kept, IsEmpty());
    EXPECT_THAT(obstacles(kept), ElementsAre(Obstacle::too_large));
}

TEST(WalkInput, KeepsItsNoticesFew) {
    test::Members members;
    for (int i = 0; i < 1000; ++i) members.emplace_back(std::to_string(i), std::string("\x1f\x8b\x08\0 damaged", 12));
    Collected found;
    walk(make_tar(members), found);
    EXPECT_EQ(found.notices.size(), kMostNotices);
}

TEST(WalkInput, SaysWhatCannotBeOpened) {
    Collected found;
    walk_input("/there/is/no/such/file", {}, found);
    ASSERT_EQ(found.notices.size(), 1U);
    EXPECT_EQ(found.notices[0].what, Obstacle::unreadable);
    EXPECT_EQ(found.notices[0].detail, "cannot be opened: No such file or directory");
}

TEST(Peek, LooksIntoCompressedFiles) {
    const auto kind = [](const std::string &content) {
        const GivenFile file(content);
        return peek(file.path()).kind;
    };
    EXPECT_EQ(kind(kCapture), ContentKind::capture);
    EXPECT_EQ(kind(compress("gzip", kCapture)), ContentKind::capture);
    // The capture's own reader would not decompress it: it goes the way of archives.
    EXPECT_EQ(kind(compress("xz", kCapture)), ContentKind::compressed);
    EXPECT_EQ(kind(compress("gzip", make_tar({{"a", "b"}}))), ContentKind::compressed);
    EXPECT_EQ(kind(compress("gzip", "a line\n")), ContentKind::text);
    EXPECT_EQ(kind(make_tar({{"a", "b"}})), ContentKind::tar);
    EXPECT_EQ(peek("/there/is/no/such/file").kind, ContentKind::empty);
    EXPECT_EQ(peek("/").kind, ContentKind::empty);
}

}  // namespace
}  // namespace capf::logs
