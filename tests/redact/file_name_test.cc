// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "analyzer/redact/stream_redactor.h"

namespace capf::redact {
namespace {

class FileNameTest : public testing::Test {
protected:
    std::string redact(const std::string &name) const {
        const std::string result = redact_file_name(names_, name);
        EXPECT_EQ(result.size(), name.size()) << name << " " << result;
        return result;
    }
    const Pseudonyms names_{std::vector<std::uint8_t>(32, 7)};
    const std::string phone_ = names_.device("SEPA45630BBFA40");
};

TEST_F(FileNameTest, KindsOfPhoneFiles) {
    for (const char *ending : {".cnf.xml", ".cnf.xml.sgn", ".cnf.xml.enc.sgn"}) {
        EXPECT_EQ(redact(std::string("SEPA45630BBFA40") + ending), phone_ + ending);
    }
    EXPECT_EQ(redact("ITLSEPA45630BBFA40.tlv"), "ITL" + phone_ + ".tlv");
    EXPECT_EQ(redact("CTLCSFANNA.tlv"), "CTL" + names_.device("CSFANNA") + ".tlv");
    EXPECT_EQ(redact("ITLITL.tlv"), "ITL" + names_.device("ITL") + ".tlv");
    for (const char *common : {"ITLFile.tlv", "CTLFile.tlv", "XMLDefault.cnf.xml", "XMLDefault.cnf.xml.sgn"}) {
        EXPECT_EQ(redact(common), common);
    }
}

TEST_F(FileNameTest, OtherNamesKeepTheirEnding) {
    EXPECT_TRUE(redact("kestrel.xml.sgn").ends_with(".xml.sgn"));
    EXPECT_NE(redact("kestrel.xml"), redact("lorikeet.xml"));
    for (const char *name :
         {"kestrel.xml.sgn", "cm1.kestrel", "kestrel", "Z\xC3\xBCrich-kestrel.png", "10.48.46.kestrel"}) {
        EXPECT_EQ(redact(name).find("kestrel"), std::string::npos) << name;
        EXPECT_EQ(redact(name).find("46"), std::string::npos) << name;
        EXPECT_EQ(redact(name).find('\xC3'), std::string::npos) << name;
    }
}

TEST_F(FileNameTest, FoldersAndQueriesAreOverwritten) {
    EXPECT_EQ(redact("/Kestrel/SEPA45630BBFA40.cnf.xml"), "/xxxxxxx/" + phone_ + ".cnf.xml");
    EXPECT_EQ(redact("/ITLFile.tlv?user=anna"), "/ITLFile.tlv?xxxx=xxxx");
    EXPECT_EQ(redact("http://cm1:6970/ITLFile.tlv"), "xxxx://xxx:xxxx/ITLFile.tlv");
    EXPECT_EQ(redact("/SEPA45630BBFA40.cnf.xml?SEPA45630BBFA40").find("A456"), std::string::npos);
    EXPECT_EQ(redact("/%53EPA45630BBFA40.cnf.xml").find("A456"), std::string::npos);
    EXPECT_EQ(redact("/a%2FSEPA45630BBFA40.cnf.xml").find("A456"), std::string::npos);
    EXPECT_EQ(redact("/"), "/");
    EXPECT_EQ(redact(""), "");
}

}  // namespace
}  // namespace capf::redact
