// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cucm/device_table.h"

#include <gtest/gtest.h>

namespace capf::cucm {
namespace {

constexpr const char *kHash = "6e566143c1c14566c9da943d949a79c8";

std::string row_text(const DeviceRow &row) {
    return row.name + "=" + row.md5_hash;
}

TEST(DeviceTable, CiscosOwnSampleWithItsShortRuler) {
    const DeviceTable table = parse_device_table(
        "admin:run sql select md5hash,name from device where name='SEPA45630BBFA40'\n"
        "md5hash name\n"
        "=====\n"
        "6e566143c1c14566c9da943d949a79c8 SEPA45630BBFA40\n");
    ASSERT_EQ(table.rows.size(), 1u);
    EXPECT_EQ(table.rows[0].name, "SEPA45630BBFA40");
    EXPECT_EQ(table.rows[0].md5_hash, kHash);
    EXPECT_EQ(table.rows[0].line, 4u);
    EXPECT_EQ(table.unrecognised_count, 0u);
}

TEST(DeviceTable, TheRulersWidthsAreTheColumns) {
    const DeviceTable table = parse_device_table(
        "md5hash                          name            description\r\n"
        "================================ =============== ===================\r\n"
        "6E566143C1C14566C9DA943D949A79C8 SEPA45630BBFA40 Reception, 1st floor\r\n"
        "                                 SEP001122334455 K\xc3\xb6ln \xe6\x9d\xb1\xe4\xba\xac 7\r\n"
        "\r\n"
        "admin:\r\n");
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(row_text(table.rows[0]), std::string("SEPA45630BBFA40=") + kHash);
    EXPECT_EQ(row_text(table.rows[1]), "SEP001122334455=");
    EXPECT_EQ(table.unrecognised_count, 0u);
}

TEST(DeviceTable, ColumnsAfterWideCharactersAreFound) {
    const DeviceTable table = parse_device_table(
        "description name            md5hash\n"
        "=========== =============== ================================\n"
        "K\xc3\xb6ln \xe6\x9d\xb1\xe4\xba\xac 7   SEPA45630BBFA40 6e566143c1c14566c9da943d949a79c8\n");
    ASSERT_EQ(table.rows.size(), 1u);
    EXPECT_EQ(row_text(table.rows[0]), std::string("SEPA45630BBFA40=") + kHash);
}

TEST(DeviceTable, OtherColumnsAreSkippedTheSecretAboveAll) {
    const DeviceTable table = parse_device_table(
        "name            tkcertificateoperation authenticationstring md5hash\n"
        "=============== ====================== ==================== ================================\n"
        "SEPA45630BBFA40 1                      4711                 6e566143c1c14566c9da943d949a79c8\n"
        "SEP001122334455 2                                           \n");
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(row_text(table.rows[0]), std::string("SEPA45630BBFA40=") + kHash);
    EXPECT_EQ(row_text(table.rows[1]), "SEP001122334455=") << "an empty value at the end of a line";
}

TEST(DeviceTable, PastedSeveralTimesTheLastCounts) {
    const DeviceTable table = parse_device_table(
        "admin:run sql select name,md5hash from device\n"
        "name            md5hash\n"
        "=============== =======\n"
        "SEPA45630BBFA40        \n"
        "admin:run sql select d.md5hash,d.name from device d\n"
        "d.md5hash                        d.name\n"
        "================================ ===============\n"
        "6e566143c1c14566c9da943d949a79c8 SEPA45630BBFA40\n");
    ASSERT_EQ(table.rows.size(), 2u);
    ASSERT_NE(table.find("sepa45630bbfa40"), nullptr);
    EXPECT_EQ(table.find("sepa45630bbfa40")->md5_hash, kHash);
    EXPECT_EQ(table.find("SEP000000000000"), nullptr);
}

TEST(DeviceTable, ARowWithoutAHashUnderAShortRuler) {
    const DeviceTable table = parse_device_table("md5hash name\n====\nSEP001122334455\nSEP00112233 4455 x\n");
    ASSERT_EQ(table.rows.size(), 1u);
    EXPECT_EQ(row_text(table.rows[0]), "SEP001122334455=");
    EXPECT_EQ(table.unrecognised, (std::vector<std::size_t>{4}));
}

TEST(DeviceTable, ARowThatLostItsLeadingBlanksIsNotMisread) {
    const DeviceTable table = parse_device_table(
        "md5hash                          name            tkcertificatestatus\n"
        "================================ =============== ===================\n"
        "SEP001122334455 3\n");
    EXPECT_TRUE(table.rows.empty());
    EXPECT_EQ(table.unrecognised_count, 1u);
}

TEST(DeviceTable, LinesThatSayNothingAreCounted) {
    const DeviceTable table = parse_device_table(
        "Command Line Interface is starting up, please wait ...\n\n"
        "   Welcome to the Platform Command Line Interface\n\n"
        "admin:run sql select name,md5hash from device\n"
        "name            md5hash\n"
        "=============== ================================\n"
        "SEPA45630BBFA40 not-a-hash-but-32-letters-long..\n"
        "two words here\n"
        "SEP001122334455 6e566143c1c14566c9da943d949a79c8\n");
    ASSERT_EQ(table.rows.size(), 1u);
    EXPECT_EQ(table.rows[0].name, "SEP001122334455");
    EXPECT_EQ(table.unrecognised, (std::vector<std::size_t>{1, 3, 8, 9}));
}

TEST(DeviceTable, ATableOfOtherThingsGivesNothing) {
    const DeviceTable table = parse_device_table("name  pkid\n===== =====\nabc   123\n");
    EXPECT_FALSE(table.has_columns);
    EXPECT_TRUE(table.rows.empty());
    EXPECT_EQ(table.unrecognised_count, 1u);
}

TEST(DeviceTable, HostileTextIsCountedAndBounded) {
    EXPECT_TRUE(parse_device_table("").rows.empty());
    EXPECT_TRUE(parse_device_table("====\n====\n====").rows.empty());
    EXPECT_TRUE(parse_device_table(std::string(1, '\0') + "\r\r\r\n=\n").rows.empty());
    std::string many = "name md5hash\n= =\n";
    for (int i = 0; i < 100000; ++i) many += "\xff\xfe\x80 x y z\n";
    const DeviceTable table = parse_device_table(many);
    EXPECT_TRUE(table.rows.empty());
    EXPECT_EQ(table.unrecognised_count, 100000u);
    EXPECT_EQ(table.unrecognised.size(), 100u);
    const DeviceTable wide =
        parse_device_table("name md5hash\n" + std::string(1000000, '=') + "\n" + std::string(1000000, 'a') + "\n");
    EXPECT_TRUE(wide.rows.empty());
}

}  // namespace
}  // namespace capf::cucm
