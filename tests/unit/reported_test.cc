// SPDX-License-Identifier: GPL-2.0-or-later
// What the lines of logs decide, and what they leave as it is.
#include "analyzer/judge/reported.h"

#include <gtest/gtest.h>

#include "analyzer/findings/capture_report.h"
#include "analyzer/report/phone_summary.h"
#include "plugin/wire/time_units.h"
#include "tests/unit/scene.h"

namespace capf::judge {
namespace {

using namespace findings;

constexpr const char *kDevice = "SEP001122334455";
constexpr std::int64_t kSecond = wire::kNanosecondsPerSecond;

// A phone of which nothing but its logs is known.
PhoneReport logged_phone() {
    PhoneReport phone;
    phone.device = kDevice;
    for (std::size_t i = 0; i < kStepCount; ++i) {
        phone.steps.emplace_back();
        phone.steps.back().step = static_cast<Step>(i);
    }
    return phone;
}

LogLine line(const std::string &kind, Parameters values = {}, std::uint32_t number = 1) {
    LogLine one;
    one.kind = kind;
    one.line = number;
    one.values = std::move(values);
    return one;
}

Parameters alert(const char *mode, const char *words, std::int64_t port) {
    return {{Param::operation, Quote{mode}}, {Param::alert, Quote{words}}, {Param::port, Number{port}}};
}

std::vector<Code> codes_of(std::vector<LogLine> lines) {
    PhoneReport phone = logged_phone();
    phone.log_lines = std::move(lines);
    judge_reported(phone);
    std::vector<Code> codes;
    for (const Finding &one : phone.diagnoses) {
        EXPECT_EQ(one.evidence, Evidence::reported);
        codes.push_back(one.code);
    }
    return codes;
}

using Codes = std::vector<Code>;

TEST(Reported, AFileThatIsNotThere) {
    const auto missing = [](const char *name) {
        return codes_of({line("file-not-found", {{Param::file, FileName{name}}})});
    };
    EXPECT_EQ(missing("SEP001122334455.cnf.xml.enc.sgn"), Codes{Code::encrypted_config_not_found});
    EXPECT_EQ(missing("SEP001122334455.cnf.xml.sgn"), Codes{Code::config_not_found});
    EXPECT_EQ(missing("CTLSEP001122334455.tlv"), Codes{});  // a cluster without a CTL
}

TEST(Reported, AFileThatIsSentLaterIsThere) {
    const Parameters file = {{Param::file, FileName{"SEP001122334455.cnf.xml.sgn"}}};
    EXPECT_EQ(codes_of({line("file-not-found", file, 1), line("file-sent", file, 9)}), Codes{});
    EXPECT_EQ(codes_of({line("file-sent", file, 1), line("file-not-found", file, 9)}), Codes{Code::config_not_found});
}

// Lines of a log without a common clock with the capture, but with one of its own.
LogLine line_at(std::int64_t at, std::uint32_t file, std::uint32_t number, const std::string &kind) {
    LogLine one = line(kind, {{Param::file, FileName{"SEP001122334455.cnf.xml.sgn"}}}, number);
    one.at = at;
    one.file = file;
    return one;
}

TEST(Reported, OfARotatedLogTheClockTellsWhatIsLater) {
    const LogLine missing = line_at(1, 1, 500, "file-not-found"), sent = line_at(9, 0, 3, "file-sent");
    EXPECT_EQ(codes_of({sent, missing}), Codes{});
    EXPECT_EQ(codes_of({line_at(9, 0, 3, "file-not-found"), line_at(1, 1, 500, "file-sent")}),
              Codes{Code::config_not_found});
    LogLine elsewhere = sent;
    elsewhere.log = 1;  // of another program, whose clock is another
    EXPECT_EQ(codes_of({missing, elsewhere}), Codes{Code::config_not_found});
}

TEST(Reported, OfAStatusPageTheFirstLineMayBeTheLast) {
    LogLine missing = line("trust-list-missing", {}, 2), updated = line("trust-list-updated", {}, 1);
    missing.at = updated.at = 5;
    EXPECT_EQ(codes_of({updated, missing}), Codes{Code::trust_list_not_installed});
    missing.newest_first = updated.newest_first = true;
    EXPECT_EQ(codes_of({updated, missing}), Codes{});
}

TEST(Reported, ASignatureThatThePhoneRefuses) {
    const auto refused = [](const char *name) {
        return codes_of({line("signature-invalid", {{Param::file, FileName{name}}})});
    };
    EXPECT_EQ(refused("ITLSEP001122334455.tlv"), Codes{Code::trust_list_signature_invalid});
    EXPECT_EQ(refused("SEP001122334455.cnf.xml.sgn"), Codes{Code::config_signature_invalid});
    EXPECT_EQ(refused("SEP001122334455.cnf.xml.enc.sgn"), Codes{Code::encrypted_config_signature_invalid});
    EXPECT_EQ(refused("Ringlist.xml.sgn"), Codes{});
}

TEST(Reported, AnAlertCountsByItsConnection) {
    const auto told = [](const char *mode, const char *words, std::int64_t port) {
        return codes_of({line("tls-alert", alert(mode, words, port))});
    };
    EXPECT_EQ(told("write", "unknown CA", 3804), Codes{Code::capf_certificate_untrusted});
    EXPECT_EQ(told("read", "unknown CA", 3804), Codes{});
    EXPECT_EQ(told("read", "handshake failure", 3804), Codes{Code::tls_no_common_cipher});
    EXPECT_EQ(told("read", "protocol version", 3804), Codes{Code::tls_version_mismatch});
    EXPECT_EQ(told("write", "unknown CA", 2445), Codes{Code::tvs_certificate_untrusted});
    EXPECT_EQ(told("read", "bad certificate", 5061), Codes{Code::registration_certificate_refused});
    EXPECT_EQ(told("write", "bad certificate", 5061), Codes{});
    EXPECT_EQ(told("read", "close notify", 5061), Codes{});
}

TEST(Reported, TvsThatSaysNo) {
    EXPECT_EQ(codes_of({line("tvs-authenticated", {{Param::status, Number{1}}})}), Codes{Code::tvs_rejected});
    EXPECT_EQ(codes_of({line("tvs-authenticated", {{Param::status, Number{0}}})}), Codes{});
}

TEST(Reported, APhoneWithoutATrustList) {
    EXPECT_EQ(codes_of({line("trust-list-missing")}), Codes{Code::trust_list_not_installed});
    EXPECT_EQ(codes_of({line("trust-list-missing", {}, 1), line("trust-list-updated", {}, 2)}), Codes{});
}

// By the phone's own word beside the capture.
std::vector<Code> beside(const std::string &hash, const LogLine &said) {
    test::Scene scene;
    scene.partial_config(1, kDevice, hash);
    auto phones = scene.check(2);
    EXPECT_EQ(phones.size(), 1U);
    PhoneReport &phone = phones.front();
    phone.log_lines = {said};
    phone.log_lines.front().time = phone.files.front().answered.time + kSecond / 2;
    judge_reported(phone);
    std::vector<Code> codes;
    for (const Finding &one : phone.diagnoses) {
        if (one.evidence == Evidence::reported) codes.push_back(one.code);
    }
    return codes;
}

TEST(Reported, ThePhonesOwnIdeaOfItsConfiguration) {
    const std::string hash = "0123456789abcdef0123456789abcdef";
    const auto said = [](const char *encrypt) {
        return line("config-requested", {{Param::configured, Quote{encrypt}}});
    };
    EXPECT_EQ(beside(hash, said("false")), Codes{Code::encrypted_config_not_requested});
    EXPECT_EQ(beside(hash, said("true")), Codes{});
    EXPECT_EQ(beside("", said("false")), Codes{});
}

TEST(Reported, AnLscOfWhichCucmHasNoHash) {
    const auto uses = [](const char *type) { return line("tls-certificate", {{Param::key, Quote{type}}}); };
    EXPECT_EQ(beside("", uses("LSC")), Codes{Code::certhash_still_empty});
    EXPECT_EQ(beside("", uses("MIC")), Codes{});
    EXPECT_EQ(beside("0123456789abcdef0123456789abcdef", uses("LSC")), Codes{});
}

TEST(Reported, AHashThatIsNotOfThePhonesOnlyCertificate) {
    const auto told = [](const std::string &hash, const LogLine &said, bool is_candidate) {
        test::Scene scene;
        scene.partial_config(1, kDevice, hash);
        PhoneReport phone = scene.check(2).front();
        phone.diagnoses.clear();
        if (is_candidate) {
            phone.diagnoses.emplace_back().code = Code::certhash_stale;
            phone.diagnoses.front().evidence = Evidence::inferred;
        }
        phone.log_lines = {said};
        phone.log_lines.front().time = phone.files.front().answered.time + kSecond / 2;
        judge_reported(phone);
        return !phone.diagnoses.empty() && phone.diagnoses.front().evidence == Evidence::reported;
    };
    const std::string hash = "0123456789abcdef0123456789abcdef";
    EXPECT_TRUE(told(hash, line("no-lsc"), true));
    EXPECT_TRUE(told(hash, line("tls-certificate", {{Param::key, Quote{"MIC"}}}), true));
    EXPECT_FALSE(told(hash, line("tls-certificate", {{Param::key, Quote{"LSC"}}}), true));
    EXPECT_FALSE(told(hash, line("no-lsc"), false));  // it may yet follow the hash
    EXPECT_FALSE(told("", line("no-lsc"), true));
}

TEST(Reported, AnLscThatCapfGaveIsNotInAnEarlierConfiguration) {
    test::Scene scene;
    scene.partial_config(1, kDevice, "");
    scene.capf_install(2, kDevice);
    auto phones = scene.check(5);
    ASSERT_EQ(phones.size(), 1U);
    PhoneReport &phone = phones.front();
    phone.log_lines = {line("tls-certificate", {{Param::key, Quote{"LSC"}}})};
    phone.log_lines.front().time = phone.sessions.front().end.time + kSecond;
    judge_reported(phone);
    for (const Finding &one : phone.diagnoses) EXPECT_NE(one.evidence, Evidence::reported) << name_of(one.code);
}

// Of a phone that got its encrypted configuration, and says this `after` it.
PhoneReport after_success(const LogLine &said, std::int64_t after) {
    test::Scene scene;
    scene.partial_config(1, kDevice, "0123456789abcdef0123456789abcdef");
    scene.encrypted_config(2, kDevice);
    auto phones = scene.check(5);
    EXPECT_EQ(phones.size(), 1U);
    PhoneReport phone = phones.front();
    EXPECT_EQ(phone.verdict, Verdict::encrypted);
    phone.log_lines = {said};
    phone.log_lines.front().time = phone.files[*phone.encrypted_file].answered.time + after;
    judge_reported(phone);
    return phone;
}

TEST(Reported, WhatFailsAfterTheEncryptedConfigurationIsAFailure) {
    const LogLine refused =
        line("signature-invalid", {{Param::file, FileName{std::string(kDevice) + ".cnf.xml.enc.sgn"}}});
    const LogLine alerted = line("tls-alert", alert("read", "bad certificate", 5061));
    for (const auto &[said, step] : {std::pair(refused, Step::encrypted_config), std::pair(alerted, Step::in_use)}) {
        const PhoneReport phone = after_success(said, kSecond);
        EXPECT_EQ(phone.verdict, Verdict::failed);
        EXPECT_EQ(phone.failed_step, step);
        EXPECT_FALSE(phone.encrypted_file);
        EXPECT_EQ(phone.step(step).status, StepStatus::failed);
        EXPECT_EQ(after_success(said, -kSecond).verdict, Verdict::encrypted);
    }
    EXPECT_EQ(after_success(line("trust-list-failed"), kSecond).verdict, Verdict::encrypted);
}

TEST(Reported, WhenALogSaysThatThePhoneRegisteredIsNotKnownToBeAfterTheFile) {
    const PhoneReport phone = after_success(line("phone-registered"), -60 * kSecond);
    EXPECT_EQ(phone.step(Step::in_use).evidence, Evidence::reported);
    EXPECT_EQ(report::summarize(phone).basis.find("registered after"), std::string::npos);
}

TEST(Reported, AKeyThatFailsShowsThatThePhoneWasLetSoFar) {
    PhoneReport phone = logged_phone();
    RoundReport &round = phone.rounds.emplace_back();
    for (const Code code : {Code::capf_authentication_failed, Code::capf_key_generation_failed}) {
        Finding candidate;
        candidate.code = code;
        candidate.evidence = Evidence::inferred;
        phone.diagnoses.push_back(candidate);
        round.diagnoses.push_back(candidate);
    }
    phone.log_lines = {line("capf-error", {{Param::operation, Quote{"Key generation failed (2)"}}})};
    judge_reported(phone);
    ASSERT_EQ(phone.diagnoses.size(), 1U);
    EXPECT_EQ(phone.diagnoses.front().code, Code::capf_key_generation_failed);
    EXPECT_EQ(phone.diagnoses.front().evidence, Evidence::reported);
    ASSERT_EQ(phone.rounds.front().diagnoses.size(), 1U);
    EXPECT_EQ(phone.rounds.front().diagnoses.front().code, Code::capf_key_generation_failed);
}

TEST(Reported, ALineFailsTheRoundThatItIsOf) {
    const auto failed_rounds = [](std::int64_t time) {
        PhoneReport phone = logged_phone();
        for (const std::int64_t begin : {10, 20}) phone.rounds.emplace_back().begin.time = begin * kSecond;
        phone.log_lines = {line("capf-unknown-device")};
        if (time != 0) phone.log_lines.front().time = time * kSecond;
        judge_reported(phone);
        std::vector<bool> failed;
        for (const RoundReport &round : phone.rounds) failed.push_back(round.outcome == RoundOutcome::failed);
        return failed;
    };
    EXPECT_EQ(failed_rounds(15), (std::vector<bool>{true, false}));
    EXPECT_EQ(failed_rounds(25), (std::vector<bool>{false, true}));
    EXPECT_EQ(failed_rounds(5), (std::vector<bool>{true, false}));
    EXPECT_EQ(failed_rounds(0), (std::vector<bool>{false, true}));  // its time is not known
}

TEST(Reported, ALineWithoutATimeIsOfTheRoundOfItsConnection) {
    PhoneReport phone = logged_phone();
    Finding candidate;
    candidate.code = Code::capf_unknown_device;
    candidate.evidence = Evidence::inferred;
    candidate.refs.emplace_back().time = 12 * kSecond;
    phone.diagnoses.push_back(candidate);
    phone.rounds.emplace_back().begin.time = 10 * kSecond;
    phone.rounds.emplace_back().begin.time = 12 * kSecond + kSecond / 10;  // soon after
    phone.rounds.front().outcome = RoundOutcome::failed;
    phone.rounds.front().diagnoses = {candidate};
    phone.log_lines = {line("capf-unknown-device")};
    phone.log_lines.front().join = LogJoin::port;
    judge_reported(phone);
    EXPECT_EQ(phone.rounds.front().diagnoses.front().evidence, Evidence::reported);
    EXPECT_EQ(phone.rounds.back().outcome, RoundOutcome::incomplete);
}

TEST(Reported, WhatIosSendsTakesBackACandidate) {
    PhoneReport phone = logged_phone();
    for (const Code code : {Code::capf_no_operation, Code::capf_key_generation_failed}) {
        Finding candidate;
        candidate.code = code;
        candidate.evidence = Evidence::inferred;
        phone.diagnoses.push_back(candidate);
    }
    phone.log_lines = {line("capf-message-sent")};
    phone.log_lines.front().text = "ephone_capf_send_PhKeyGenReq_msg: SEP001122334455 KeySize 1024";
    phone.log_lines.front().time = kSecond;
    judge_reported(phone);
    ASSERT_EQ(phone.diagnoses.size(), 1U);
    EXPECT_EQ(phone.diagnoses.front().code, Code::capf_key_generation_failed);
}

}  // namespace
}  // namespace capf::judge
