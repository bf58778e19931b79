// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/signed_file_check.h"

#include <algorithm>

#include "plugin/dissect/capture_state.h"
#include "plugin/dissect/preferences.h"
#include "plugin/trust/config_decryption.h"
#include "plugin/wire/ascii.h"

namespace capf::dissect {

namespace {

const char *keep(std::string_view text) {
    return reinterpret_cast<const char *>(get_utf_8_string(
        wmem_file_scope(), reinterpret_cast<const guint8 *>(text.data()), static_cast<int>(text.size())));
}

// ---- Signature ----

struct Outcome {
    trust::SignatureCheck check;
    const trust::KnownCertificate *signer = nullptr;
};

// Several certificates may carry the signer's name and serial number: one that verifies is enough.
Outcome verify(const ParsedFile &file, const trust::TrustStore &store) {
    Outcome outcome;
    for (const trust::KnownCertificate *signer : store.find_signers(file.bytes, file.header)) {
        trust::SignatureCheck check = trust::verify_signed_file(file.bytes, file.header, signer->der);
        const bool valid = check.verdict == trust::Verdict::valid;
        if (!outcome.signer || valid) outcome = {std::move(check), signer};
        if (valid) break;
    }
    return outcome;
}

bool is_sast(const trust::KnownCertificate &known) {
    return known.role == static_cast<std::uint16_t>(wire::Role::sast);
}

// A certificate that the user gave has no role: it may sign anything.
bool may_sign_files(const trust::KnownCertificate &known) {
    return !known.role || known.role == static_cast<std::uint16_t>(wire::Role::tftp) ||
           known.role == static_cast<std::uint16_t>(wire::Role::ccm_tftp);
}

bool holds_sast(const trust::TrustStore &store, const trust::Certificate &certificate) {
    return std::ranges::any_of(store.all(), [&](const trust::KnownCertificate &known) {
        return (is_sast(known) || !known.role) && known.certificate.sha256 == certificate.sha256;
    });
}

bool holds_list(const trust::TrustStore &store) {
    return std::ranges::any_of(store.all(), [](const trust::KnownCertificate &known) { return known.frame != 0; });
}

void record(SignedFileState &state, const Outcome &outcome, const char *without_signer) {
    state.verdict = outcome.check.verdict;
    state.reason = keep(outcome.signer ? outcome.check.reason : without_signer);
    if (!outcome.signer) return;
    state.signer = keep(outcome.signer->certificate.subject);
    state.source = keep(outcome.signer->source);
    state.frame = outcome.signer->frame;
}

// A trust list is signed by a SAST that it holds itself. Whether the phone trusted that one before is another question.
void check_trust_list(SignedFileState &state, const ParsedFile &file, std::uint32_t frame) {
    trust::TrustStore own;
    own.add_list(file.bytes, file.list, 0, "");
    const Outcome outcome = verify(file, own);
    state.signer_has_other_role = outcome.signer && !is_sast(*outcome.signer);
    record(state, outcome, "no record of the list is the signer's");
    trust::TrustStore &known = capture_state().certificates;
    state.signer_is_new = outcome.signer && holds_list(known) && !holds_sast(known, outcome.signer->certificate);
    if (outcome.check.verdict != trust::Verdict::invalid)
        known.add_list(file.bytes, file.list, frame, file.name.base_name);
}

void check_file(SignedFileState &state, const ParsedFile &file) {
    const trust::TrustStore &known = capture_state().certificates;
    const Outcome outcome = verify(file, known);
    const bool lists = holds_list(known);
    state.signer_is_unknown = !outcome.signer && lists;
    state.signer_has_other_role = outcome.signer && !may_sign_files(*outcome.signer);
    record(
        state, outcome,
        lists ? "no trust list so far holds the signer's certificate" : "the capture has shown no trust list so far");
}

// ---- Decryption ----

void record(SignedFileState &state, const trust::Decryption &decryption) {
    state.decryption_reason = keep(decryption.reason);
    const bool wrong_key = decryption.status == trust::DecryptionStatus::wrong_key ||
                           decryption.status == trust::DecryptionStatus::digest_differs;
    state.decryption = wrong_key ? DecryptionOutcome::wrong_key : DecryptionOutcome::failed;
    if (decryption.status != trust::DecryptionStatus::decrypted) return;
    state.decryption = DecryptionOutcome::decrypted;
    state.plain_text_length = static_cast<std::uint32_t>(decryption.plain_text.size());
    state.plain_text = static_cast<const std::uint8_t *>(
        wmem_memdup(wmem_file_scope(), decryption.plain_text.data(), decryption.plain_text.size()));
}

void try_key(SignedFileState &state, const ParsedFile &file, const PhoneKey &row) {
    std::string error;
    if (const auto key = trust::PrivateKey::load(row.file, row.password ? row.password : "", error)) {
        record(state, trust::decrypt_configuration(file.bytes, file.header, *key));
    } else {
        state.decryption = DecryptionOutcome::failed;
        state.decryption_reason = keep(error);
    }
}

void decrypt(SignedFileState &state, const ParsedFile &file) {
    if (file.header.encrypted_key.empty()) {
        state.decryption = DecryptionOutcome::symmetric_key;
        return;
    }
    state.decryption = DecryptionOutcome::no_key;
    const std::string device = file.name.device.value_or("");
    for (const PhoneKey &row : phone_keys()) {
        if (!row.file || !*row.file) continue;
        if (row.device && *row.device && !wire::equal_ignoring_case(row.device, device)) continue;
        try_key(state, file, row);
        if (state.decryption == DecryptionOutcome::decrypted) return;
    }
}

}  // namespace

SignedFileState blank_file_state() {
    SignedFileState state{};
    state.verdict = trust::Verdict::not_checked;
    state.name = state.reason = state.signer = state.source = state.decryption_reason = "";
    return state;
}

SignedFileState *check_signed_file(const ParsedFile &file, std::uint32_t frame) {
    auto *state = wmem_new(wmem_file_scope(), SignedFileState);
    *state = blank_file_state();
    state->name = keep(file.requested);
    if (!file.is_signed) return state;
    switch (file.header.kind()) {
        case wire::SignedFileKind::trust_list:
            check_trust_list(*state, file, frame);
            break;
        case wire::SignedFileKind::encrypted_file:
            check_file(*state, file);
            decrypt(*state, file);
            break;
        case wire::SignedFileKind::signed_file:
            check_file(*state, file);
            break;
    }
    return state;
}

}  // namespace capf::dissect
