// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/tvs_message.h"

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

Buffer message(unsigned command, const Buffer &body) {
    return Builder().u8(0x57).u8(1).u8(command).u8(0).u32(1).u16(static_cast<unsigned>(body.size())).add(body);
}

TvsMessage parse(const Buffer &bytes) {
    auto parsed = parse_tvs_message(bytes);
    EXPECT_TRUE(parsed.has_value());
    return std::move(parsed).value_or(TvsMessage{});
}

TEST(TvsMessage, ReadsARecordedRequest) {
    const Buffer bytes = recorded("messages/verify-request.tvs");
    EXPECT_TRUE(looks_like_tvs(bytes));
    EXPECT_EQ(tvs_message_length(bytes), bytes.size());
    const TvsMessage parsed = parse(bytes);
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(parsed.version, 1);
    EXPECT_EQ(name_of(tvs_command_names(), parsed.command), "VERIFY_REQUEST");
    EXPECT_EQ(parsed.session_id, 1U);
    EXPECT_EQ(parsed.device_name, "CP-8865-SEP58971E420B84");
    ASSERT_NE(parsed.find(TvsTag::certificate), nullptr);
    EXPECT_EQ(parsed.find(TvsTag::certificate)->value.length, 1039U);
    EXPECT_EQ(parsed.status, std::nullopt);
}

TEST(TvsMessage, ReadsARecordedResponse) {
    const Buffer bytes = {0x57, 0x01, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x0f, 0x07, 0x00, 0x01,
                          0x00, 0x08, 0x00, 0x01, 0x02, 0x09, 0x00, 0x04, 0x00, 0x00, 0x0e, 0x10};
    const TvsMessage parsed = parse(bytes);
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(name_of(tvs_command_names(), parsed.command), "VERIFY_RESPONSE");
    EXPECT_EQ(parsed.status, 0U);
    EXPECT_EQ(name_of(tvs_status_names(), *parsed.status), "valid");
    EXPECT_EQ(parsed.time_to_live, 3600U);
    EXPECT_EQ(parsed.elements[1].value, (Range{17, 1}));
    EXPECT_EQ(parsed.device_name, std::nullopt);
}

TEST(TvsMessage, ReadsWhichCertificateIsAskedFor) {
    const Buffer subject = {'C', 'N', '=', 'A'}, issuer = {'C', 'N', '=', 'B', 0};
    const TvsMessage parsed =
        parse(message(3, Builder().element(3, subject).element(4, issuer).element(5, Buffer{0x4f, 0x01})));
    EXPECT_THAT(parsed.problems, IsEmpty());
    EXPECT_EQ(name_of(tvs_command_names(), parsed.command), "QUERY_REQUEST");
    EXPECT_EQ(parsed.subject_name, "CN=A");
    EXPECT_EQ(parsed.issuer_name, "CN=B");
    ASSERT_NE(parsed.find(TvsTag::serial_number), nullptr);
    EXPECT_EQ(parsed.find(TvsTag::serial_number)->value.length, 2U);
}

TEST(TvsMessage, KeepsWhatItDoesNotKnow) {
    const TvsMessage parsed =
        parse(message(9, Builder().element(6, Buffer{1}).element(7, Buffer{1}).element(7, Buffer{0})));
    EXPECT_THAT(parsed.problems, ElementsAre(Note("unknown command 9"), Note("unknown element 6"),
                                             Note("STATUS is there more than once")));
    EXPECT_EQ(parsed.elements.size(), 3U);
    EXPECT_EQ(parsed.status, 1U);
    EXPECT_FALSE(looks_like_tvs(message(9, {})));
}

TEST(TvsMessage, TellsLengthsThatDoNotAddUp) {
    EXPECT_THAT(parse(message(2, Builder().u8(7).u16(5).u8(0))).problems,
                ElementsAre(Malformed("STATUS overruns the body")));
    EXPECT_EQ(parse(message(2, Builder().u8(7).u16(5).u8(0))).status, std::nullopt);
    EXPECT_THAT(parse(message(2, Builder().element(9, Buffer(3, 0)))).problems,
                ElementsAre(Malformed("TIME_TO_LIVE is a number of 3 bytes")));
    EXPECT_THAT(parse(message(2, Builder().element(7, Buffer{0}).u16(1))).problems,
                ElementsAre(Malformed("2 bytes at the end of the body")));
    EXPECT_THAT(parse(message(1, Builder().element(1, Buffer{}))).problems, ElementsAre(Malformed("leading byte")));
    const Buffer whole = message(2, Builder().element(7, Buffer{0}).element(9, Buffer(4, 0)));
    const TvsMessage cut = parse(Buffer(whole.begin(), whole.end() - 1));
    EXPECT_THAT(cut.problems, ElementsAre(Malformed("cut: 10 of 11 bytes")));
    EXPECT_EQ(cut.status, 0U);
    EXPECT_EQ(cut.time_to_live, std::nullopt);
}

TEST(TvsMessage, NeedsItsHeader) {
    const Buffer bytes = message(1, {});
    for (std::size_t length = 0; length < kTvsHeaderLength; ++length) {
        EXPECT_FALSE(parse_tvs_message(Bytes(bytes).first(length)).has_value());
        EXPECT_FALSE(tvs_message_length(Bytes(bytes).first(length)).has_value());
        EXPECT_FALSE(looks_like_tvs(Bytes(bytes).first(length)));
    }
    EXPECT_TRUE(looks_like_tvs(bytes));
    Buffer other = bytes;
    other[0] = 0x55;
    EXPECT_FALSE(looks_like_tvs(other));
    EXPECT_THAT(parse(other).problems, ElementsAre(Malformed("protocol id is 85")));
}

}  // namespace
}  // namespace capf::wire
