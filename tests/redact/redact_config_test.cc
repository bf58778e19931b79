// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_config.h"

#include <gtest/gtest.h>

namespace capf::redact {
namespace {

std::string redacted(const std::string &text) {
    const Pseudonyms names(std::vector<std::uint8_t>(32, 7));
    const ValueRedactor redactor(names);
    return redact_config({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}, redactor).value_or("none");
}

TEST(RedactConfig, OnlyWhatTheSequenceNeedsStays) {
    const std::string after = redacted(
        "<?xml version=\"1.0\"?><!-- made for Kovacs --><!DOCTYPE d [<!ENTITY e \"Kovacs\">]><device uuid=\"{12-34}\">"
        "<fullConfig>false</fullConfig><certHash>34248fb6</certHash><phonePort>3804</phonePort>"
        "<processNodeName>10.48.46.4</processNodeName><userId serviceProfile=\"Kovacs\">akovacs</userId>"
        "<phoneLabel><![CDATA[Anna Kovacs]]></phoneLabel><name>4711</name><useLocal>true</useLocal></device>");
    for (const char *gone : {"ovacs", "10.48.46.4", "4711", "12-34"}) {
        EXPECT_EQ(after.find(gone), std::string::npos) << gone << " in " << after;
    }
    for (const char *stays : {"<fullConfig>false<", "34248fb6", "<phonePort>3804<", "<useLocal>true<", "<name>0000<"}) {
        EXPECT_NE(after.find(stays), std::string::npos) << stays << " not in " << after;
    }
}

TEST(RedactConfig, AFragmentIsReadAsFarAsItGoes) {
    const std::string after = redacted("<certHash></certHash><userId>akovacs</userId>\n\n</device>");
    EXPECT_NE(after.find("certHash"), std::string::npos) << after;
    EXPECT_EQ(after.find("kovacs"), std::string::npos) << after;
    EXPECT_EQ(redacted("no XML, Kovacs"), "none");
}

}  // namespace
}  // namespace capf::redact
