// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/capf_message.h"

#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

using test::Buffer;
using test::Builder;
using test::Malformed;
using test::Note;
using test::recorded;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kSession = 0x00004a93;

Buffer message(unsigned command, const Buffer &body) {
    return Builder().u8(kCapfProtocolId).u8(command).u32(kSession).u16(static_cast<unsigned>(body.size())).add(body);
}

CapfMessage parse(const Buffer &bytes) {
    auto parsed = parse_capf_message(bytes);
    EXPECT_TRUE(parsed.has_value());
    return std::move(parsed).value_or(CapfMessage{});
}

// The only element of a message that holds `value` under `tag`.
CapfMessage with_element(CapfTag tag, const Buffer &value) {
    return parse(message(2, Builder().element(static_cast<unsigned>(tag), value)));
}

TEST(CapfMessage, ReadsARecordedAuthResponse) {
    const Buffer bytes = recorded("messages/auth-response.capf");
    const CapfMessage parsed = parse(bytes);
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(parsed.protocol_id, 0x55);
    EXPECT_TRUE(parsed.is(CapfCommand::auth_response));
    EXPECT_EQ(parsed.session_id, 19091U);
    EXPECT_EQ(parsed.body_length, 2799);
    std::vector<std::pair<int, int>> elements;
    for (const auto &e : parsed.elements) elements.emplace_back(e.tag, e.declared_length);
    EXPECT_THAT(elements, ElementsAre(std::pair(1, 1), std::pair(4, 901), std::pair(6, 256), std::pair(7, 1),
                                      std::pair(11, 1), std::pair(13, 16), std::pair(16, 1340), std::pair(20, 259)));
    EXPECT_EQ(parsed.number(CapfTag::reason), 1U);
    EXPECT_EQ(parsed.number(CapfTag::version), 3U);
    EXPECT_EQ(parsed.text(CapfTag::password), "");
    EXPECT_EQ(parsed.text(CapfTag::device_name), "SEP58971E42AA67");
    EXPECT_TRUE(std::get<CapfText>(parsed.find(CapfTag::device_name)->content).nul_terminated);
}

TEST(CapfMessage, ReadsTheNestedPartsOfARecordedAuthResponse) {
    const Buffer bytes = recorded("messages/auth-response.capf");
    const CapfMessage parsed = parse(bytes);
    const auto &certificate = std::get<CapfCertificate>(parsed.find(CapfTag::certificate)->content);
    EXPECT_EQ(certificate.format, 1);
    EXPECT_EQ(certificate.declared_length, 0x0382);
    EXPECT_EQ(certificate.certificate_type, 1);
    EXPECT_EQ(certificate.der.length, 0x0380U);
    // A DER sequence that is exactly as long as its own header says.
    EXPECT_EQ(to_hex(slice(bytes, {certificate.der.offset, 4})), "3082037c");
    EXPECT_EQ(certificate.der.length, 0x37cU + 4);

    const auto &signature = std::get<CapfSignature>(parsed.find(CapfTag::signed_data)->content);
    EXPECT_FALSE(signature.digest.has_value());
    EXPECT_EQ(signature.signature, parsed.find(CapfTag::signed_data)->value);
    const auto &sha2 = std::get<CapfSignature>(parsed.find(CapfTag::sha2_signed_data)->content);
    EXPECT_EQ(sha2.digest, 3);
    EXPECT_EQ(sha2.signature.length, 256U);
    EXPECT_EQ(sha2.signature.end(), bytes.size());

    const auto &sudi = std::get<CapfSudi>(parsed.find(CapfTag::sudi_data)->content);
    ASSERT_EQ(sudi.parts.size(), 3U);
    EXPECT_EQ(sudi.parts[0].type, 0);
    EXPECT_EQ(to_hex(slice(bytes, {sudi.parts[0].value.offset, 4})), "3082032f");
    EXPECT_EQ(sudi.parts[0].value.length, 0x32fU + 4);
    EXPECT_EQ(sudi.parts[1].type, 1);
    EXPECT_EQ(sudi.parts[1].value.length, 256U);
    EXPECT_EQ(sudi.parts[2].type, 3);
    EXPECT_EQ(sudi.parts[2].value.length, 256U);
}

TEST(CapfMessage, ReadsARecordedStoreCertificateRequest) {
    const Buffer bytes = recorded("messages/store-certificate-request.capf");
    const CapfMessage parsed = parse(bytes);
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(parsed.number(CapfTag::certificate_type), 1U);
    const auto &certificate = std::get<CapfCertificate>(parsed.find(CapfTag::certificate)->content);
    EXPECT_EQ(certificate.certificate_type, 1);
    EXPECT_EQ(certificate.length_at, (Range{16, 2}));
    EXPECT_EQ(certificate.type_at, (Range{18, 2}));
    EXPECT_EQ(certificate.der, (Range{20, bytes.size() - 20}));
}

TEST(CapfMessage, EveryCommandHasItsNameAndSide) {
    const CapfSide u = CapfSide::unknown;
    const CapfSide p = CapfSide::phone;
    const CapfSide s = CapfSide::server;
    const CapfSide sides[] = {u, s, p, s, p, u, u, u, u, s, p, s, p, s, p, s, s, p, u, u, u, u, u, u, u};
    for (unsigned command = 1; command <= 23; ++command) {
        const CapfMessage parsed = parse(message(command, {}));
        EXPECT_THAT(parsed.problems, IsEmpty()) << command;
        EXPECT_EQ(parsed.command, command);
        EXPECT_EQ(parsed.session_id, kSession);
        EXPECT_EQ(capf_command_side(parsed.command), sides[command]) << command;
        EXPECT_TRUE(looks_like_capf(message(command, {}))) << command;
    }
    EXPECT_EQ(capf_command_names().size(), 23U);
    EXPECT_EQ(name_of(capf_command_names(), 1), "AUTH_REQUEST");
    EXPECT_EQ(name_of(capf_command_names(), 15), "END_SESSION");
    EXPECT_EQ(name_of(capf_command_names(), 23), "SIGN_CERTIFICATE_RESPONSE");
}

TEST(CapfMessage, UnknownCommandsAreKept) {
    const CapfMessage parsed = parse(message(99, Builder().element(1, Buffer{7})));
    EXPECT_THAT(parsed.problems, ElementsAre(Note("unknown command 99")));
    EXPECT_EQ(parsed.number(CapfTag::reason), 7U);
    EXPECT_EQ(capf_command_side(99), CapfSide::unknown);
    EXPECT_FALSE(looks_like_capf(message(99, {})));
    EXPECT_FALSE(looks_like_capf(message(0, {})));
}

TEST(CapfMessage, NumbersAreOneTwoOrFourBytes) {
    const CapfTag numbers[] = {CapfTag::reason,     CapfTag::certificate_type, CapfTag::version,  CapfTag::auth_type,
                               CapfTag::key_size,   CapfTag::retry_delay,      CapfTag::key_type, CapfTag::curve,
                               CapfTag::digest_type};
    for (const CapfTag tag : numbers) {
        EXPECT_EQ(with_element(tag, {0x12}).number(tag), 0x12U);
        EXPECT_EQ(with_element(tag, {0x12, 0x34}).number(tag), 0x1234U);
        EXPECT_EQ(with_element(tag, {0x82, 0x34, 0x56, 0x78}).number(tag), 0x82345678U);
        for (const std::size_t length : {0U, 3U, 5U, 8U}) {
            const CapfMessage parsed = with_element(tag, Buffer(length, 1));
            EXPECT_THAT(parsed.problems, ElementsAre(Malformed("is a number of"))) << length;
            ASSERT_EQ(parsed.elements.size(), 1U);
            EXPECT_TRUE(std::holds_alternative<std::monostate>(parsed.elements[0].content));
            EXPECT_EQ(parsed.elements[0].value.length, length);
        }
    }
}

TEST(CapfMessage, TextsEndAtTheirNul) {
    for (const CapfTag tag : {CapfTag::reason_info, CapfTag::password, CapfTag::device_name}) {
        CapfMessage parsed = with_element(tag, Builder().text("12345").u8(0));
        EXPECT_THAT(parsed.problems, IsEmpty());
        EXPECT_EQ(parsed.text(tag), "12345");
        EXPECT_TRUE(std::get<CapfText>(parsed.elements[0].content).nul_terminated);

        parsed = with_element(tag, Builder().text("12345"));
        EXPECT_EQ(parsed.text(tag), "12345");
        EXPECT_FALSE(std::get<CapfText>(parsed.elements[0].content).nul_terminated);

        parsed = with_element(tag, Builder().text("12").u8(0).text("45"));
        EXPECT_EQ(parsed.text(tag), "12");
        EXPECT_THAT(parsed.problems, ElementsAre(Note("2 bytes after the end")));
        EXPECT_EQ(parsed.problems[0].where, (Range{14, 2}));

        parsed = with_element(tag, {});
        EXPECT_EQ(parsed.text(tag), "");
    }
}

TEST(CapfMessage, BytesStayBytes) {
    for (const CapfTag tag : {CapfTag::certificate_id, CapfTag::public_key}) {
        const CapfMessage parsed = with_element(tag, {1, 2, 3});
        EXPECT_THAT(parsed.problems, IsEmpty());
        EXPECT_TRUE(std::holds_alternative<std::monostate>(parsed.elements[0].content));
        EXPECT_EQ(parsed.elements[0].value, (Range{11, 3}));
        EXPECT_EQ(parsed.number(tag), std::nullopt);
    }
}

TEST(CapfMessage, UnknownAndRepeatedElementsAreNoted) {
    const CapfMessage parsed =
        parse(message(2, Builder().element(14, Buffer{1, 2}).element(1, Buffer{1}).element(1, Buffer{7})));
    EXPECT_THAT(parsed.problems, ElementsAre(Note("unknown element 14"), Note("REASON is there more than once")));
    ASSERT_EQ(parsed.elements.size(), 3U);
    EXPECT_EQ(parsed.elements[0].tag, 14);
    EXPECT_EQ(parsed.elements[0].value, (Range{11, 2}));
    EXPECT_EQ(parsed.number(CapfTag::reason), 1U);
}

TEST(CapfMessage, TellsACutMessageFromAnOverrunAndFromARest) {
    const Buffer whole = message(2, Builder().element(1, Buffer{1}).text_element(13, "SEP001122334455"));
    // Cut inside the second element: the message is to blame, not the element.
    CapfMessage parsed = parse(Buffer(whole.begin(), whole.end() - 4));
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("cut: 19 of 23 bytes")));
    EXPECT_EQ(parsed.number(CapfTag::reason), 1U);
    EXPECT_EQ(parsed.text(CapfTag::device_name), std::nullopt) << "half a name is no name";
    EXPECT_EQ(parsed.elements[1].value.length, 12U);
    // Cut inside an element's header.
    parsed = parse(Buffer(whole.begin(), whole.begin() + 14));
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("cut: 6 of 23 bytes")));
    EXPECT_EQ(parsed.elements.size(), 1U);
    // The element claims more than the body has.
    parsed = parse(message(2, Builder().element(1, Buffer{1}).u8(13).u16(200).text("SEP")));
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("DEVICE_NAME overruns the body: its length is 200")));
    EXPECT_EQ(parsed.problems[0].where, (Range{12, 3}));
    EXPECT_EQ(parsed.elements[1].value, (Range{15, 3}));
    // Both at once are told apart.
    const Buffer both = message(2, Builder().u8(13).u16(200).text("SEP"));
    parsed = parse(Buffer(both.begin(), both.end() - 1));
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("cut"), Malformed("overruns the body")));
    // One or two bytes that cannot be an element.
    for (const std::size_t rest : {1U, 2U}) {
        parsed = parse(message(15, Builder().element(1, Buffer{0}).add(Buffer(rest, 1))));
        EXPECT_THAT(parsed.problems, ElementsAre(Malformed("at the end of the body")));
        EXPECT_EQ(parsed.problems[0].where, (Range{12, rest}));
        EXPECT_EQ(parsed.number(CapfTag::reason), 0U);
    }
}

TEST(CapfMessage, WhatFollowsTheMessageIsNotLookedAt) {
    Buffer bytes = message(15, Builder().element(1, Buffer{9}));
    EXPECT_EQ(capf_message_length(bytes), 12U);
    bytes.insert(bytes.end(), {0x55, 0x01, 0xff});
    const CapfMessage parsed = parse(bytes);
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(parsed.elements.size(), 1U);
}

TEST(CapfMessage, NeedsItsHeader) {
    const Buffer bytes = message(1, {});
    for (std::size_t length = 0; length < kCapfHeaderLength; ++length) {
        const Bytes cut = Bytes(bytes).first(length);
        EXPECT_FALSE(parse_capf_message(cut).has_value());
        EXPECT_FALSE(capf_message_length(cut).has_value());
        EXPECT_FALSE(looks_like_capf(cut));
    }
    EXPECT_EQ(capf_message_length(bytes), 8U);
    EXPECT_EQ(capf_message_length(Builder().u8(0x55).u8(1).u32(0).u16(0xffff).bytes()), 65543U);
}

TEST(CapfMessage, AnotherProtocolIsMalformed) {
    Buffer bytes = message(1, {});
    bytes[0] = 0x57;
    EXPECT_FALSE(looks_like_capf(bytes));
    EXPECT_THAT(parse(bytes).problems, ElementsAre(Malformed("protocol id is 87")));
}

TEST(CapfMessage, CertificateLengthsMustAddUp) {
    const auto certificate = [](unsigned declared, std::size_t der) {
        return with_element(CapfTag::certificate, Builder().u8(1).u16(declared).u16(1).add(Buffer(der, 0x30)));
    };
    EXPECT_THAT(certificate(12, 10).problems, IsEmpty());
    EXPECT_THAT(certificate(13, 10).problems, ElementsAre(Malformed("inner length says 11")));
    EXPECT_EQ(std::get<CapfCertificate>(certificate(13, 10).elements[0].content).der.length, 10U);
    EXPECT_THAT(certificate(11, 10).problems, ElementsAre(Malformed("inner length says 9")));
    EXPECT_EQ(std::get<CapfCertificate>(certificate(11, 10).elements[0].content).der.length, 9U);
    EXPECT_THAT(certificate(1, 10).problems, ElementsAre(Malformed("less than its type's two bytes")));
    EXPECT_TRUE(std::get<CapfCertificate>(certificate(0, 10).elements[0].content).der.empty());
    const CapfMessage shorter = with_element(CapfTag::certificate, {1, 0, 2, 0});
    EXPECT_THAT(shorter.problems, ElementsAre(Malformed("too short to hold a certificate")));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(shorter.elements[0].content));
}

TEST(CapfMessage, SignatureLengthsMustAddUp) {
    CapfMessage parsed = with_element(CapfTag::sha2_signed_data, Builder().u8(2).u16(4).u32(1));
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(std::get<CapfSignature>(parsed.elements[0].content).digest, 2);
    parsed = with_element(CapfTag::sha2_signed_data, Builder().u8(2).u16(256).u32(1));
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("inner length says 256")));
    EXPECT_EQ(std::get<CapfSignature>(parsed.elements[0].content).signature.length, 4U);
    parsed = with_element(CapfTag::sha2_signed_data, {2, 0});
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("too short to hold a signature")));
}

TEST(CapfMessage, SudiPartsMustAddUp) {
    CapfMessage parsed = with_element(CapfTag::sudi_data, Builder().element(0, Buffer(5, 1)).u8(1).u16(9).u16(0));
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("a part of SUDI_DATA overruns it: its length is 9")));
    const auto &sudi = std::get<CapfSudi>(parsed.elements[0].content);
    ASSERT_EQ(sudi.parts.size(), 2U);
    EXPECT_EQ(sudi.parts[0].value, (Range{14, 5}));
    EXPECT_EQ(sudi.parts[1].value.length, 2U);
    parsed = with_element(CapfTag::sudi_data, Builder().element(0, Buffer(5, 1)).u16(1));
    EXPECT_THAT(parsed.problems, ElementsAre(Malformed("2 bytes at the end of SUDI_DATA")));
}

TEST(CapfMessage, NamesAreTheFieldsOwn) {
    EXPECT_EQ(name_of(capf_element_names(), 20), "SHA2_SIGNED_DATA");
    EXPECT_EQ(name_of(capf_element_names(), 15), "");
    EXPECT_EQ(name_of(capf_auth_type_names(), 1), "authentication string");
    EXPECT_EQ(name_of(capf_auth_type_names(), 4), "MIC");
    EXPECT_EQ(name_of(capf_certificate_type_names(), 1), "LSC");
    EXPECT_EQ(name_of(capf_reason_names(), 9), "unknown device");
    EXPECT_EQ(name_of(capf_reason_names(), 8), "") << "not guessed at";
    EXPECT_EQ(name_of(capf_key_type_names(), 1), "EC");
    EXPECT_EQ(name_of(capf_curve_names(), 2), "secp521r1");
    EXPECT_EQ(name_of(digest_names(), 3), "SHA-512");
}

}  // namespace
}  // namespace capf::wire
