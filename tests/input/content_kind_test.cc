// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/input/content_kind.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/input/archive_builder.h"

namespace capf::logs {
namespace {

TEST(ContentKind, KnowsContainersByTheirFirstBytes) {
    EXPECT_EQ(content_kind(test::make_tar({{"a", "text"}})), ContentKind::tar);
    EXPECT_EQ(content_kind(test::make_zip({{"a", "text"}})), ContentKind::zip);
    for (const char *filter : {"gzip", "bzip2", "xz", "zstd"}) {
        EXPECT_EQ(content_kind(test::compress(filter, "text")), ContentKind::compressed) << filter;
    }
}

TEST(ContentKind, KnowsCaptures) {
    EXPECT_EQ(content_kind(std::string("\xd4\xc3\xb2\xa1\x02\0\x04\0", 8)), ContentKind::capture);
    EXPECT_EQ(content_kind(std::string("\x0a\x0d\x0d\x0a\x1c\0\0\0", 8)), ContentKind::capture);
    EXPECT_NE(content_kind("\xd4\xc3"), ContentKind::capture);  // too short to be one
}

TEST(ContentKind, KnowsWhatCucmPrints) {
    EXPECT_EQ(content_kind("admin:run sql select name,md5hash from device\n"
                           "name            md5hash\n"
                           "=============== ================================\n"
                           "SEP001122334455 34248fb6d520bc1eac5a27c7f4b44126\n"),
              ContentKind::device_table);
    EXPECT_EQ(content_kind("admin:show itl\nLength of ITL file: 5438\nThe ITL File was last modified on …\n"),
              ContentKind::trust_list_text);
    EXPECT_EQ(content_kind("Cisco CTL Provider[STARTED]\nCisco TFTP[STOPPED]  Service Not Activated\n"
                           "Cisco Trust Verification Service[STARTED]\n"),
              ContentKind::service_list);
}

TEST(ContentKind, KnowsKeysAndCertificates) {
    EXPECT_EQ(content_kind("# SSL/TLS secrets log file\nCLIENT_RANDOM 0011 2233\n"), ContentKind::key_log);
    EXPECT_EQ(content_kind("-----BEGIN CERTIFICATE-----\n"), ContentKind::pem);
}

TEST(ContentKind, TakesDamagedTextForText) {
    EXPECT_EQ(content_kind(""), ContentKind::empty);
    EXPECT_EQ(content_kind("\x80\xff 12:00:00.000 |debug\r\n"), ContentKind::text);
    EXPECT_EQ(content_kind(std::string("a log that ends with a zero, as a full disk leaves it") + '\0'),
              ContentKind::text);
    EXPECT_EQ(content_kind(std::string(200, '\0')), ContentKind::binary);
}

}  // namespace
}  // namespace capf::logs
