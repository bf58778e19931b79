// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/parts/part_result.h"

#include <gtest/gtest.h>

#include "analyzer/parts/encoding.h"

namespace capf::parts {
namespace {

PartResult some_result() {
    PartResult result;
    result.learnt_ports = true;
    result.known = {1, UINT64_MAX};
    result.strangers = {"192.0.2.1", ""};
    result.examples.one_sided.add({7, 8}, {9, 10});
    result.examples.two_sided = true;
    JudgedPhone &phone = result.phones.emplace_back();
    phone.first = {3, 4};
    phone.text = "a phone\n";
    phone.report.device = "SEP000000000001";
    phone.report.verdict = findings::Verdict::failed;
    phone.report.failed_step = findings::Step::capf_tls;
    findings::FileReport &file = phone.report.files.emplace_back();
    file.kind = "itl";
    file.signature = trust::SignatureCheck{trust::Verdict::invalid, "the digest differs"};
    file.records = 4;
    findings::CertificateReport &certificate = phone.report.certificates.emplace_back();
    certificate.certificate.subject = "CN=a";
    certificate.uses.push_back({findings::CertificateRole::lsc, 2, findings::Endpoint{"192.0.2.1", 3804}, {}});
    certificate.uses.push_back({findings::CertificateRole::mic, 0, findings::FileName{"ITL.tlv"}, {}});
    findings::RegistrationReport &registration = phone.report.registrations.emplace_back();
    registration.values = {{findings::Param::status, findings::Number{403}},
                           {findings::Param::reason, findings::Quote{"Forbidden"}},
                           {findings::Param::answer, findings::Value{findings::FileAnswer{404, -1, true, "m", "r"}}}};
    return result;
}

TEST(PartResult, IsTheSameOnTheOtherSide) {
    const PartResult sent = some_result(), got = decode(encode(sent));
    EXPECT_EQ(encode(got), encode(sent));
    EXPECT_EQ(got.phones.front().text, "a phone\n");
    EXPECT_EQ(got.phones.front().report.failed_step, findings::Step::capf_tls);
    EXPECT_EQ(got.phones.front().report.files.front().signature->reason, "the digest differs");
    const auto &uses = got.phones.front().report.certificates.front().uses;
    ASSERT_EQ(uses.size(), 2U);
    EXPECT_EQ(std::get<findings::Endpoint>(uses[0].where).port, 3804);
    EXPECT_EQ(std::get<findings::FileName>(uses[1].where).text, "ITL.tlv");
    ASSERT_EQ(got.examples.one_sided.list().size(), 1U);
    EXPECT_EQ(got.examples.one_sided.list().front().at.frame, 9U);
}

// A child that was taken over may say anything.
TEST(PartResult, IsRefusedWhenItIsNoResult) {
    const std::string whole = encode(some_result());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_THROW(static_cast<void>(decode(whole.substr(0, length))), BadEncoding) << length;
    }
    EXPECT_THROW(static_cast<void>(decode(whole + "x")), BadEncoding);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] = '\xFF';
        try {
            for (const JudgedPhone &phone : decode(changed).phones) {
                EXPECT_STRNE(name_of(phone.report.verdict), nullptr);
                EXPECT_LT(static_cast<std::size_t>(phone.report.failed_step.value_or(findings::Step::in_use)),
                          findings::kStepCount);
            }
        } catch (const BadEncoding &) {
        }
    }
}

}  // namespace
}  // namespace capf::parts
