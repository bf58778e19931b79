// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/inference/dialogue_generator.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "plugin/wire/time_units.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::test {
namespace {

using inference::Closing;
using inference::Operation;
using inference::Progress;

constexpr bool kPhone = true, kServer = false;
constexpr std::int64_t kMillisecond = wire::kNanosecondsPerMillisecond, kSecond = wire::kNanosecondsPerSecond;
using wire::kTls10, wire::kTls11, wire::kTls12, wire::kTls13;

struct Key {
    const char *name;
    std::size_t spki;
    bool elliptic;
    double weight;
};
// SubjectPublicKeyInfo as OpenSSL writes it.
constexpr Key kKeys[] = {{"RSA 512", 94, false, 0.03},   {"RSA 1024", 162, false, 0.25}, {"RSA 2048", 294, false, 0.4},
                         {"RSA 3072", 422, false, 0.05}, {"RSA 4096", 550, false, 0.08}, {"secp256r1", 91, true, 0.07},
                         {"secp384r1", 120, true, 0.07}, {"secp521r1", 158, true, 0.05}};

}  // namespace

bool Truth::gave_certificate() const {
    if (operation == Operation::install) return reached >= Progress::store_response;
    return operation == Operation::fetch && reached >= Progress::operation_response && !fetch_failed;
}

const std::vector<DialogueGenerator::Suite> &DialogueGenerator::suites() {
    static const std::vector<Suite> all = {
        {kTls10, "TLS_RSA_WITH_AES_128_CBC_SHA", 0, 0, 16, 20},
        {kTls10, "TLS_RSA_WITH_AES_256_CBC_SHA", 0, 0, 16, 20},
        {kTls10, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", 0, 0, 8, 20},
        {kTls10, "TLS_RSA_WITH_RC4_128_SHA", 0, 20, 0, 0},
        {kTls10, "TLS_RSA_WITH_RC4_128_MD5", 0, 16, 0, 0},
        {kTls11, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA", 0, 0, 16, 20},
        {kTls12, "TLS_RSA_WITH_AES_128_CBC_SHA", 0, 0, 16, 20},
        {kTls12, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", 0, 0, 16, 32},
        {kTls12, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", 0, 0, 16, 48},
        {kTls12, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 8, 16, 0, 0},
        {kTls12, "TLS_RSA_WITH_AES_128_GCM_SHA256", 8, 16, 0, 0},
        {kTls12, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", 0, 16, 0, 0},
        {kTls12, "TLS_RSA_WITH_AES_128_CCM", 8, 16, 0, 0},
        {kTls12, "TLS_RSA_WITH_AES_128_CCM_8", 8, 8, 0, 0},
        {kTls13, "TLS_AES_256_GCM_SHA384", 0, 16, 0, 0},
        {kTls13, "TLS_CHACHA20_POLY1305_SHA256", 0, 16, 0, 0},
        {kTls13, "TLS_AES_128_CCM_8_SHA256", 0, 8, 0, 0},
    };
    return all;
}

bool DialogueGenerator::chance(double probability) {
    return std::uniform_real_distribution<double>(0, 1)(random_) < probability;
}

std::size_t DialogueGenerator::between(std::size_t least, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(least, most)(random_);
}

// A message of elements with values of these lengths.
void DialogueGenerator::say(bool from_client, std::initializer_list<std::size_t> elements, std::int64_t delay) {
    std::size_t length = 8;
    for (const std::size_t value : elements) length += value == 0 ? 0 : 3 + value;
    messages_.push_back({from_client, length, delay});
    if (chance(population_.undocumented)) messages_.push_back({chance(0.5), 8 + 3 + between(1, 20), kMillisecond});
}

bool DialogueGenerator::cut() {
    constexpr double kPlaces = 4;
    if (!chance(population_.cut / kPlaces)) return false;
    left_early_ = true;
    if (made_.truth.reached >= Progress::auth_response && chance(0.3)) {
        messages_.push_back({kServer, 12, kMillisecond});
        made_.truth.ended = true;
        if (made_.truth.operation == Operation::none) made_.truth.reached = Progress::end_session;
    }
    return true;
}

void DialogueGenerator::end(Progress reached) {
    say(kServer, {1});
    made_.truth.ended = true;
    made_.truth.reached = reached;
}

void DialogueGenerator::authenticate() {
    Truth &truth = made_.truth;
    // AUTH_REQUEST: VERSION, and mostly AUTH_TYPE.
    say(kServer, {1, chance(0.6) ? std::size_t{1} : 0}, 5 * kMillisecond);
    truth.reached = Progress::auth_request;
    truth.name = chance(population_.usual_name) ? 15 : between(1, 50);
    truth.password = chance(0.75) ? 0 : (chance(0.8) ? between(4, 10) : between(1, 15));
    truth.certificate_authentication = chance(0.15);
    truth.sudi = truth.certificate_authentication && chance(0.3);
    const bool elliptic = chance(0.2);
    const auto signature = [&] { return elliptic ? between(70, 139) : std::size_t{128} << between(0, 2); };
    const std::size_t certificate = elliptic ? between(400, 900) : between(550, 1600);
    const std::size_t wrapped = truth.certificate_authentication ? 5 + certificate : 0;
    const std::size_t proof = truth.certificate_authentication ? signature() : 0;
    const std::size_t sha2 = truth.certificate_authentication && chance(0.6) ? 3 + signature() : 0;
    const std::size_t sudi = truth.sudi ? 3 + between(700, 1600) + 3 + signature() + 3 + signature() : 0;
    if (cut()) return;
    say(kPhone, {1, wrapped, proof, 1, truth.password + 1, truth.name + 1, sudi, sha2});
    truth.reached = Progress::auth_response;
}

void DialogueGenerator::key_given(std::size_t key) {
    const bool short_exponent = !kKeys[key].elliptic && chance(0.03);
    say(kPhone, {kKeys[key].spki - (short_exponent ? 2 : 0), chance(0.02) ? std::size_t{1} : 0},
        static_cast<std::int64_t>(between(20, chance(0.3) ? 40'000 : 900)) * kMillisecond);
    made_.truth.reached = Progress::operation_response;
    made_.truth.key = kKeys[key].name;
}

void DialogueGenerator::install() {
    Truth &truth = made_.truth;
    truth.operation = Operation::install;
    std::vector<double> weights;
    for (const Key &key : kKeys) weights.push_back(key.weight);
    const std::size_t key = std::discrete_distribution<std::size_t>(weights.begin(), weights.end())(random_);
    if (kKeys[key].elliptic) {
        say(kServer, {chance(0.05) ? std::size_t{2} : 0, 1, 1});  // KEY_SIZE hardly ever, KEY_TYPE, CURVE
    } else {
        say(kServer, {2, chance(0.5) ? std::size_t{1} : 0});  // KEY_SIZE, KEY_TYPE or not
    }
    truth.reached = Progress::operation_request;
    if (cut()) return;
    const std::size_t busy = chance(0.2) ? 0 : chance(0.75) ? 1 : between(2, 12);
    for (std::size_t i = 0; i < busy; ++i) say(kPhone, {}, (i == 0 ? 1 : 5000) * kMillisecond);
    if (cut()) return;
    if (chance(0.04)) {
        say(kPhone, {1}, 500 * kMillisecond);
        truth.reached = Progress::operation_response;
        truth.key_failed = true;
        if (!cut()) end(Progress::operation_response);
        return;
    }
    key_given(key);
    if (cut()) return;
    if (chance(0.02)) return end(Progress::operation_response);
    const std::size_t certificate = kKeys[key].spki + between(250, chance(0.9) ? 800 : 1500);
    say(kServer, {1, 5 + certificate}, static_cast<std::int64_t>(between(5, 800)) * kMillisecond);
    truth.certificate = certificate;
    truth.reached = Progress::store_request;
    if (cut()) return;
    say(kPhone, {1}, 50 * kMillisecond);
    truth.reached = Progress::store_response;
    if (!cut()) return end();
    if (truth.ended) truth.reached = Progress::end_session;
}

void DialogueGenerator::fetch() {
    Truth &truth = made_.truth;
    truth.operation = Operation::fetch;
    say(kServer, {});
    truth.reached = Progress::operation_request;
    if (cut()) return;
    truth.fetch_failed = chance(0.25);
    truth.certificate = truth.fetch_failed ? 0 : between(450, 1600);
    say(kPhone, {1, truth.fetch_failed ? 0 : 5 + truth.certificate});
    truth.reached = Progress::operation_response;
    if (!cut()) return end();
    if (truth.ended) truth.reached = Progress::end_session;
}

void DialogueGenerator::remove() {
    Truth &truth = made_.truth;
    truth.operation = Operation::remove;
    say(kServer, {});
    truth.reached = Progress::operation_request;
    if (cut()) return;
    say(kPhone, {1});
    truth.reached = Progress::operation_response;
    if (!cut()) return end();
    if (truth.ended) truth.reached = Progress::end_session;
}

void DialogueGenerator::nothing() {
    if (!chance(0.1)) return end();
    made_.truth.retry_later = true;
    say(kServer, {std::size_t{1} << between(0, 2)});
    if (chance(0.3)) end();
}

std::size_t DialogueGenerator::sealed(std::size_t plaintext) const {
    if (suite_.version == kTls13) {
        const std::size_t inner = plaintext + 1;
        return (inner + padding_ - 1) / padding_ * padding_ + suite_.tag;
    }
    if (suite_.block == 0) return suite_.nonce + plaintext + suite_.tag;
    const std::size_t vector = suite_.version > kTls10 ? suite_.block : 0;
    std::size_t inside = plaintext + (digest_behind_ ? 0 : suite_.digest) + 1;  // the padding's length is a byte
    while (inside % suite_.block != 0) ++inside;
    return vector + inside + (digest_behind_ ? suite_.digest : 0);
}

void DialogueGenerator::write(bool from_client, std::size_t plaintext) {
    const auto put = [&](std::size_t length) {
        made_.session.records.push_back({from_client, static_cast<std::uint16_t>(sealed(length)), time_});
    };
    switch (fragmentation_[from_client ? 1 : 0]) {
        case 1:
            put(0);
            break;
        case 2:
            if (plaintext <= 1) break;
            put(1);
            --plaintext;
            break;
        default:
            break;
    }
    put(plaintext);
}

// Each message in a record of its own, or split and joined as a free writer does.
void DialogueGenerator::tell_messages() {
    for (std::size_t i = 0; i < messages_.size(); ++i) {
        const Message &message = messages_[i];
        time_ += message.delay;
        std::size_t length = message.length;
        if (!free_[message.from_client ? 1 : 0]) {
            write(message.from_client, length);
            continue;
        }
        while (i + 1 < messages_.size() && messages_[i + 1].from_client == message.from_client && chance(0.5)) {
            length += messages_[++i].length;
        }
        if (chance(0.5)) {
            while (length > 8 && chance(0.8)) {
                const std::size_t piece = chance(0.5) ? 8 : between(1, length - 1);
                write(message.from_client, std::min(piece, length - 1));
                length -= std::min(piece, length - 1);
            }
        }
        write(message.from_client, length);
    }
}

void DialogueGenerator::close() {
    if (suite_.version == kTls13 && chance(0.4)) {
        for (const bool from_client : {kServer, kPhone}) {
            if (chance(0.6)) write(from_client, 2);
        }
    }
    Closing &closing = made_.closing;
    closing.silence = static_cast<std::int64_t>(between(0, 200)) * kMillisecond;
    if (left_early_ && !made_.truth.ended) {
        closing.first = chance(0.75) ? Closing::By::client : chance(0.6) ? Closing::By::server : Closing::By::nobody;
        if (chance(0.3)) closing.silence = static_cast<std::int64_t>(between(10, 90)) * kSecond;
    } else if (left_early_) {
        closing.first = Closing::By::client;
    } else {
        closing.first = chance(0.75) ? Closing::By::server : chance(0.9) ? Closing::By::client : Closing::By::nobody;
        if (chance(0.03)) closing.silence = static_cast<std::int64_t>(between(10, 90)) * kSecond;
    }
}

void DialogueGenerator::make_session() {
    suite_ = suites()[between(0, suites().size() - 1)];
    made_.session.version = suite_.version;
    made_.session.cipher_name = suite_.cipher;
    digest_behind_ = suite_.block != 0 && chance(0.3);
    padding_ = suite_.version == kTls13 && chance(0.05) ? std::size_t{16} << between(0, 4) : 1;
    const bool chained = suite_.version == kTls10 && suite_.block != 0;
    for (int &style : fragmentation_) style = !chained || chance(0.4) ? 0 : chance(0.8) ? 1 : 2;
    for (bool &free : free_) free = chance(population_.free_writer);
    made_.suite = "TLS 1." + std::to_string(suite_.version - kTls10) +
                  (suite_.block != 0                              ? " CBC"
                   : suite_.nonce == 0 && suite_.version < kTls12 ? " RC4"
                                                                  : " AEAD");
}

GeneratedDialogue DialogueGenerator::next() {
    made_ = {};
    messages_.clear();
    left_early_ = false;
    time_ = 0;
    make_session();
    authenticate();
    if (!left_early_) {
        const double kind = std::uniform_real_distribution<double>(0, 1)(random_);
        if (kind < population_.install) {
            install();
        } else if (kind < population_.install + population_.fetch) {
            fetch();
        } else if (kind < population_.install + population_.fetch + population_.remove) {
            remove();
        } else {
            nothing();
        }
    }
    if (suite_.version == kTls13) {
        const std::size_t tickets = between(0, 3), ticket = chance(0.3) ? 57 : between(90, 320);
        for (std::size_t i = 0; i < tickets; ++i) write(kServer, ticket);
    }
    tell_messages();
    close();
    return made_;
}

}  // namespace capf::test
