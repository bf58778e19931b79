// SPDX-License-Identifier: GPL-2.0-or-later
// What the tap brings is what the report holds: nobody on the way copies a CAPF message or parses it anew.
#include <gtest/gtest.h>

#include "analyzer/judge/judge.h"
#include "tests/unit/scene.h"

namespace capf::test {
namespace {

TEST(ParsedOnce, TheReportHoldsTheObservationsMessages) {
    Scene scene;
    scene.capf_install(1, "SEP001122334455");
    const phones::Timeline seen = scene.timeline(100);
    ASSERT_EQ(seen.phones().size(), 1U);
    const phones::Phone &phone = seen.phones().front();
    ASSERT_EQ(phone.capf.size(), 1U);
    const auto &observed = phone.capf.front().connection->capf;
    const findings::PhoneReport report = judge::judge_phone(phone, {}, {{1, 0}, {100, observed.back().at.time}, {}});
    ASSERT_EQ(report.sessions.size(), 1U);
    const auto &reported = report.sessions.front().messages;
    ASSERT_EQ(reported.size(), 7U);
    ASSERT_EQ(observed.size(), reported.size());
    for (std::size_t i = 0; i < reported.size(); ++i) EXPECT_EQ(reported[i].pdu, observed[i].pdu);
}

}  // namespace
}  // namespace capf::test
