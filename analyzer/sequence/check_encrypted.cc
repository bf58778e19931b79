// SPDX-License-Identifier: GPL-2.0-or-later
// The encrypted file: whether it came, whether it is for the phone's key, whether the phone could use it.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "analyzer/sequence/file_evidence.h"
#include "analyzer/sequence/step_checks.h"
#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

using phones::TransferStatus;

// Rounds of CAPF or of the same file after the encrypted file arrived, before it is said that the phone cannot use it.
constexpr std::size_t kRoundsNotUsed = 2;
constexpr std::int64_t kQuietSeconds = 10 * 60;

bool same_name(const std::string &a, const std::string &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

const CapfDialogue *last_success_before(const PhoneStory &story, std::int64_t time) {
    const CapfDialogue *found = nullptr;
    for (const CapfDialogue &dialogue : story.dialogues) {
        if (dialogue.succeeded() && dialogue.begin().time < time) found = &dialogue;
    }
    return found;
}

// Bits of the RSA key that CAPF handled, where its messages can be read; 0 when it is another key or not known. Sizes
// of ciphertext do not tell it surely enough to say that a file is for another key.
int rsa_bits(const CapfDialogue &dialogue) {
    if (!dialogue.certificate.empty()) {
        const auto certificate = trust::read_certificate(dialogue.certificate);
        return certificate && certificate->key_kind == trust::KeyKind::rsa ? certificate->key_bits : 0;
    }
    if (dialogue.operation != Operation::install || !dialogue.has_messages) return 0;
    constexpr std::string_view kRsa = "RSA ";
    int bits = 0;
    if (dialogue.key.starts_with(kRsa)) {
        std::from_chars(dialogue.key.data() + kRsa.size(), dialogue.key.data() + dialogue.key.size(), bits);
    }
    return bits;
}

class KeyCheck {
public:
    KeyCheck(const PhoneStory &story, const CheckedFile &file)
        : story_(story), file_(file), capf_(last_success_before(story, file.transfer->asked.time)) {}

    EncryptedKey run() {
        const bool used = story_.registered_between(file_.transfer->moment().time, story_.capture_end.time);
        if (capf_ != nullptr && !used) {
            key_size_differs();
            certificate_for_another_key();
        }
        decrypt();
        return std::move(result_);
    }

private:
    void add(Evidence evidence, std::string summary) {
        const bool there = std::any_of(result_.wrong.begin(), result_.wrong.end(),
                                       [](const Diagnosis &had) { return had.code == "encrypted-config-wrong-key"; });
        if (!there) {
            result_.wrong.push_back(make_diagnosis("encrypted-config-wrong-key", evidence, file_.frames(),
                                                   std::move(summary), story_.file_names()));
        }
    }

    void key_size_differs() {
        const int bits = rsa_bits(*capf_);
        if (bits == 0 || !file_.header->key_size || *file_.header->key_size == bits) return;
        add(capf_->evidence, fmt::format("{} is encrypted for a key of {} bits, the phone's has {}",
                                         file_.transfer->name.base_name, *file_.header->key_size, bits));
    }

    void certificate_for_another_key() {
        if (!capf_->certificate_is_for_another_key()) return;
        add(capf_->evidence,
            "the LSC that CAPF stored, to which the file is encrypted, is not for the key that the "
            "phone made");
    }

    void decrypt() {
        for (const PhoneKey &key : story_.options->phone_keys) {
            const bool named =
                !key.device.empty() && story_.phone->device && same_name(key.device, *story_.phone->device);
            if (!key.device.empty() && !named) continue;
            const trust::Decryption result = trust::decrypt_configuration(file_.bytes(), *file_.header, key.key);
            if (result.status == trust::DecryptionStatus::decrypted) {
                result_.decrypted = true;
                return;
            }
            if (!named && !is_this_phones(key)) continue;
            if (result.status == trust::DecryptionStatus::symmetric_key) continue;
            failures_.push_back(fmt::format("{} does not decrypt with {}: {}", file_.transfer->name.base_name, key.path,
                                            result.reason));
        }
        if (!failures_.empty()) add(Evidence::decrypted, failures_.back());
    }

    // A key without a name is this phone's when CAPF handled its certificate.
    [[nodiscard]] bool is_this_phones(const PhoneKey &key) const {
        return std::any_of(story_.dialogues.begin(), story_.dialogues.end(), [&](const CapfDialogue &dialogue) {
            const auto certificate = trust::read_certificate(dialogue.certificate);
            return certificate && certificate->public_key_sha256 == key.key.public_key_sha256();
        });
    }

    const PhoneStory &story_;
    const CheckedFile &file_;
    const CapfDialogue *capf_;
    EncryptedKey result_;
    std::vector<std::string> failures_;
};

// Each arrival of the encrypted file, and each CAPF session after the first of them: (time, frame).
std::vector<std::pair<std::int64_t, std::uint32_t>> rounds_of(const PhoneStory &story) {
    std::vector<std::pair<std::int64_t, std::uint32_t>> rounds;
    for (const CheckedFile &file : story.files) {
        if (!file.is_encrypted_config() || !file.complete()) continue;
        rounds.emplace_back(file.transfer->asked.time, file.transfer->asked.frame);
    }
    const std::int64_t first = rounds.empty() ? story.capture_end.time : rounds.front().first;
    for (const CapfDialogue &dialogue : story.dialogues) {
        if (dialogue.begin().time > first) rounds.emplace_back(dialogue.begin().time, dialogue.begin().frame);
    }
    std::sort(rounds.begin(), rounds.end());
    return rounds;
}

}  // namespace

Diagnoses check_encrypted_file(const PhoneStory &story, const CheckedFile &file) {
    const phones::Transfer &transfer = *file.transfer;
    const std::string &name = transfer.name.base_name;
    if (is_not_there(file)) {
        return {make_diagnosis("encrypted-config-not-found", Evidence::observed, frames_of_all(story, file),
                               fmt::format("{}: {}", name, not_found_words(transfer)), story.file_names())};
    }
    if (transfer.status == TransferStatus::cut_on_network || transfer.status == TransferStatus::no_answer) {
        return {file_diagnosis(story, "encrypted-config-transfer-incomplete", file,
                               fmt::format("{} broke off before its end", name))};
    }
    if (!file.complete()) return {};
    if (file.signature_invalid()) {
        return {file_diagnosis(
            story, "encrypted-config-signature-invalid", file,
            fmt::format("the signature of {} does not verify with {}: {}", name, file.signer, file.signature->reason))};
    }
    if (file.malformed) {
        return {file_diagnosis(story, "encrypted-config-transfer-incomplete", file,
                               fmt::format("{} does not parse: {}", name, file.malformation))};
    }
    return {};
}

EncryptedKey check_encrypted_key(const PhoneStory &story, const CheckedFile &file) {
    if (!file.complete() || !file.header) return {};
    return KeyCheck(story, file).run();
}

Diagnoses check_not_used(const PhoneStory &story, const CheckedFile &last) {
    if (!last.complete()) return {};
    std::int64_t previous = 0;
    std::size_t rounds = 0;
    Frames frames;
    for (const auto &[time, frame] : rounds_of(story)) {
        if (!frames.empty()) {
            const bool quiet = (time - previous) / kSecond > kQuietSeconds;
            if (quiet || story.registered_between(previous, time)) {
                rounds = 0;
                frames.clear();
            } else {
                ++rounds;
            }
        }
        frames.push_back(frame);
        previous = time;
    }
    const bool settled = story.registered_between(previous, story.capture_end.time) ||
                         story.seconds_left_after(previous) > kQuietSeconds;
    if (rounds < kRoundsNotUsed || settled) return {};
    return {make_diagnosis("encrypted-config-not-used", Evidence::inferred, frames,
                           fmt::format("the phone got {} and then asked for it or for CAPF {} times again without "
                                       "registering",
                                       last.transfer->name.base_name, rounds),
                           story.file_names())};
}

Diagnoses check_symmetric_key(const PhoneStory &story, const CheckedFile &file) {
    if (!file.header || !file.header->has_encryption_info || !file.header->encrypted_key.empty()) return {};
    return {file_diagnosis(story, "no-pki-phone", file,
                           fmt::format("{} carries no encrypted key: the phone opens it with a symmetric key that was "
                                       "typed by hand",
                                       file.transfer->name.base_name))};
}

}  // namespace capf::sequence
