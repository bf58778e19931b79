// SPDX-License-Identifier: GPL-2.0-or-later
// A crash costs the part in which it happens, and nothing else.
#include "analyzer/parts/parted_check.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>

#include <gtest/gtest.h>

#include "analyzer/check_capture.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/report/json_report.h"

namespace capf {
namespace {

constexpr const char *kSixPhones = CAPTURES_DIR "/s26-six-phones.pcapng", *kOneOfThem = "SEPA4563009A876";

PartedCapture check(const std::function<void(const findings::PhoneReport &)> &in_child,
                    const std::function<std::string()> &stop = {}) {
    parts::PartOptions options;
    options.limits.jobs = 2;
    options.least = 0;
    options.most = 1;
    options.text = [&](const findings::CaptureReport &one) {
        const findings::PhoneReport &phone = one.phones.front();
        if (phone.gaps.empty()) in_child(phone);
        return report::json_line_phone(phone, {});
    };
    options.stop = stop;
    return check_capture_in_parts({kSixPhones}, {}, options);
}

// What a child does with this phone costs it alone, for this reason.
void expect_one_lost(PartedCapture capture, const std::string &reason) {
    ASSERT_TRUE(capture.texts);
    ASSERT_EQ(capture.report.phones.size(), 6U);
    const findings::PhoneReport &lost = capture.report.phones.back();
    EXPECT_EQ(lost.device, kOneOfThem);
    EXPECT_EQ(lost.verdict, findings::Verdict::incomplete);
    EXPECT_NE(capture.texts->at(5).find(reason), std::string::npos) << capture.texts->at(5);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(capture.texts->at(i).find(reason), std::string::npos);
}

// Each must be the first capture of its process, as CTest runs them.
TEST(PartedCheck, ReportsThePhonesOfACrashAsIncomplete) {
    dissection::prepare_epan({});
    expect_one_lost(check([](const findings::PhoneReport &phone) {
                        if (phone.device == kOneOfThem) std::abort();
                    }),
                    "crashed with SIGABRT");
}

TEST(PartedCheck, ReportsWhatIsNotJudgedByTheEndOfItsTimeAsIncomplete) {
    dissection::prepare_epan({});
    const auto hangs = [](const findings::PhoneReport &phone) {
        if (phone.device == kOneOfThem) pause();
    };
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    expect_one_lost(
        check(hangs, [&] { return std::chrono::steady_clock::now() < end ? "" : "was not done after 10 s"; }),
        "was not done after 10 s");
}

}  // namespace
}  // namespace capf
