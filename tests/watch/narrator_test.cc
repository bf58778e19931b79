// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/narrator.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "analyzer/watch/event_lines.h"
#include "plugin/wire/time_units.h"

namespace capf::watch {
namespace {

using namespace findings;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond, kBegin = 1'000'000 * kSecond;

EvidenceRef at(std::uint32_t frame, std::int64_t seconds) {
    return EvidenceRef(dissection::FrameTime{frame, kBegin + seconds * kSecond});
}

FileReport file(const std::string &name, std::uint32_t frame, std::int64_t seconds) {
    FileReport one;
    one.name = name;
    one.transport = "tftp";
    one.client = "10.1.1.2";
    one.server = "10.1.1.1";
    one.status = "complete";
    one.bytes = 100;
    one.asked = at(frame, seconds);
    one.answered = at(frame + 1, seconds);
    return one;
}

// An undecided phone after its partial configuration.
PhoneReport phone() {
    PhoneReport one;
    one.device = "SEP001122334455";
    one.addresses = {"10.1.1.2"};
    for (std::size_t i = 0; i < kStepCount; ++i) {
        StepResult step;
        step.step = static_cast<Step>(i);
        one.steps.push_back(step);
    }
    one.steps[0].status = one.steps[1].status = StepStatus::ok;
    one.files = {file("SEP001122334455.cnf.xml.sgn", 10, 0)};
    return one;
}

class Narration : public testing::Test {
protected:
    std::vector<std::string> tell(const PhoneReport &one, std::int64_t seconds) {
        CaptureReport report;
        report.phones = {one};
        std::vector<std::string> kinds;
        last_ = narrator_.tell(report, {waiting_of(one)}, kBegin + seconds * kSecond, false);
        for (const WatchEvent &event : last_) kinds.emplace_back(name_of(event.kind));
        return kinds;
    }

    Narrator narrator_;
    std::vector<WatchEvent> last_;
};

TEST_F(Narration, NothingIsToldTwice) {
    EXPECT_THAT(tell(phone(), 1), ElementsAre("packet", "packet", "step", "step"));
    EXPECT_THAT(tell(phone(), 2), ElementsAre());
}

TEST_F(Narration, AStepIsWaitedForThenOverdueThenTakenBack) {
    (void)tell(phone(), 1);
    EXPECT_THAT(tell(phone(), 14), ElementsAre());
    EXPECT_THAT(tell(phone(), 16), ElementsAre("waiting"));
    EXPECT_THAT(tell(phone(), 20), ElementsAre());
    EXPECT_THAT(tell(phone(), 30), ElementsAre("overdue"));
    EXPECT_EQ(last_[0].text, "no connection to CAPF 30 s after the partial configuration");
    EXPECT_EQ(last_[0].step, Step::capf_connect);
    EXPECT_THAT(last_[0].codes, testing::Contains(Code::capf_not_attempted));
    EXPECT_THAT(tell(phone(), 40), ElementsAre());

    PhoneReport later = phone();
    later.steps[2].status = StepStatus::ok;
    SessionReport session;
    session.begin = session.end = at(20, 41);
    later.sessions = {session};
    EXPECT_THAT(tell(later, 41), ElementsAre("step", "taken-back"));
}

TEST_F(Narration, AVerdictIsToldWhenItChanges) {
    (void)tell(phone(), 1);
    PhoneReport failed = phone();
    failed.verdict = Verdict::failed;
    failed.failed_step = Step::capf_connect;
    Finding cause;
    cause.code = Code::capf_unreachable;
    cause.shown_by = Indication::syn_unanswered;
    failed.diagnoses = {cause};
    EXPECT_THAT(tell(failed, 2), ElementsAre("verdict"));
    EXPECT_EQ(last_[0].verdict, Verdict::failed);
    EXPECT_THAT(tell(failed, 3), ElementsAre());
    failed.diagnoses[0].code = Code::capf_refused;
    EXPECT_THAT(tell(failed, 4), ElementsAre("verdict"));
    EXPECT_THAT(tell(phone(), 5), ElementsAre("verdict"));
    EXPECT_EQ(last_[0].verdict, Verdict::incomplete);
}

TEST_F(Narration, ATransferIsToldOfOnceItIsOver) {
    PhoneReport one = phone();
    one.files[0].status = "unfinished";
    EXPECT_THAT(tell(one, 1), ElementsAre("packet", "step", "step"));
    one.files[0].status = "complete";
    EXPECT_THAT(tell(one, 1), ElementsAre("packet"));
    EXPECT_THAT(last_[0].text, HasSubstr("100 bytes"));
}

TEST_F(Narration, NothingIsToldTwiceOfMany) {
    constexpr std::uint32_t kPhones = 5000, kFiles = 25;
    CaptureReport report;
    std::uint32_t frame = 1;
    for (std::uint32_t i = 0; i < kPhones; ++i) {
        PhoneReport one = phone();
        one.device = "SEP" + std::to_string(i);
        one.files.clear();
        for (std::uint32_t k = 0; k < kFiles; ++k, frame += 2) one.files.push_back(file("file", frame, 0));
        report.phones.push_back(one);
    }
    const std::vector<std::optional<Waiting>> nothing(kPhones);
    const auto told = narrator_.tell(report, nothing, kBegin, false);
    EXPECT_EQ(told.size(), kPhones * (2 * kFiles + 2));  // and two steps
    EXPECT_EQ(narrator_.tell(report, nothing, kBegin, false).size(), 0U);
}

TEST_F(Narration, APhoneThatIsForgottenDoesNotMakeOthersNews) {
    PhoneReport other = phone();
    other.device = "SEP0";
    other.files = {file("SEP0.cnf.xml.sgn", 20, 0)};
    CaptureReport both, one, rest;
    both.phones = {phone(), other};
    one.phones = {other};
    rest.phones = {phone()};
    EXPECT_EQ(narrator_.tell(both, {{}, {}}, kBegin, false).size(), 8U);
    EXPECT_EQ(narrator_.tell(one, {{}}, kBegin, true).size(), 0U);
    EXPECT_EQ(narrator_.tell(rest, {{}}, kBegin, false).size(), 0U);
}

TEST(EventLines, NothingFromACaptureDrivesATerminal) {
    WatchEvent event;
    event.time = kBegin;
    event.device = "SEP\x1b[2J";
    event.text = "a\nb";
    const std::string line = text_line(event, report::TimeDisplay::relative, kBegin);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const std::string object = json_line(event);
    EXPECT_EQ(object.find('\x1b'), std::string::npos);
    EXPECT_EQ(object.find('\n'), object.size() - 1);
}

}  // namespace
}  // namespace capf::watch
