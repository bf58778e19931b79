// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/ciphertext_inference.h"

#include <algorithm>
#include <iterator>

#include "plugin/wire/capf_message.h"

namespace capf::sequence {
namespace {

constexpr std::size_t kHeader = wire::kCapfHeaderLength;
constexpr std::size_t element(std::size_t value) {
    return 3 + value;
}
constexpr std::size_t message(std::size_t body) {
    return kHeader + body;
}

// Lengths of whole messages, from the layout.
constexpr std::size_t kEmpty = message(0);                // FETCH_, DELETE_CERTIFICATE_REQUEST, REQUEST_IN_PROGRESS
constexpr std::size_t kReasonOnly = message(element(1));  // END_SESSION and the short responses
constexpr std::size_t kAuthRequestLeast = message(element(1));              // VERSION
constexpr std::size_t kAuthRequestMost = message(element(1) + element(1));  // VERSION, AUTH_TYPE
constexpr std::size_t kKeyRequestLeast = message(element(2));               // KEY_SIZE alone
constexpr std::size_t kKeyRequestMost = message(element(2) + element(1) + element(1));
// REASON, VERSION, PASSWORD (one NUL), DEVICE_NAME of 1 to 50 characters and its NUL.
constexpr std::size_t kAuthResponseFixed = message(element(1) + element(1) + element(1) + element(1));
constexpr std::size_t kUsualName = 15;  // SEP and twelve hex digits
// A certificate takes the AUTH_RESPONSE far beyond a name and an authentication string (at most 15 digits).
constexpr std::size_t kCertificateLeast = 300;
constexpr std::size_t kCertificateMost = 8000;
constexpr std::size_t kCertificateWrap = element(5);  // the element and the five bytes before the DER
constexpr std::size_t kStoreLeast = message(element(1) + kCertificateWrap + kCertificateLeast);
constexpr std::size_t kFetchLeast = message(element(1) + kCertificateWrap + kCertificateLeast);

struct KeyKind {
    const char *name;
    std::size_t spki;  // bytes of a SubjectPublicKeyInfo
};
// RSA with exponent 65537, and named curves (RFC 3279, RFC 5480).
constexpr KeyKind kKeys[] = {
    {"RSA 512", 94},   {"RSA 1024", 162}, {"RSA 2048", 294},  {"RSA 3072", 422},
    {"RSA 4096", 550}, {"secp256r1", 91}, {"secp384r1", 120}, {"secp521r1", 158},
};

// All records of one side until the other side speaks.
struct Turn {
    bool from_client = false;
    Length total;
    std::vector<Length> records;
    std::vector<std::uint32_t> frames;
};

bool contains(const std::string &text, const char *part) {
    return text.find(part) != std::string::npos;
}

bool ends_with(const std::string &text, const std::string &ending) {
    return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

// Digest bytes of the cipher's HMAC.
std::size_t mac_bytes(const std::string &cipher) {
    if (ends_with(cipher, "_SHA256")) return 32;
    if (ends_with(cipher, "_SHA384")) return 48;
    return ends_with(cipher, "_MD5") ? 16 : 20;
}

std::optional<RecordOverhead> aead_overhead(std::uint16_t version, const std::string &cipher) {
    constexpr std::size_t kTag = 16, kShortTag = 8, kExplicitNonce = 8, kInnerType = 1;
    const std::size_t tag = contains(cipher, "CCM_8") ? kShortTag : kTag;
    if (version == 0x0304) return RecordOverhead{tag + kInnerType, 1, false};
    if (contains(cipher, "CHACHA20")) return RecordOverhead{tag, 1, false};
    if (contains(cipher, "_GCM_") || contains(cipher, "_CCM")) return RecordOverhead{tag + kExplicitNonce, 1, false};
    return std::nullopt;
}

// The empty record that precedes each real one: the shortest that the cipher makes, right before another record of the
// same side.
std::vector<bool> find_empty_records(const std::vector<CipherRecord> &records, const RecordOverhead &overhead) {
    std::vector<bool> empty(records.size(), false);
    if (!overhead.empty_records) return empty;
    for (std::size_t i = 0; i + 1 < records.size(); ++i) {
        const bool shortest = overhead.plain_text(records[i].length).least == 0;
        const bool same_side = records[i].from_client == records[i + 1].from_client;
        const bool after_empty = i > 0 && empty[i - 1] && records[i - 1].from_client == records[i].from_client;
        empty[i] = shortest && same_side && !after_empty;
    }
    return empty;
}

bool is_ticket(const CipherRecord &record, Length plain_text) {
    return !record.from_client && plain_text.least > kAuthRequestMost;
}

// Turns of the dialogue: empty records dropped, TLS 1.3's session tickets (which come before the first message and are
// longer than any AUTH_REQUEST) too.
std::vector<Turn> make_turns(const TlsSession &session, const RecordOverhead &overhead) {
    std::vector<Turn> turns;
    const auto empty = find_empty_records(session.application_data, overhead);
    for (std::size_t i = 0; i < session.application_data.size(); ++i) {
        const CipherRecord &record = session.application_data[i];
        const Length length = overhead.plain_text(record.length);
        if (empty[i] || (session.is_1_3() && turns.empty() && is_ticket(record, length))) continue;
        if (turns.empty() || turns.back().from_client != record.from_client) {
            turns.push_back({record.from_client, {}, {}, {}});
        }
        Turn &turn = turns.back();
        turn.total = turn.total + length;
        turn.records.push_back(length);
        turn.frames.push_back(record.at.frame);
    }
    return turns;
}

// TLS 1.3: the alert that closes a connection looks like a record of two bytes.
void drop_closing_alert(std::vector<Turn> &turns, bool tls_1_3) {
    if (!tls_1_3 || turns.empty()) return;
    Turn &last = turns.back();
    constexpr std::size_t kAlert = 2;
    if (last.records.empty() || last.records.back().most != kAlert) return;
    last.total = {last.total.least - kAlert, last.total.most - kAlert};
    last.records.pop_back();
    if (last.records.empty()) turns.pop_back();
}

void read_auth_response(InferredDialogue &dialogue, Length length) {
    dialogue.certificate_authentication = length.least >= kAuthResponseFixed + kCertificateLeast;
    const std::size_t expected = kAuthResponseFixed + kUsualName;
    dialogue.password = {length.least > expected ? length.least - expected : 0,
                         length.most > expected ? length.most - expected : 0};
}

// The key whose KEY_GENERATE_RESPONSE fits the turn, with or without a REQUEST_IN_PROGRESS before it.
const KeyKind *find_key(Length turn) {
    for (const KeyKind &key : kKeys) {
        const std::size_t response = message(element(key.spki));
        // More than one REQUEST_IN_PROGRESS may come while an old phone computes.
        for (std::size_t busy = 0; busy <= 8; ++busy) {
            if (turn.may_be(response + busy * kEmpty)) return &key;
        }
    }
    return nullptr;
}

// Only REQUEST_IN_PROGRESS, or nothing.
bool only_in_progress(const Turn &turn) {
    return std::all_of(turn.records.begin(), turn.records.end(), [](Length record) { return record.may_be(kEmpty); }) &&
           !turn.total.may_be(kReasonOnly);
}

Length der_length(Length turn, std::size_t around) {
    return {turn.least > around ? turn.least - around : 0, turn.most > around ? turn.most - around : 0};
}

class Reader {
public:
    Reader(const std::vector<Turn> &turns, bool server_closed_first)
        : turns_(turns), server_closed_first_(server_closed_first) {}

    InferredDialogue read() {
        for (const Turn &turn : turns_) {
            std::copy(turn.frames.begin(), turn.frames.end(), std::back_inserter(dialogue_.frames));
        }
        const Turn *first = next(false);
        if (first == nullptr || !first->total.overlaps(kAuthRequestLeast, kAuthRequestMost)) return unclear();
        dialogue_.reached = Progress::auth_request;
        dialogue_.operation = Operation::none;
        dialogue_.confidence = 0.95;
        const Turn *response = next(true);
        if (response == nullptr) return dialogue_;
        if (response->total.most < kAuthResponseFixed) return unclear();
        dialogue_.reached = Progress::auth_response;
        read_auth_response(dialogue_, response->total);
        if (const Turn *request = next(false)) read_request(*request);
        return dialogue_;
    }

private:
    const Turn *next(bool from_client) {
        if (at_ >= turns_.size() || turns_[at_].from_client != from_client) return nullptr;
        return &turns_[at_++];
    }

    InferredDialogue unclear() {
        dialogue_.operation = Operation::unknown;
        dialogue_.confidence = 0.3;
        return dialogue_;
    }

    void read_request(const Turn &request) {
        const Turn *answer = next(true);
        if (answer != nullptr) return read_answered(request, *answer);
        const bool may_end = request.total.may_be(kReasonOnly);
        const bool may_ask_key = request.total.overlaps(kKeyRequestLeast, kKeyRequestMost);
        if (may_end && (!may_ask_key || server_closed_first_)) return end(Operation::none, may_ask_key ? 0.8 : 0.95);
        if (may_ask_key && !may_end) return asked(Operation::install, 0.95);
        if (may_ask_key) {
            asked(Operation::install, 0.6);
            dialogue_.alternatives = {Operation::none};
            return;
        }
        if (request.total.may_be(kEmpty)) {
            asked(Operation::fetch, 0.5);
            dialogue_.alternatives = {Operation::remove};
            return;
        }
        // The server's error after a request, in one turn (the phone had left).
        if (request.total.overlaps(kKeyRequestLeast + kReasonOnly, kKeyRequestMost + kReasonOnly)) {
            asked(Operation::install, 0.9);
            dialogue_.ended = true;
            return;
        }
        unclear();
    }

    void asked(Operation operation, double confidence) {
        dialogue_.operation = operation;
        dialogue_.reached = Progress::operation_request;
        dialogue_.confidence = confidence;
    }

    void end(Operation operation, double confidence) {
        dialogue_.operation = operation;
        dialogue_.reached = Progress::end_session;
        dialogue_.ended = true;
        dialogue_.confidence = confidence;
        constexpr std::size_t kRetryLeast = message(element(1)), kRetryMost = message(element(4));
        dialogue_.retry_possible =
            operation == Operation::none && turns_[at_ - 1].total.overlaps(kRetryLeast, kRetryMost);
    }

    void read_answered(const Turn &request, const Turn &answer) {
        const bool may_be_empty = request.total.may_be(kEmpty);
        const bool may_ask_key = request.total.overlaps(kKeyRequestLeast, kKeyRequestMost);
        const KeyKind *key = find_key(answer.total);
        const Turn *follow = next(false);
        const bool store_follows = follow != nullptr && follow->total.most >= kStoreLeast;
        if (may_ask_key && (key != nullptr || store_follows)) return read_install(key, follow);
        if (may_be_empty && answer.total.most >= kFetchLeast) return read_fetch(answer, follow);
        if (may_ask_key && only_in_progress(answer)) {
            asked(Operation::install, 0.95);
            dialogue_.ended = follow != nullptr;
            return;
        }
        if (may_ask_key && !may_be_empty) return read_key_failure(follow);
        if (may_be_empty && answer.total.may_be(kReasonOnly)) return read_short_answer(may_ask_key, follow);
        unclear();
    }

    void read_install(const KeyKind *key, const Turn *store) {
        asked(Operation::install, key != nullptr ? 0.98 : 0.8);
        dialogue_.reached = Progress::operation_response;
        if (key != nullptr) dialogue_.key = key->name;
        if (store == nullptr) return;
        if (store->total.most < kStoreLeast) {
            // The server ended instead of storing.
            dialogue_.ended = store->total.may_be(kReasonOnly);
            return;
        }
        dialogue_.reached = Progress::store_request;
        dialogue_.certificate = der_length(store->total, message(element(1) + kCertificateWrap));
        if (next(true) == nullptr) return;
        dialogue_.reached = Progress::store_response;
        if (next(false) == nullptr) return;
        dialogue_.reached = Progress::end_session;
        dialogue_.ended = true;
    }

    void read_fetch(const Turn &answer, const Turn *follow) {
        asked(Operation::fetch, 0.97);
        dialogue_.reached = follow == nullptr ? Progress::operation_response : Progress::end_session;
        dialogue_.ended = follow != nullptr;
        dialogue_.certificate = der_length(answer.total, message(element(1) + kCertificateWrap));
    }

    void read_key_failure(const Turn *follow) {
        asked(Operation::install, 0.9);
        dialogue_.reached = Progress::operation_response;
        dialogue_.key_failed = true;
        dialogue_.ended = follow != nullptr;
    }

    // A short answer to an empty request: the phone deleted its certificate, or had none to give. With block ciphers a
    // failed key generation has the same lengths.
    void read_short_answer(bool may_be_key_failure, const Turn *follow) {
        asked(Operation::remove, may_be_key_failure ? 0.4 : 0.6);
        dialogue_.alternatives = {Operation::fetch};
        if (may_be_key_failure) dialogue_.alternatives.push_back(Operation::install);
        dialogue_.fetch_failed = true;
        dialogue_.reached = follow == nullptr ? Progress::operation_response : Progress::end_session;
        dialogue_.ended = follow != nullptr;
    }

    const std::vector<Turn> &turns_;
    bool server_closed_first_;
    std::size_t at_ = 0;
    InferredDialogue dialogue_;
};

}  // namespace

Length RecordOverhead::plain_text(std::size_t record) const {
    if (block == 1) return record < fixed ? Length{0, 0} : Length{record - fixed, record - fixed};
    // Padding takes 1 to `block` bytes.
    const std::size_t most = record < fixed + 1 ? 0 : record - fixed - 1;
    return {most + 1 < block ? 0 : most + 1 - block, most};
}

std::optional<RecordOverhead> record_overhead(std::uint16_t version, const std::string &cipher_name) {
    if (auto aead = aead_overhead(version, cipher_name)) return aead;
    const std::size_t mac = mac_bytes(cipher_name);
    if (contains(cipher_name, "_RC4_") || contains(cipher_name, "_NULL_")) return RecordOverhead{mac, 1, false};
    if (!contains(cipher_name, "_CBC_")) return std::nullopt;
    const std::size_t block = contains(cipher_name, "DES") || contains(cipher_name, "IDEA") ? 8 : 16;
    const bool explicit_iv = version >= 0x0302;
    return RecordOverhead{mac + (explicit_iv ? block : 0), block, !explicit_iv};
}

InferredDialogue infer_dialogue(const TlsSession &session, bool server_closed_first) {
    const auto overhead = record_overhead(session.version, session.cipher_name);
    if (!overhead || session.records_dropped) return {};
    std::vector<Turn> turns = make_turns(session, *overhead);
    drop_closing_alert(turns, session.is_1_3());
    return Reader(turns, server_closed_first).read();
}

}  // namespace capf::sequence
