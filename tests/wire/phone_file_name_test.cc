// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/phone_file_name.h"

#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

struct Case {
    const char *target;
    const char *base_name;
    const char *kind;
    const char *device;  // null for none
};

void PrintTo(const Case &c, std::ostream *out) {
    *out << c.target;
}

class PhoneFileNames : public testing::TestWithParam<Case> {};

TEST_P(PhoneFileNames, AreUnderstood) {
    const Case &c = GetParam();
    const PhoneFileName name = parse_phone_file_name(c.target);
    EXPECT_EQ(name.base_name, c.base_name);
    EXPECT_STREQ(phone_file_kind_name(name.kind), c.kind);
    EXPECT_EQ(name.device, c.device ? std::optional<std::string>(c.device) : std::nullopt);
}

const Case kCases[] = {
    {"/SEPA45630BBFA40.cnf.xml.enc.sgn", "SEPA45630BBFA40.cnf.xml.enc.sgn", "encrypted-config", "SEPA45630BBFA40"},
    {"SEPA45630BBFA40.cnf.xml.sgn", "SEPA45630BBFA40.cnf.xml.sgn", "signed-config", "SEPA45630BBFA40"},
    {"SEPA45630BBFA40.cnf.xml", "SEPA45630BBFA40.cnf.xml", "plain-config", "SEPA45630BBFA40"},
    {"/SEPA45630BBFA40.CNF.XML.SGN", "SEPA45630BBFA40.CNF.XML.SGN", "signed-config", "SEPA45630BBFA40"},
    {"ITLSEPA45630BBFA40.tlv", "ITLSEPA45630BBFA40.tlv", "itl", "SEPA45630BBFA40"},
    {"CTLSEPA45630BBFA40.tlv", "CTLSEPA45630BBFA40.tlv", "ctl", "SEPA45630BBFA40"},
    {"/ITLFile.tlv", "ITLFile.tlv", "itl", nullptr},
    {"CTLFile.tlv", "CTLFile.tlv", "ctl", nullptr},
    {"itlfile.TLV", "itlfile.TLV", "itl", nullptr},
    {"ITL.tlv", "ITL.tlv", "other", nullptr},
    {"MTLFile.tlv", "MTLFile.tlv", "other", nullptr},
    {"/TCTMARIA.LOPEZ.cnf.xml.sgn", "TCTMARIA.LOPEZ.cnf.xml.sgn", "signed-config", "TCTMARIA.LOPEZ"},
    {"/TABANNA-2.cnf.xml.enc.sgn", "TABANNA-2.cnf.xml.enc.sgn", "encrypted-config", "TABANNA-2"},
    {"CSFjdoe.cnf.xml", "CSFjdoe.cnf.xml", "plain-config", "CSFjdoe"},
    {"XMLDefault.cnf.xml", "XMLDefault.cnf.xml", "default-config", nullptr},
    {"/XMLDefault.cnf.xml.sgn", "XMLDefault.cnf.xml.sgn", "default-config", nullptr},
    {"New_Zealand/g3-tones.xml.sgn", "g3-tones.xml.sgn", "signed-file", nullptr},
    {"New_Zealand\\g3-tones.xml", "g3-tones.xml", "other", nullptr},
    {"jar45sip.9-4-2.sbn", "jar45sip.9-4-2.sbn", "signed-file", nullptr},
    {"term11.default.loads", "term11.default.loads", "other", nullptr},
    {"http://10.1.2.3:6970/SEP001122334455.cnf.xml.sgn?x=/y", "SEP001122334455.cnf.xml.sgn", "signed-config",
     "SEP001122334455"},
    {"HTTPS://cucm:6971/a/ITLFile.tlv#top", "ITLFile.tlv", "itl", nullptr},
    {"http://10.1.2.3:6970", "", "other", nullptr},
    {"/a%2FSEP001122334455%2ecnf.xml", "SEP001122334455.cnf.xml", "plain-config", "SEP001122334455"},
    {"/100%.cnf.xml", "100%.cnf.xml", "other", nullptr},
    {"/100%2", "100%2", "other", nullptr},
    {"/100%zz", "100%zz", "other", nullptr},
    {"/.cnf.xml.sgn", ".cnf.xml.sgn", "signed-file", nullptr},
    {"/SEP 1.cnf.xml", "SEP 1.cnf.xml", "other", nullptr},
    {"", "", "other", nullptr},
    {"/", "", "other", nullptr},
};

INSTANTIATE_TEST_SUITE_P(All, PhoneFileNames, testing::ValuesIn(kCases));

TEST(SafeFileName, KeepsOrdinaryNames) {
    EXPECT_EQ(safe_file_name("/SEPA45630BBFA40.cnf.xml.enc.sgn"), "SEPA45630BBFA40.cnf.xml.enc.sgn");
    EXPECT_EQ(safe_file_name("New_Zealand/g3-tones.xml.sgn"), "g3-tones.xml.sgn");
}

TEST(SafeFileName, LeavesNoWayOutOfTheFolder) {
    EXPECT_EQ(safe_file_name("../../etc/passwd"), "passwd");
    EXPECT_EQ(safe_file_name("a\\..\\.."), "%2E.");
    EXPECT_EQ(safe_file_name(".bashrc"), "%2Ebashrc");
    EXPECT_EQ(safe_file_name("%2e%2e%2fx"), "x");
    EXPECT_EQ(safe_file_name("a b\n\x1b[c:*.sgn"), "a%20b%0A%1B%5Bc%3A%2A.sgn");
    EXPECT_EQ(safe_file_name(std::string_view("a\0b", 3)), "a%00b");
    EXPECT_EQ(safe_file_name(""), "file");
    EXPECT_EQ(safe_file_name("/"), "file");
}

TEST(SafeFileName, KeepsTheEndingOfALongName) {
    const std::string safe = safe_file_name(std::string(5000, '\xff') + ".cnf.xml");
    EXPECT_EQ(safe.size(), 200U);
    EXPECT_TRUE(safe.ends_with("%FF.cnf.xml"));
}

TEST(PhoneFileName, DeviceNamesEndAtFiftyCharacters) {
    const std::string fifty(50, 'A');
    EXPECT_EQ(parse_phone_file_name(fifty + ".cnf.xml").device, fifty);
    EXPECT_EQ(parse_phone_file_name(fifty + "A.cnf.xml").device, std::nullopt);
}

TEST(PhoneFileName, FirmwareIsToldByItsEnd) {
    EXPECT_TRUE(is_firmware_name("sip88xx.14-1-1-0201-4.loads"));
    EXPECT_TRUE(is_firmware_name("kern88xx.14-1-1.SBN"));
    EXPECT_TRUE(is_firmware_name("APP6901SCCP.9-2-1-a.zz.sgn"));
    EXPECT_FALSE(is_firmware_name("SEP001122334455.cnf.xml.sgn"));
    EXPECT_FALSE(is_firmware_name(".loads"));
}

}  // namespace
}  // namespace capf::wire
