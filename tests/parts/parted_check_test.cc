// SPDX-License-Identifier: GPL-2.0-or-later
// A crash costs the part in which it happens, and nothing else.
#include "analyzer/parts/parted_check.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "analyzer/check_capture.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/report/json_report.h"

namespace capf {
namespace {

constexpr const char *kSixPhones = CAPTURES_DIR "/s26-six-phones.pcapng", *kOneOfThem = "SEPA4563009A876";

PartedCapture check(const std::string &crashes_at) {
    parts::PartOptions options;
    options.limits.jobs = 2;
    options.least = 0;
    options.most = 1;
    options.text = [&](const findings::CaptureReport &one) {
        const findings::PhoneReport &phone = one.phones.front();
        if (phone.gaps.empty() && phone.device == crashes_at) std::abort();
        return report::json_line_phone(phone, {});
    };
    return check_capture_in_parts({kSixPhones}, {}, options);
}

// It must be the first capture of its process: one test.
TEST(PartedCheck, ReportsThePhonesOfACrashAsIncomplete) {
    dissection::prepare_epan({});
    const std::string name = kOneOfThem;
    PartedCapture capture = check(name);
    ASSERT_TRUE(capture.texts);
    ASSERT_EQ(capture.report.phones.size(), 6U);
    const findings::PhoneReport &lost = capture.report.phones.back();
    EXPECT_EQ(lost.device, name);
    EXPECT_EQ(lost.verdict, findings::Verdict::incomplete);
    EXPECT_NE(capture.texts->at(5).find("crashed with SIGABRT"), std::string::npos) << capture.texts->at(5);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(capture.texts->at(i).find("SIGABRT"), std::string::npos);
}

}  // namespace
}  // namespace capf
