// SPDX-License-Identifier: GPL-2.0-or-later
// The sequence in all its right variants, and over several rounds.
#include <algorithm>

#include <gtest/gtest.h>

#include "analyzer/report/phone_text.h"
#include "tests/unit/scene.h"

namespace capf::test {
namespace {

using findings::PhoneReport;
using findings::RoundOutcome;
using findings::Step;
using findings::StepStatus;
using findings::Verdict;
using Outcomes = std::vector<RoundOutcome>;
using Codes = std::vector<std::string>;

constexpr const char *kPhone = "SEP001122334455";
constexpr const char *kHash = "00112233445566778899aabbccddeeff";

PhoneReport only(const std::vector<PhoneReport> &reports) {
    EXPECT_EQ(reports.size(), 1u);
    return reports.empty() ? PhoneReport{} : reports.front();
}

Outcomes outcomes(const PhoneReport &phone) {
    Outcomes list;
    for (const auto &round : phone.rounds) list.push_back(round.outcome);
    return list;
}

Codes codes(const std::vector<findings::Finding> &diagnoses) {
    Codes list;
    for (const auto &one : diagnoses) list.emplace_back(findings::name_of(one.code));
    return list;
}

StepStatus status(const PhoneReport &phone, Step step) {
    return phone.steps.at(static_cast<std::size_t>(step)).status;
}

void expect_all_steps(const PhoneReport &phone) {
    ASSERT_EQ(phone.steps.size(), findings::kStepCount);
    for (std::size_t i = 0; i < phone.steps.size(); ++i) {
        EXPECT_EQ(phone.steps[i].step, static_cast<Step>(i));
        EXPECT_FALSE(report::step_text(phone, phone.steps[i]).empty());
    }
}

// The two rounds of the document.
void install_and_come_back(Scene &scene, double at) {
    scene.partial_config(at, kPhone, "");
    scene.capf_install(at + 2, kPhone);
    scene.partial_config(at + 10, kPhone, kHash);
    scene.encrypted_config(at + 11, kPhone);
}

TEST(Rounds, TheDocumentsSequenceIsTwo) {
    Scene scene;
    install_and_come_back(scene, 1);
    const PhoneReport phone = only(scene.check(20));
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    EXPECT_EQ(outcomes(phone), (Outcomes{RoundOutcome::capf_done, RoundOutcome::encrypted}));
    EXPECT_TRUE(phone.history.empty());
    expect_all_steps(phone);
}

TEST(Rounds, AFailureThatWasOvercomeIsHistory) {
    Scene scene;
    scene.partial_config(1, kPhone, "");
    scene.capf_refused(2);
    install_and_come_back(scene, 60);
    const PhoneReport phone = only(scene.check(100));
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    EXPECT_EQ(codes(phone.history), Codes{"capf-refused"});
    EXPECT_EQ(outcomes(phone), (Outcomes{RoundOutcome::failed, RoundOutcome::capf_done, RoundOutcome::encrypted}));
    EXPECT_NE(report::conclusion_text(phone).find("capf-refused"), std::string::npos);
}

TEST(Rounds, AChangeOnTheServerThatFailsIsTheLastWord) {
    Scene scene;
    install_and_come_back(scene, 1);
    scene.partial_config(300, kPhone, "");
    scene.capf_refused(301);
    const PhoneReport phone = only(scene.check(400));
    EXPECT_EQ(phone.verdict, Verdict::failed);
    EXPECT_EQ(phone.failed_step, Step::capf_connect);
    EXPECT_EQ(codes(phone.diagnoses).front(), "capf-refused");
    EXPECT_EQ(outcomes(phone), (Outcomes{RoundOutcome::capf_done, RoundOutcome::encrypted, RoundOutcome::failed}));
}

TEST(Rounds, ARoundThatTheCaptureCutsTakesNothingBack) {
    Scene scene;
    install_and_come_back(scene, 1);
    scene.partial_config(300, kPhone, kHash);
    const PhoneReport phone = only(scene.check(301));
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    EXPECT_EQ(outcomes(phone).back(), RoundOutcome::incomplete);
}

TEST(Rounds, TheFeatureTurnedOffIsTheLastWord) {
    Scene scene;
    install_and_come_back(scene, 1);
    scene.full_config(300, kPhone);
    EXPECT_EQ(only(scene.check(400)).verdict, Verdict::not_enabled);
}

TEST(Rounds, APhoneThatRegistersAfterARefusedSessionWorks) {
    Scene scene;
    install_and_come_back(scene, 1);
    scene.capf_refused(30);
    scene.registers(31);
    EXPECT_EQ(only(scene.check(400)).verdict, Verdict::encrypted);
}

TEST(Rounds, AServerThatRefusesIsNoCauseOnceAnotherHasServedThePhone) {
    const auto causes = [](const std::string &hash_afterwards) {
        Scene scene;
        scene.partial_config(1, kPhone, "", {"198.51.100.2", "198.51.100.1"});
        scene.capf_refused(2, "198.51.100.2");
        scene.capf_connects(3);  // what is said there is not in the capture
        scene.partial_config(10, kPhone, hash_afterwards);
        return codes(only(scene.check(12)).diagnoses);
    };
    const Codes unserved = causes(""), served = causes(kHash);
    EXPECT_EQ(std::ranges::count(unserved, "capf-refused"), 1);
    EXPECT_EQ(std::ranges::count(served, "capf-refused"), 0);
}

TEST(Variants, CapfIsNotNeededWhenTheHashAgrees) {
    Scene scene;
    scene.partial_config(1, kPhone, kHash);
    scene.encrypted_config(2, kPhone);
    const PhoneReport phone = only(scene.check(10));
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    EXPECT_EQ(status(phone, Step::capf_dialogue), StepStatus::not_needed);
    expect_all_steps(phone);
}

TEST(Variants, TheEncryptedFileMayBeAskedForAtOnce) {
    Scene scene;
    scene.file(0, "ITL" + std::string(kPhone) + ".tlv", Buffer{});  // there is none
    scene.encrypted_config(2, kPhone);
    const PhoneReport phone = only(scene.check(10));
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    EXPECT_EQ(status(phone, Step::partial_config), StepStatus::not_needed);
    EXPECT_EQ(status(phone, Step::matching_config), StepStatus::not_needed);
    expect_all_steps(phone);
}

TEST(Variants, WithoutTheListThatAFileIsCheckedByNobodyKnowsThatItIsRight) {
    Scene scene;
    scene.encrypted_config(2, kPhone);
    EXPECT_EQ(only(scene.check(10)).verdict, Verdict::incomplete);
    scene.registers(3);
    EXPECT_EQ(only(scene.check(10)).verdict, Verdict::encrypted);
}

TEST(Variants, CapfServersAreTriedInOrder) {
    Scene scene;
    scene.partial_config(1, kPhone, "", {"198.51.100.1", "198.51.100.2"});
    scene.capf_refused(2);
    scene.server_address = "198.51.100.2";
    scene.capf_install(3, kPhone);
    scene.server_address = "198.51.100.1";
    scene.partial_config(10, kPhone, kHash);
    scene.encrypted_config(11, kPhone);
    const PhoneReport phone = only(scene.check(20));
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    EXPECT_EQ(codes(phone.history), Codes{"capf-refused"});
    EXPECT_EQ(phone.rounds.size(), 2u);
}

TEST(Variants, NothingScheduledIsRightWhileTheHashAgrees) {
    Scene scene;
    scene.partial_config(1, kPhone, kHash);
    scene.capf_ends(2, kPhone, 0);
    scene.encrypted_config(3, kPhone);
    const PhoneReport phone = only(scene.check(20));
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    EXPECT_TRUE(phone.diagnoses.empty());
}

TEST(Variants, NothingScheduledIsAFaultWhileTheHashIsEmpty) {
    Scene scene;
    scene.partial_config(1, kPhone, "");
    scene.capf_ends(2, kPhone, 0);
    const PhoneReport phone = only(scene.check(60));
    EXPECT_EQ(phone.verdict, Verdict::failed);
    EXPECT_EQ(codes(phone.diagnoses).front(), "capf-no-operation");
    EXPECT_EQ(status(phone, Step::capf_dialogue), StepStatus::failed);
    EXPECT_EQ(status(phone, Step::capf_connect), StepStatus::ok);
    expect_all_steps(phone);
}

TEST(Variants, AuthenticationStringThatNobodyTyped) {
    Scene scene;
    scene.partial_config(1, kPhone, "", {"198.51.100.1"}, 1);
    EXPECT_EQ(codes(only(scene.check(120)).diagnoses).front(), "authentication-string-required");
    EXPECT_EQ(only(scene.check(5)).verdict, Verdict::incomplete) << "the capture ends too early to say so";
}

TEST(Variants, FullConfigurationInTheClear) {
    Scene scene;
    scene.full_config(1, kPhone);
    const PhoneReport phone = only(scene.check(60));
    EXPECT_EQ(phone.verdict, Verdict::not_enabled);
    EXPECT_EQ(outcomes(phone), Outcomes{RoundOutcome::not_enabled});
    expect_all_steps(phone);
}

TEST(Variants, ASoftphoneIsAPhone) {
    Scene scene;
    scene.partial_config(1, "CSFJANE", "");
    scene.capf_install(2, "CSFJANE");
    scene.partial_config(10, "CSFJANE", kHash);
    scene.encrypted_config(11, "CSFJANE");
    const PhoneReport phone = only(scene.check(20));
    EXPECT_EQ(phone.device, "CSFJANE");
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
}

}  // namespace
}  // namespace capf::test
