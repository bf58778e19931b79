// SPDX-License-Identifier: GPL-2.0-or-later
// Random CAPF dialogues as TLS records, with the truth about them: what the inference is calibrated and tested with.
//
// Written from the layout of the messages and the RFCs of the ciphers, apart from the code under test: messages are
// made of elements, records are sealed byte by byte as TLS counts them.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "plugin/inference/ciphertext_inference.h"

namespace capf::test {

struct Truth {
    inference::Operation operation = inference::Operation::none;
    inference::Progress reached = inference::Progress::nothing;
    bool ended = false;
    bool key_failed = false, fetch_failed = false, retry_later = false;
    bool certificate_authentication = false, sudi = false;
    std::size_t name = 0, password = 0;  // characters
    std::size_t certificate = 0;         // DER bytes of the LSC, 0 for none
    std::string key;                     // once the phone sent it
    // The phone has a certificate that CAPF knows, whatever reason its response carries.
    [[nodiscard]] bool gave_certificate() const;
};

struct GeneratedDialogue {
    inference::EncryptedSession session;
    inference::Closing closing;
    Truth truth;
    std::string suite;  // version and kind of cipher, for tables
};

// How often things happen, of 1.
struct Population {
    double install = 0.6, fetch = 0.08, remove = 0.07;  // the rest has no operation
    double cut = 0.1;                                   // leaves before the end
    double free_writer = 0.04;                          // a side that splits or joins messages
    double undocumented = 0.001;                        // a message that is in no table
    double usual_name = 0.75;
};

class DialogueGenerator {
public:
    DialogueGenerator(std::uint32_t seed, const Population &population) : random_(seed), population_(population) {}
    GeneratedDialogue next();

private:
    struct Message {
        bool from_client;
        std::size_t length;
        std::int64_t delay;  // nanoseconds after the message before
    };
    struct Suite {
        std::uint16_t version;
        const char *cipher;
        std::size_t nonce, tag;     // of AEAD and stream ciphers: what is added
        std::size_t block, digest;  // of block ciphers
    };
    static const std::vector<Suite> &suites();

    bool chance(double probability);
    std::size_t between(std::size_t least, std::size_t most);
    void say(bool from_client, std::initializer_list<std::size_t> elements, std::int64_t delay = 1'000'000);
    void authenticate();
    void install();
    void fetch();
    void remove();
    void nothing();
    void end(inference::Progress reached = inference::Progress::end_session);
    void key_given(std::size_t key);
    // Whether the session is cut here; then the server may still say goodbye.
    bool cut();
    void make_session();
    void tell_messages();
    void write(bool from_client, std::size_t plaintext);
    [[nodiscard]] std::size_t sealed(std::size_t plaintext) const;
    void close();

    std::mt19937 random_;
    Population population_;
    GeneratedDialogue made_;
    std::vector<Message> messages_;
    Suite suite_{};
    bool digest_behind_ = false;
    std::size_t padding_ = 1;
    int fragmentation_[2] = {0, 0};  // of server and client: 0 none, 1 empty records, 2 one byte split off
    bool free_[2] = {false, false};
    bool left_early_ = false;
    std::int64_t time_ = 0;
};

}  // namespace capf::test
