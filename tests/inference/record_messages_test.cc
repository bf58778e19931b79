// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/record_messages.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "plugin/inference/ciphertext_inference.h"
#include "tests/inference/dialogue_generator.h"

namespace capf::inference {
namespace {

constexpr bool kPhone = true, kServer = false;
const Closing kServerCloses{Closing::By::server, 0};

using Messages = std::initializer_list<std::pair<bool, std::uint16_t>>;

// A session over TLS 1.2 with AES-GCM whose messages have these lengths.
EncryptedSession gcm_session(Messages messages) {
    constexpr std::uint16_t kAround = 24;  // explicit nonce and tag
    EncryptedSession session;
    session.version = 0x0303;
    session.cipher_name = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    for (const auto &[from_phone, length] : messages)
        session.records.push_back({from_phone, static_cast<std::uint16_t>(length + kAround), 0});
    return session;
}

std::vector<int> first_commands(const std::vector<InferredMessages> &messages) {
    std::vector<int> commands;
    for (const InferredMessages &one : messages) commands.push_back(one.commands[0]);
    return commands;
}

const Messages kInstall = {{kServer, 16}, {kPhone, 39},    {kServer, 17}, {kPhone, 8},
                           {kPhone, 305}, {kServer, 1003}, {kPhone, 12},  {kServer, 12}};

TEST(InferMessages, TellsEachRecordOfAnInstall) {
    const auto messages = infer_messages(gcm_session(kInstall), kServerCloses);
    EXPECT_EQ(first_commands(messages), (std::vector<int>{1, 2, 3, 17, 4, 9, 10, 15}));
    for (const InferredMessages &one : messages) {
        EXPECT_GT(one.confidence, 0.8);
        EXPECT_LE(one.confidence, 0.99);
    }
}

TEST(InferMessages, TellsWhatItCanOfTheBeginning) {
    EncryptedSession session = gcm_session(kInstall);
    for (std::size_t count = session.records.size(); count > 0; --count) {
        session.records.resize(count);
        const auto messages = infer_messages(session, {});
        ASSERT_EQ(messages.size(), count);
        EXPECT_EQ(messages[0].commands[0], 1) << count;
    }
}

TEST(InferMessages, TakesAnEmptyRecordForPartOfTheMessageBehindIt) {
    EncryptedSession session;
    session.version = 0x0301;
    session.cipher_name = "TLS_RSA_WITH_AES_128_CBC_SHA";
    for (const auto &[from_phone, length] : Messages{{kServer, 32}, {kServer, 48}, {kPhone, 32}, {kPhone, 64}})
        session.records.push_back({from_phone, length, 0});
    EXPECT_EQ(first_commands(infer_messages(session, {})), (std::vector<int>{1, 1, 2, 2}));
}

// OpenSSL's server sends two tickets behind its handshake, each too long for AUTH_REQUEST.
TEST(InferMessages, KnowsTicketsOfTls13) {
    EncryptedSession session;
    session.version = 0x0304;
    session.cipher_name = "TLS_AES_256_GCM_SHA384";
    const Messages with_tickets = {{kServer, 250}, {kServer, 250}, {kServer, 33},   {kPhone, 56}, {kServer, 34},
                                   {kPhone, 25},   {kPhone, 578},  {kServer, 1523}, {kPhone, 29}, {kServer, 29}};
    for (const auto &[from_phone, length] : with_tickets) session.records.push_back({from_phone, length, 0});
    for (std::size_t count = session.records.size(); count > 0; --count) {
        session.records.resize(count);
        const auto messages = infer_messages(session, count == with_tickets.size() ? kServerCloses : Closing{});
        for (std::size_t i = 0; i < std::min<std::size_t>(count, 2); ++i) {
            EXPECT_EQ(messages[i].commands, Commands{}) << count;
            EXPECT_EQ(messages[i].tls, TlsOwn::ticket) << count;
            EXPECT_GT(messages[i].confidence, 0.9) << count;
        }
        if (count < 3) continue;
        EXPECT_EQ(messages[2].commands[0], 1) << count;
        EXPECT_EQ(messages[2].tls, TlsOwn::none) << count;
    }
}

TEST(InferMessages, KnowsTheAlertThatClosesTls13) {
    EncryptedSession session;
    session.version = 0x0304;
    session.cipher_name = "TLS_AES_256_GCM_SHA384";
    for (const auto &[from_phone, length] :
         Messages{{kServer, 33}, {kPhone, 56}, {kServer, 29}, {kServer, 19}, {kPhone, 19}})
        session.records.push_back({from_phone, length, 0});
    const auto messages = infer_messages(session, kServerCloses);
    EXPECT_EQ(first_commands(messages), (std::vector<int>{1, 2, 15, 0, 0}));
    EXPECT_EQ(messages[3].tls, TlsOwn::alert);
    EXPECT_EQ(messages[4].tls, TlsOwn::alert);
}

TEST(InferMessages, SaysNothingOfWhatItDoesNotUnderstand) {
    EncryptedSession session = gcm_session(kInstall);
    session.cipher_name = "a cipher nobody knows";
    for (const InferredMessages &one : infer_messages(session, kServerCloses)) {
        EXPECT_EQ(one.commands, Commands{});
        EXPECT_EQ(one.confidence, 0);
    }
    EXPECT_TRUE(infer_messages({}, kServerCloses).empty());
    const auto no_capf = infer_messages(gcm_session({{kPhone, 900}, {kServer, 5000}}), kServerCloses);
    for (const InferredMessages &one : no_capf) EXPECT_EQ(one.commands, Commands{});
}

// Both read the same records: how sure the end of a dialogue is cannot differ from how sure its last message is.
TEST(InferMessages, AgreesWithTheDialogue) {
    test::DialogueGenerator generator(17, {});
    int ended = 0;
    for (int i = 0; i < 300; ++i) {
        const test::GeneratedDialogue made = generator.next();
        const InferredDialogue dialogue = infer_dialogue(made.session, made.closing);
        const auto messages = infer_messages(made.session, made.closing);
        ASSERT_EQ(messages.size(), made.session.records.size());
        bool end_seen = false;
        for (const InferredMessages &one : messages) {
            EXPECT_TRUE(std::isfinite(one.confidence));
            EXPECT_GE(one.confidence, 0);
            EXPECT_LE(one.confidence, 0.99);
            for (const std::uint8_t command : one.commands) end_seen |= command == 15 && one.confidence > 0.9;
        }
        if (dialogue.confidence < 0.95 || !dialogue.ended) continue;
        ++ended;
        EXPECT_TRUE(end_seen) << made.suite << ", dialogue " << i;
    }
    EXPECT_GT(ended, 50);
}

}  // namespace
}  // namespace capf::inference
