// SPDX-License-Identifier: GPL-2.0-or-later
// The steps that logs alone show, and the verdict that they suffice for.
#include "analyzer/judge/steps_of_logs.h"

#include <gtest/gtest.h>

#include "analyzer/judge/reported.h"

namespace capf::judge {
namespace {

using namespace findings;

Parameters file(const char *name) {
    return {{Param::file, FileName{name}}};
}

// Each stands in its log behind the one before.
PhoneReport told_by(const std::vector<std::pair<const char *, Parameters>> &lines) {
    PhoneReport phone;
    phone.device = "SEP001122334455";
    for (std::size_t i = 0; i < kStepCount; ++i) {
        phone.steps.emplace_back();
        phone.steps.back().step = static_cast<Step>(i);
    }
    for (const auto &[kind, values] : lines) {
        LogLine &line = phone.log_lines.emplace_back();
        line.kind = kind;
        line.values = values;
        line.line = static_cast<std::uint32_t>(phone.log_lines.size());
    }
    judge_reported(phone);
    return phone;
}

StepStatus status_of(const PhoneReport &phone, Step step) {
    const StepResult &result = phone.step(step);
    EXPECT_EQ(result.evidence, result.status == StepStatus::not_seen ? Evidence::observed : Evidence::reported);
    return result.status;
}

TEST(StepsOfLogs, WhatAServerSentMayNotHaveArrived) {
    const PhoneReport phone = told_by({{"file-sent", file("ITLSEP001122334455.tlv")},
                                       {"file-sent", file("SEP001122334455.cnf.xml.sgn")},
                                       {"file-sent", file("SEP001122334455.cnf.xml.enc.sgn")}});
    for (const Step step : {Step::trust_list, Step::partial_config, Step::encrypted_config}) {
        EXPECT_EQ(status_of(phone, step), StepStatus::unknown);
    }
    EXPECT_EQ(status_of(phone, Step::capf_connect), StepStatus::not_seen);
    EXPECT_EQ(phone.verdict, Verdict::incomplete);
    ASSERT_EQ(phone.gaps.size(), 1U);
    EXPECT_EQ(phone.gaps.front().kind, GapKind::logs_only);
}

TEST(StepsOfLogs, ThePhonesOwnWordCounts) {
    const PhoneReport phone = told_by({{"trust-list-updated", {}}, {"file-sent", file("ITLSEP001122334455.tlv")}});
    EXPECT_EQ(status_of(phone, Step::trust_list), StepStatus::ok);
    EXPECT_EQ(phone.step(Step::trust_list).refs.front().position, 1U);
}

TEST(StepsOfLogs, AConnectionIsOneToCapfByItsPort) {
    const auto connected = [](std::int64_t port) {
        return told_by({{"tls-connecting", {{Param::port, Number{port}}}}, {"tls-established", {}}});
    };
    EXPECT_EQ(status_of(connected(3804), Step::capf_tls), StepStatus::ok);
    EXPECT_EQ(status_of(connected(2445), Step::capf_tls), StepStatus::not_seen);
}

TEST(StepsOfLogs, AnEncryptedFileThatThePhoneAccepts) {
    const FileName config{"SEP001122334455.cnf.xml"};
    const Parameters expects = {{Param::file, config}, {Param::configured, Quote{"true"}}},
                     does_not = {{Param::file, config}, {Param::configured, Quote{"false"}}};
    const PhoneReport works = told_by({{"config-requested", does_not},
                                       {"signature-valid", does_not},
                                       {"config-requested", expects},
                                       {"signature-valid", expects}});
    EXPECT_EQ(status_of(works, Step::matching_config), StepStatus::ok);
    EXPECT_EQ(status_of(works, Step::encrypted_config), StepStatus::ok);
    EXPECT_EQ(works.verdict, Verdict::encrypted);
    EXPECT_TRUE(works.gaps.empty());
    const PhoneReport plain = told_by({{"config-requested", does_not}, {"signature-valid", does_not}});
    EXPECT_EQ(status_of(plain, Step::encrypted_config), StepStatus::not_seen);
    const PhoneReport refused = told_by({{"config-requested", expects},
                                         {"signature-valid", expects},
                                         {"config-requested", expects},
                                         {"signature-invalid", file("SEP001122334455.cnf.xml.enc.sgn")}});
    EXPECT_EQ(refused.verdict, Verdict::failed);
}

TEST(StepsOfLogs, WhatPacketsShowStays) {
    PhoneReport phone = told_by({});
    StepResult &list = phone.steps[static_cast<std::size_t>(Step::trust_list)];
    list.status = StepStatus::failed;
    LogLine line;
    line.kind = "trust-list-updated";
    fill_in_steps(phone, {&line});
    EXPECT_EQ(phone.step(Step::trust_list).status, StepStatus::failed);
}

}  // namespace
}  // namespace capf::judge
