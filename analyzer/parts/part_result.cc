// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/parts/part_result.h"

#include <algorithm>
#include <utility>

#include "analyzer/parts/encoding.h"

namespace capf::parts {

template <>
constexpr auto kLast<trust::Verdict> = trust::Verdict::not_checked;
template <>
constexpr auto kLast<trust::KeyKind> = trust::KeyKind::other;
template <>
constexpr auto kLast<findings::Verdict> = findings::Verdict::not_enabled;
template <>
constexpr auto kLast<findings::Step> = findings::Step::in_use;
template <>
constexpr auto kLast<findings::Evidence> = findings::Evidence::inferred;
template <>
constexpr auto kLast<findings::RegistrationOutcome> = findings::RegistrationOutcome::not_told;
template <>
constexpr auto kLast<findings::CertificateRole> = findings::CertificateRole::sudi;
template <>
constexpr auto kLast<findings::Param> = findings::Param::warning;

}  // namespace capf::parts

namespace capf::dissection {

template <typename Coder>
void code(Coder &coder, FrameTime &value) {
    coder(value.frame), coder(value.time);
}

template <typename Coder>
void code(Coder &coder, Endpoint &value) {
    coder(value.address), coder(value.port);
}

}  // namespace capf::dissection

namespace capf::trust {

template <typename Coder>
void code(Coder &coder, Certificate &value) {
    for (std::string *text : {&value.subject, &value.issuer, &value.common_name, &value.serial, &value.curve,
                              &value.key_usage, &value.md5, &value.sha1, &value.sha256, &value.public_key_sha256}) {
        coder(*text);
    }
    coder(value.key_kind), coder(value.key_bits), coder(value.not_before), coder(value.not_after);
    coder(value.is_ca), coder(value.can_sign_certificates);
}

template <typename Coder>
void code(Coder &coder, SignatureCheck &value) {
    coder(value.verdict), coder(value.reason);
}

}  // namespace capf::trust

namespace capf::findings {

template <typename Coder>
void code(Coder &coder, EvidenceRef &value) {
    coder(value.source), coder(value.position), coder(value.time);
}

template <typename Coder, typename Text>
requires requires(Text value) {
    std::string(value.text);
}
void code(Coder &coder, Text &value) {
    coder(value.text);
    if constexpr (requires { value.port; }) coder(value.port);
}

template <typename Coder>
void code(Coder &coder, Number &value) {
    coder(value.value);
}

template <typename Coder>
void code(Coder &coder, Date &value) {
    coder(value.seconds);
}

template <typename Coder>
void code(Coder &coder, FileAnswer &value) {
    coder(value.http_status), coder(value.tftp_error), coder(value.from_phone), coder(value.message);
    coder(value.icmp_reporter);
}

template <typename Coder, std::size_t Index = 0>
void code(Coder &coder, Value &value, std::size_t index) {
    if constexpr (Index < std::variant_size_v<Value>) {
        if (index != Index) return code<Coder, Index + 1>(coder, value, index);
        if constexpr (std::is_same_v<Coder, parts::Decoder>) value.template emplace<Index>();
        coder(std::get<Index>(value));
    } else {
        throw parts::BadEncoding();
    }
}

template <typename Coder>
void code(Coder &coder, Value &value) {
    std::uint64_t index = value.index();
    coder(index);
    code<Coder, 0>(coder, value, static_cast<std::size_t>(index));
}

template <typename Coder>
void code(Coder &coder, std::pair<Param, Value> &value) {
    coder(value.first), code(coder, value.second);
}

template <typename Coder>
void code(Coder &coder, CertificateUse &value) {
    coder(value.role), coder(value.record_role), code(coder, value.where), coder(value.at);
}

template <typename Coder>
void code(Coder &coder, CertificateReport &value) {
    coder(value.certificate), coder(value.uses);
}

template <typename Coder>
void code(Coder &coder, RegistrationReport &value) {
    coder(value.at), coder(value.client), coder(value.server), coder(value.protocol), coder(value.transport);
    coder(value.outcome), coder(value.evidence), coder(value.values);
}

template <typename Coder>
void code(Coder &coder, FileReport &value) {
    coder(value.kind), coder(value.server), coder(value.sha256), coder(value.records_sha256), coder(value.signer);
    coder(value.signature), coder(value.records), coder(value.is_trust_list), coder(value.asked);
    coder(value.answered);
}

template <typename Coder>
void code(Coder &coder, PhoneReport &value) {
    coder(value.device), coder(value.addresses), coder(value.verdict), coder(value.failed_step);
    coder(value.files), coder(value.certificates), coder(value.registrations);
}

}  // namespace capf::findings

namespace capf::judge {

template <typename Coder>
void code(Coder &coder, Examples::Example &value) {
    coder(value.order), coder(value.at);
}

template <typename Coder>
void code(Coder &coder, Examples &value) {
    std::vector<Examples::Example> list = value.list();
    coder(list);
    if constexpr (!std::is_same_v<Coder, parts::Decoder>) return;
    value = {};
    for (const Examples::Example &one : list) value.add(one.order, one.at);
}

template <typename Coder>
void code(Coder &coder, CaptureExamples &value) {
    coder(value.connections_without_start), coder(value.answers_without_request), coder(value.phones_without_list);
    coder(value.transfers_without_end), coder(value.connections_without_end), coder(value.connections_with_gaps);
    coder(value.transfers_with_gaps), coder(value.one_sided), coder(value.two_sided);
}

}  // namespace capf::judge

namespace capf::parts {

template <typename Coder>
void code(Coder &coder, JudgedPhone &value) {
    coder(value.first), coder(value.report), coder(value.text);
}

template <typename Coder>
void code(Coder &coder, PartResult &value) {
    coder(value.learnt_ports), coder(value.files_only), coder(value.known), coder(value.asked), coder(value.strangers);
    coder(value.examples), coder(value.phones);
}

findings::PhoneReport reduced(findings::PhoneReport report, bool tables) {
    findings::PhoneReport rest;
    rest.device = std::move(report.device);
    rest.addresses = std::move(report.addresses);
    rest.verdict = report.verdict;
    rest.failed_step = report.failed_step;
    if (!tables) return rest;
    for (findings::FileReport &file : report.files) {
        if (file.is_trust_list && !file.sha256.empty()) rest.files.push_back(std::move(file));
    }
    for (findings::CertificateReport &one : report.certificates) {
        std::erase_if(one.uses, [](const findings::CertificateUse &use) { return !is_of_phone(use.role); });
        if (!one.uses.empty()) rest.certificates.push_back({std::move(one.certificate), std::move(one.uses), {}});
    }
    rest.registrations = std::move(report.registrations);
    return rest;
}

std::string encode(const PartResult &result) {
    Encoder encoder;
    encoder(result);
    return encoder.take();
}

PartResult decode(std::string_view bytes) {
    PartResult result;
    Decoder decoder(bytes);
    decoder(result);
    decoder.expect_end();
    return result;
}

}  // namespace capf::parts
