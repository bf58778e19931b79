// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/signalling.h"

#include <gtest/gtest.h>

namespace capf::wire {
namespace {

const std::string kRegister =
    "REGISTER sip:10.0.0.1 SIP/2.0\r\nCall-ID: one@10.0.0.5\r\nCSeq: 101 REGISTER\r\n"
    "Contact: <sip:1@10.0.0.5>;+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-001122334455>\"\r\n"
    "Content-Length: 0\r\n\r\n";
const std::string kRefused =
    "SIP/2.0 403 Forbidden\r\ni: one@10.0.0.5\r\nCSeq: 101 REGISTER\r\n"
    "Warning: 399 node \"Device security mismatch\"\r\nContent-Length: 0\r\n\r\n";
const std::string kAlarm =
    "<?xml version=\"1.0\"?><x-cisco-alarm><Alarm Name=\"DeviceTLInfo\"><ParameterList>"
    "<String name=\"DeviceName\">SEP001122334455</String><String name=\"ITL_Signature\">Not Installed</String>"
    "<Enum name=\"StatusCode\">3</Enum></ParameterList></Alarm></x-cisco-alarm>";

Bytes bytes(const std::string &text) {
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

std::string sccp(std::uint32_t id, const std::string &body) {
    std::string text;
    const auto add = [&](std::size_t value) {
        for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(value >> shift);
    };
    add(body.size() + 4);
    add(0);
    add(id);
    return text + body;
}

std::optional<SignallingEvent> read(SignallingReader &reader, std::uint32_t id, const std::string &body) {
    const std::string message = sccp(id, body);
    return reader.read(*parse_sccp(bytes(message)), 7);
}

TEST(Signalling, ReadsOneMessageAfterTheOther) {
    const std::string text = "SIP/2.0 100 Trying\r\nCSeq: 101 REGISTER\r\nContent-Length: 0\r\n\r\n" + kRefused;
    const auto first = parse_sip(text);
    ASSERT_TRUE(first && first->whole);
    EXPECT_EQ(first->status, 100);
    const auto second = parse_sip(std::string_view(text).substr(first->size));
    ASSERT_TRUE(second && second->whole);
    EXPECT_EQ(second->status, 403);
    EXPECT_EQ(second->reason, "Forbidden");
    EXPECT_EQ(second->call_id, "one@10.0.0.5");
    EXPECT_EQ(second->size, kRefused.size());
}

TEST(Signalling, SaysWhatIsNotWhole) {
    for (std::size_t length = kRefused.find('\n') + 1; length < kRefused.size(); ++length) {
        const auto message = parse_sip(std::string_view(kRefused).substr(0, length));
        ASSERT_TRUE(message) << length;
        EXPECT_FALSE(message->whole) << length;
    }
    EXPECT_FALSE(parse_sip("v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\n"));
    EXPECT_FALSE(parse_sip(""));
    EXPECT_FALSE(parse_sip("SIP/2.0 999 No such thing\r\n\r\n"));
}

TEST(Signalling, KnowsWhoWasRefusedAndWhy) {
    SignallingReader reader;
    const auto asked = reader.read(*parse_sip(kRegister));
    ASSERT_TRUE(asked && !asked->from_server);
    EXPECT_EQ(std::get<RegistrationRequest>(asked->what).device, "SEP001122334455");
    EXPECT_EQ(std::get<RegistrationRequest>(asked->what).call, "one@10.0.0.5 101 REGISTER");
    const auto event = reader.read(*parse_sip(kRefused));
    ASSERT_TRUE(event && event->from_server);
    const auto &answer = std::get<RegistrationAnswer>(event->what);
    EXPECT_EQ(answer.outcome, RegistrationOutcome::refused);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.warning, "399 node \"Device security mismatch\"");
    EXPECT_EQ(answer.device, "SEP001122334455");
    EXPECT_EQ(answer.call, "one@10.0.0.5 101 REGISTER");
}

TEST(Signalling, TellsAChallengeFromARefusal) {
    SignallingReader reader;
    const auto outcome = [&](const std::string &status) {
        const std::string text = "SIP/2.0 " + status + " x\r\nCSeq: 1 REGISTER\r\n\r\n";
        return std::get<RegistrationAnswer>(reader.read(*parse_sip(text))->what).outcome;
    };
    EXPECT_EQ(outcome("200"), RegistrationOutcome::registered);
    EXPECT_EQ(outcome("401"), RegistrationOutcome::challenged);
    EXPECT_EQ(outcome("407"), RegistrationOutcome::challenged);
    EXPECT_EQ(outcome("503"), RegistrationOutcome::refused);
    EXPECT_EQ(outcome("100"), RegistrationOutcome::trying);
    EXPECT_FALSE(reader.read(*parse_sip("SIP/2.0 403 Forbidden\r\nCSeq: 1 SUBSCRIBE\r\n\r\n")));
}

TEST(Signalling, TakesNoRequestForOneThatCannotBeAnswered) {
    SignallingReader reader;
    const std::string removes = "REGISTER sip:10.0.0.1 SIP/2.0\r\nCall-ID: a\r\nCSeq: 1 REGISTER\r\nExpires: 0\r\n\r\n";
    EXPECT_FALSE(reader.read(*parse_sip(removes)));
    // Cut before it says which request it is.
    EXPECT_FALSE(reader.read(*parse_sip("REGISTER sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5\r\nCall-I")));
}

TEST(Signalling, ReadsTheNameInAContact) {
    EXPECT_EQ(device_of_contact("<sip:1@10.0.0.5>;+u.sip!devicename.ccm.cisco.com=\"CSFUSER\";x=y"), "CSFUSER");
    EXPECT_EQ(device_of_contact("<sip:1@10.0.0.5>;+sip.instance=\"<urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8>\""),
              "");
    EXPECT_EQ(device_of_contact("<sip:1@10.0.0.5>;+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-0011>\""), "");
    EXPECT_EQ(device_of_contact(""), "");
}

TEST(Signalling, ReadsSccp) {
    SignallingReader reader;
    const auto asked = read(reader, 0x01, "SEP001122334455" + std::string(20, '\0'));
    ASSERT_TRUE(asked && !asked->from_server);
    EXPECT_EQ(std::get<RegistrationRequest>(asked->what).device, "SEP001122334455");
    const auto ack = read(reader, 0x81, std::string(20, '\0'));
    ASSERT_TRUE(ack);
    EXPECT_EQ(std::get<RegistrationAnswer>(ack->what).outcome, RegistrationOutcome::registered);
    const auto reject = read(reader, 0x9D, "No more licences" + std::string(17, '\0'));
    ASSERT_TRUE(reject);
    EXPECT_EQ(std::get<RegistrationAnswer>(reject->what).text, "No more licences");
    EXPECT_FALSE(std::get<RegistrationAnswer>(reject->what).token);
    EXPECT_FALSE(parse_sccp(bytes(std::string("\1\0\0\0\0\0\0\0\0\0\0\0", 12))));
    EXPECT_FALSE(parse_sccp(bytes("short")));
}

TEST(Signalling, TakesTheOldTokenRejectOnlyAsAnAnswer) {
    SignallingReader reader;
    EXPECT_FALSE(read(reader, 0x95, std::string(4, '\0')));
    EXPECT_FALSE(read(reader, 0x29, std::string(40, '\0')));
    const auto reject = read(reader, 0x95, std::string(4, '\0'));
    ASSERT_TRUE(reject);
    EXPECT_TRUE(std::get<RegistrationAnswer>(reject->what).token);
    EXPECT_FALSE(read(reader, 0x95, std::string(4, '\0')));
    EXPECT_TRUE(read(reader, 0x11B, std::string(4, '\0')));
}

TEST(Signalling, ReadsAlarms) {
    SignallingReader reader;
    const std::string refer =
        "REFER sip:10.0.0.1 SIP/2.0\r\nCSeq: 2 REFER\r\nContent-Type: application/x-cisco-alarm+xml"
        "\r\nContent-Length: " +
        std::to_string(kAlarm.size()) + "\r\n\r\n" + kAlarm;
    for (const auto &event : {reader.read(*parse_sip(refer)), read(reader, 0x15A, kAlarm + std::string(3, '\0'))}) {
        ASSERT_TRUE(event);
        EXPECT_FALSE(event->from_server);
        const auto &alarm = std::get<PhoneAlarm>(event->what);
        EXPECT_EQ(alarm.name, "DeviceTLInfo");
        EXPECT_EQ(alarm.parameters.at("ITL_Signature"), "Not Installed");
        EXPECT_EQ(alarm.parameters.at("StatusCode"), "3");
    }
    EXPECT_FALSE(parse_phone_alarm(bytes("<x-cisco-remotecc-request/>")));
}

}  // namespace
}  // namespace capf::wire
