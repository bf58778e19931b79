// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/output_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace capf::exporting {
namespace {

namespace fs = std::filesystem;

class OutputFolderTest : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "capfcheck-export-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        base_ = pattern;
    }
    void TearDown() override { fs::remove_all(base_); }

    static std::optional<std::string> write(OutputFolder &folder, const std::string &inside, const std::string &name,
                                            const std::string &text) {
        std::string error;
        return folder.write(inside, name, {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, error);
    }
    static std::string read(const fs::path &path) {
        std::ifstream in(path);
        return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    }

    fs::path base_;
};

TEST_F(OutputFolderTest, WritesFilesForTheUserAlone) {
    OutputFolder folder;
    std::string error;
    ASSERT_TRUE(folder.open((base_ / "out").string(), error)) << error;
    EXPECT_EQ(write(folder, "SEP1", "a.xml", "one"), "SEP1/a.xml");
    EXPECT_EQ(read(base_ / "out/SEP1/a.xml"), "one");
    const auto mode = fs::status(base_ / "out/SEP1/a.xml").permissions();
    EXPECT_EQ(mode & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
}

TEST_F(OutputFolderTest, NamesThatAreTakenGetNumbers) {
    OutputFolder folder;
    std::string error;
    ASSERT_TRUE(folder.open(base_.string(), error)) << error;
    EXPECT_EQ(write(folder, "x", "a.xml", "one"), "x/a.xml");
    EXPECT_EQ(write(folder, "x", "a.xml", "two"), "x/a-2.xml");
    EXPECT_EQ(write(folder, "x", "A.XML", "three"), "x/A-3.XML") << "some file systems do not tell the case of letters";
    std::ofstream(base_ / "x" / "b.xml") << "was there";
    EXPECT_EQ(write(folder, "x", "b.xml", "new"), "x/b-2.xml");
    EXPECT_EQ(read(base_ / "x" / "b.xml"), "was there");
}

TEST_F(OutputFolderTest, LinksAreNotFollowed) {
    fs::create_directory(base_ / "elsewhere");
    fs::create_directory(base_ / "out");
    fs::create_directory_symlink(base_ / "elsewhere", base_ / "out/SEP1");
    fs::create_directory(base_ / "out/SEP2");
    fs::create_symlink(base_ / "elsewhere/victim", base_ / "out/SEP2/a.xml");
    OutputFolder folder;
    std::string error;
    ASSERT_TRUE(folder.open((base_ / "out").string(), error)) << error;
    EXPECT_FALSE(write(folder, "SEP1", "a.xml", "x").has_value());
    EXPECT_EQ(write(folder, "SEP2", "a.xml", "x"), "SEP2/a-2.xml");
    EXPECT_TRUE(fs::is_empty(base_ / "elsewhere"));
}

TEST_F(OutputFolderTest, OneExportAFolder) {
    std::ofstream(base_ / kManifestName) << "{}";
    OutputFolder folder;
    std::string error;
    EXPECT_FALSE(folder.open(base_.string(), error));
    EXPECT_NE(error.find("another folder"), std::string::npos) << error;
    EXPECT_FALSE(OutputFolder().open((base_ / "none" / "x").string(), error));
}

}  // namespace
}  // namespace capf::exporting
