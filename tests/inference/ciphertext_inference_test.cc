// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/ciphertext_inference.h"

#include <gtest/gtest.h>

namespace capf::inference {
namespace {

constexpr bool kPhone = true, kServer = false;
const Closing kServerCloses{Closing::By::server, 0}, kPhoneLeaves{Closing::By::client, 0};
constexpr std::uint16_t kGcm = 24;  // explicit nonce and tag

// A session over TLS 1.2 with AES-GCM whose messages have these lengths.
EncryptedSession gcm_session(std::initializer_list<std::pair<bool, std::uint16_t>> messages) {
    EncryptedSession session;
    session.version = 0x0303;
    session.cipher_name = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";
    for (const auto &[from_phone, length] : messages) {
        session.records.push_back({from_phone, static_cast<std::uint16_t>(length + kGcm), 0});
    }
    return session;
}

TEST(RecordOverhead, FollowsTheCipher) {
    EXPECT_EQ(record_overhead(0x0303, "TLS_RSA_WITH_AES_128_GCM_SHA256")->plaintext(36).most, 12u);
    EXPECT_EQ(record_overhead(0x0304, "TLS_AES_256_GCM_SHA384")->plaintext(29).least, 12u);
    EXPECT_EQ(record_overhead(0x0303, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")->plaintext(28).most, 12u);
    // TLS 1.0, AES and SHA-1: 48 bytes are 12 to 27 of plaintext.
    const auto cbc = record_overhead(0x0301, "TLS_RSA_WITH_AES_128_CBC_SHA");
    EXPECT_TRUE(cbc->chained);
    EXPECT_EQ(cbc->plaintext(48).least, 12u);
    EXPECT_EQ(cbc->plaintext(48).most, 27u);
    EXPECT_EQ(cbc->plaintext(32).least, 0u);
    EXPECT_FALSE(record_overhead(0x0303, "a cipher nobody knows"));
}

TEST(InferDialogue, InstallTellsTheKey) {
    const auto dialogue = infer_dialogue(gcm_session({{kServer, 16},
                                                      {kPhone, 39},
                                                      {kServer, 17},
                                                      {kPhone, 8},
                                                      {kPhone, 305},
                                                      {kServer, 1003},
                                                      {kPhone, 12},
                                                      {kServer, 12}}),
                                         kServerCloses);
    EXPECT_EQ(dialogue.operation, Operation::install);
    EXPECT_EQ(dialogue.key, "RSA 2048");
    EXPECT_EQ(dialogue.reached, Progress::end_session);
    EXPECT_TRUE(dialogue.ended);
}

TEST(InferDialogue, EndRightAfterAuthenticationIsNoOperation) {
    const auto dialogue = infer_dialogue(gcm_session({{kServer, 16}, {kPhone, 45}, {kServer, 12}}), kServerCloses);
    EXPECT_EQ(dialogue.operation, Operation::none);
    EXPECT_TRUE(dialogue.ended);
    EXPECT_EQ(dialogue.password.most, 6u);
}

TEST(InferDialogue, PhoneThatLeavesAfterTheKeyRequestHasNotEnded) {
    const auto dialogue =
        infer_dialogue(gcm_session({{kServer, 16}, {kPhone, 39}, {kServer, 17}, {kPhone, 8}}), kPhoneLeaves);
    EXPECT_EQ(dialogue.operation, Operation::install);
    EXPECT_EQ(dialogue.reached, Progress::operation_request);
    EXPECT_FALSE(dialogue.ended);
}

TEST(InferDialogue, FetchBringsACertificate) {
    const auto dialogue = infer_dialogue(
        gcm_session({{kServer, 16}, {kPhone, 39}, {kServer, 8}, {kPhone, 950}, {kServer, 12}}), kServerCloses);
    EXPECT_EQ(dialogue.operation, Operation::fetch);
    EXPECT_FALSE(dialogue.fetch_failed);
}

TEST(InferDialogue, KeyThatIsTheLastWordWasGiven) {
    const auto dialogue = infer_dialogue(gcm_session({{kServer, 16},
                                                      {kPhone, 39},
                                                      {kServer, 16},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 8},
                                                      {kPhone, 131}}),
                                         kPhoneLeaves);
    EXPECT_EQ(dialogue.operation, Operation::install);
    EXPECT_EQ(dialogue.reached, Progress::operation_response);
    EXPECT_EQ(dialogue.key, "secp384r1");
}

TEST(InferDialogue, SessionThatIsNotCapfStaysUnknown) {
    const auto dialogue = infer_dialogue(gcm_session({{kPhone, 500}, {kServer, 1200}}), kServerCloses);
    EXPECT_EQ(dialogue.operation, Operation::unknown);
}

}  // namespace
}  // namespace capf::inference
