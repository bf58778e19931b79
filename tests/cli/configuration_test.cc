// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/configuration_file.h"

#include <gtest/gtest.h>

namespace capf::cli {
namespace {

std::string settings_of(const std::string &text) {
    std::string error, all;
    const auto settings = parse_configuration(text, "/etc/case", error);
    if (!settings) return error;
    for (const Setting &setting : *settings) all += setting.name + "=" + setting.value + ";";
    return all;
}

TEST(Configuration, FilesAreNamedFromItsFolder) {
    EXPECT_EQ(settings_of("# keys\n\nkeylog = capf.keylog\n cert=/srv/ca.pem\r\ncapf-port = 3999"),
              "keylog=/etc/case/capf.keylog;cert=/srv/ca.pem;capf-port=3999;");
    EXPECT_EQ(settings_of("phone-key = SEP001122334455=lsc.key:secret"),
              "phone-key=SEP001122334455=/etc/case/lsc.key:secret;");
    setenv("HOME", "/home/someone", 1);
    EXPECT_EQ(settings_of("trust-list = ~/ITLFile.tlv"), "trust-list=/home/someone/ITLFile.tlv;");
    EXPECT_EQ(settings_of(""), "");
}

TEST(Configuration, WhatIsWrongIsNamedWithItsLine) {
    EXPECT_EQ(settings_of("keylog = a\nkeylogg = b"), "line 2: keylogg is not a setting; did you mean keylog?");
    EXPECT_EQ(settings_of("keylog ="), "line 1: keylog has no value; write keylog = VALUE");
    EXPECT_EQ(settings_of("format = json"), "line 1: format is not a setting; --help lists the options")
        << "the output of a call is the call's own";
}

}  // namespace
}  // namespace capf::cli
