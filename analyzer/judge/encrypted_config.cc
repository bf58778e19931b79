// SPDX-License-Identifier: GPL-2.0-or-later
// The encrypted file: whether it came, whether it is for the phone's key, whether the phone could use it.
#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/indications.h"
#include "analyzer/judge/large_segments.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/ascii.h"

namespace capf::judge {
namespace {

using phones::TransferStatus;

// Sessions of CAPF or requests for the same file after the encrypted file arrived, before it is said that the phone
// cannot use it.
constexpr std::size_t kTimesNotUsed = 2;
constexpr std::int64_t kQuiet = 10 * wire::kSecondsPerMinute * kSecond;

const CapfDialogue *last_success_before(const History &history, std::int64_t time) {
    const CapfDialogue *found = nullptr;
    for (const CapfDialogue &dialogue : history.dialogues) {
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
    KeyCheck(const History &history, const CheckedFile &file)
        : history_(history), file_(file), capf_(last_success_before(history, file.transfer->asked.time)) {}

    EncryptedKey run() {
        const bool used = history_.registered_after(file_.transfer->moment().time);
        if (capf_ != nullptr && !used) {
            key_size_differs();
            certificate_for_another_key();
        }
        decrypt();
        return std::move(result_);
    }

private:
    // The first reason is enough.
    void add(Indication indication, Evidence evidence, Parameters values) {
        if (!result_.wrong.empty()) return;
        Found found = of_file(indication, file_, std::move(values), evidence);
        if (evidence != Evidence::observed && capf_ != nullptr) {
            const EvidenceRefs session = capf_->session_refs();
            found.refs.insert(found.refs.end(), session.begin(), session.end());
        }
        result_.wrong.push_back(std::move(found));
    }

    void key_size_differs() {
        const int bits = rsa_bits(*capf_);
        if (bits == 0 || !file_.header->key_size || *file_.header->key_size == bits) return;
        add(Indication::encrypted_key_size_differs, capf_->evidence,
            {{Param::bits, Number{*file_.header->key_size}}, {Param::expected_bits, Number{bits}}});
    }

    void certificate_for_another_key() {
        if (capf_->certificate_is_for_another_key()) add(Indication::encrypted_lsc_for_other_key, capf_->evidence, {});
    }

    void decrypt() {
        std::optional<Parameters> failure;
        for (const PhoneKey &key : history_.options->phone_keys) {
            const bool named = !key.device.empty() && history_.phone->device &&
                               wire::equal_ignoring_case(key.device, *history_.phone->device);
            if (!key.device.empty() && !named) continue;
            const trust::Decryption result = trust::decrypt_configuration(file_.bytes(), *file_.header, key.key);
            if (result.status == trust::DecryptionStatus::decrypted) {
                result_.decrypted = true;
                return;
            }
            if (!named && !is_this_phones(key)) continue;
            if (result.status == trust::DecryptionStatus::symmetric_key) continue;
            failure = {{Param::path, FilePath{key.path}}, {Param::reason, Term{result.reason}}};
        }
        if (failure) add(Indication::encrypted_does_not_decrypt, Evidence::decrypted, *failure);
    }

    // A key without a name is this phone's when CAPF handled its certificate.
    [[nodiscard]] bool is_this_phones(const PhoneKey &key) const {
        return std::any_of(history_.dialogues.begin(), history_.dialogues.end(), [&](const CapfDialogue &dialogue) {
            const auto certificate = trust::read_certificate(dialogue.certificate);
            return certificate && certificate->public_key_sha256 == key.key.public_key_sha256();
        });
    }

    const History &history_;
    const CheckedFile &file_;
    const CapfDialogue *capf_;
    EncryptedKey result_;
};

// The configuration that the phone had read before this session asked for CAPF: then the session is no sign that it
// could not use its encrypted file.
bool was_asked_for(const History &history, const CapfDialogue &dialogue) {
    const CheckedFile *config = history.last_config_before(dialogue.begin().time);
    return config != nullptr && needs_certificate(*config);
}

// Each arrival of the encrypted file, and each CAPF session after the first of them that no configuration asked for.
std::vector<FrameTime> repetitions(const History &history) {
    std::vector<FrameTime> found;
    for (const CheckedFile &file : history.files) {
        if (file.is_encrypted_config() && file.complete()) found.push_back(file.transfer->asked);
    }
    const std::int64_t first = found.empty() ? history.visibility.end().time : found.front().time;
    for (const CapfDialogue &dialogue : history.dialogues) {
        if (dialogue.begin().time > first && !was_asked_for(history, dialogue)) found.push_back(dialogue.begin());
    }
    std::sort(found.begin(), found.end(), [](const FrameTime &a, const FrameTime &b) { return a.time < b.time; });
    return found;
}

}  // namespace

Indications of_encrypted_file(const History &history, const CheckedFile &file) {
    const phones::Transfer &transfer = *file.transfer;
    if (!file.complete() && !given_up(history, file)) return {};
    if (transfer.status == TransferStatus::busy) {
        return {busy(Indication::encrypted_busy, history, file, Step::encrypted_config)};
    }
    // A server that is busy over HTTP may have the file all the same.
    if (is_not_there(file) && busy_before(history, file)) {
        return {busy(Indication::encrypted_busy, history, file, Step::encrypted_config)};
    }
    if (is_not_there(file)) {
        Found found = of_file(Indication::encrypted_missing, file, {{Param::answer, answer_of(transfer)}});
        found.refs = refs_of_all(history, file);
        return {std::move(found)};
    }
    if (transfer.status == TransferStatus::cut_on_network) {
        // The phone may ask for the rest, in frames that the capture lost.
        if (history.visibility.may_have_missed({transfer.asked.time, transfer.moment().time})) return {};
        Indications found;
        if (auto large = large_segments_lost(history, &CheckedFile::is_encrypted_config,
                                             Indication::encrypted_segments_too_large, Step::encrypted_config)) {
            found.push_back(std::move(*large));
        }
        Parameters values;
        if (transfer.tftp_error >= 0) values.emplace_back(Param::answer, answer_of(transfer));
        found.push_back(of_file(Indication::encrypted_cut, file, std::move(values)));
        return found;
    }
    if (ended_by_error(file)) {
        return {of_file(Indication::encrypted_ended_by_error, file, {{Param::answer, answer_of(transfer)}})};
    }
    if (is_unreachable(file)) return {unreachable(Indication::encrypted_unreachable, file)};
    if (transfer.status == TransferStatus::no_answer) {
        if (busy_before(history, file))
            return {busy(Indication::encrypted_busy, history, file, Step::encrypted_config)};
        return {of_file(Indication::encrypted_unanswered, file)};
    }
    if (!file.complete()) return {};
    if (const auto other = name_of_another_phone(file); other && !history.registered_after(transfer.moment().time)) {
        // CAPF again does not refute it.
        Found found = of_file(Indication::encrypted_of_another_phone, file, {{Param::header_file, *other}});
        found.refs = refs_of_all(history, file);
        found.at = 0;
        found.place = Step::encrypted_config;
        return {std::move(found)};
    }
    if (file.signature_invalid()) {
        return {of_signature(Indication::encrypted_signature_wrong, history, file,
                             {{Param::reason, Term{file.signature->reason}}})};
    }
    return {};
}

EncryptedKey of_encrypted_key(const History &history, const CheckedFile &file) {
    if (!file.complete() || !file.header) return {};
    return KeyCheck(history, file).run();
}

Indications of_use(const History &history, const CheckedFile &last) {
    if (!last.complete()) return {};
    std::int64_t previous = 0;
    std::size_t times = 0;
    EvidenceRefs refs;
    for (const FrameTime &at : repetitions(history)) {
        if (!refs.empty()) {
            const bool quiet = at.time - previous > kQuiet;
            if (quiet || history.registered_between(previous, at.time)) {
                times = 0;
                refs.clear();
            } else {
                ++times;
            }
        }
        refs.emplace_back(at);
        previous = at.time;
    }
    const bool settled = history.registered_after(previous) || history.visibility.end().time - previous > kQuiet;
    if (times < kTimesNotUsed || settled) return {};
    return {{Indication::encrypted_asked_again,
             Evidence::inferred,
             std::move(refs),
             {{Param::file, file_name(last)}, {Param::count, Number{static_cast<std::int64_t>(times)}}},
             previous}};
}

Indications of_symmetric_key(const History & /*history*/, const CheckedFile &file) {
    if (!file.header || !file.header->has_encryption_info || !file.header->encrypted_key.empty()) return {};
    return {of_file(Indication::encrypted_symmetric_key, file)};
}

const std::vector<Rule> &encrypted_config_rules() {
    static const std::vector<Later> works = {Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::encrypted_config_not_found,
         .shown_by = {Indication::encrypted_missing, Indication::log_encrypted_missing},
         .remedy = {{Action::restart_tftp}, {Action::check_profile_encryption}}},
        {.code = Code::encrypted_config_signature_invalid,
         .shown_by = {Indication::encrypted_signature_wrong, Indication::log_encrypted_refused},
         .refuted_by = works,
         .remedy = {{Action::restart_tftp}, {Action::look_for_proxy}}},
        {.code = Code::encrypted_config_transfer_incomplete,
         .shown_by = {Indication::encrypted_cut, Indication::encrypted_unanswered, Indication::encrypted_ended_by_error,
                      Indication::encrypted_unreachable},
         .refuted_by = works,
         .remedy = {{Action::look_up_phones_error, Fact::file_refused_by_phone},
                    {Action::check_tftp_runs, Fact::file_unanswered},
                    {Action::check_network, Fact::file_lost_on_the_way},
                    {Action::check_tftp_load, Fact::file_broke_off},
                    {Action::restart_tftp, Fact::file_ended_by_server}}},
        {.code = Code::encrypted_config_wrong_key,
         .shown_by = {Indication::encrypted_key_size_differs, Indication::encrypted_lsc_for_other_key,
                      Indication::encrypted_does_not_decrypt},
         .refuted_by = works,
         .remedy = {{Action::set_install}, {Action::restart_tftp}}},
        {.code = Code::encrypted_config_not_used,
         .shown_by = {Indication::encrypted_asked_again},
         .refuted_by = works,
         .remedy = {{Action::set_install}, {Action::restart_tftp}}},
        {.code = Code::no_pki_phone,
         .shown_by = {Indication::encrypted_symmetric_key},
         .remedy = {{Action::check_symmetric_key}}},
    };
    return rules;
}

}  // namespace capf::judge
