// SPDX-License-Identifier: GPL-2.0-or-later
// The public Trust Verification Service.
#include <gtest/gtest.h>

#include "tests/logs/log_reading.h"

namespace capf::logs {
namespace {

TEST(Tvsd, ReadsStatusAndErrors) {
    const LogReading log = read_log(Format::tvsd, {"10.1.2.3:51292 Certificate Hash: 0011\n10.1.2.3:51292 Status: "
                                                   "Invalid\n10.1.2.3:51293 Error: Unexpected command: 3\n"});
    EXPECT_EQ(log.only(LogKind::tvs_status).result, 1);
    EXPECT_EQ(log.only(LogKind::tvs_status).address, "10.1.2.3");
    EXPECT_EQ(log.only(LogKind::tvs_error).result, 3);
}

}  // namespace
}  // namespace capf::logs
