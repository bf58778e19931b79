// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/signed_file_check.h"

#include <algorithm>

#include "plugin/dissect/capture_state.h"
#include "plugin/dissect/preferences.h"
#include "plugin/trust/config_decryption.h"
#include "plugin/trust/file_verification.h"
#include "plugin/wire/ascii.h"

namespace capf::dissect {

namespace {

const char *keep(std::string_view text) {
    return reinterpret_cast<const char *>(get_utf_8_string(
        wmem_file_scope(), reinterpret_cast<const guint8 *>(text.data()), static_cast<int>(text.size())));
}

// ---- Signature ----

bool holds_list(const trust::TrustStore &store) {
    return std::ranges::any_of(store.all(), [](const trust::KnownCertificate &known) { return known.frame != 0; });
}

void check_signature(SignedFileState &state, const ParsedFile &file, std::uint32_t frame) {
    trust::TrustStore &known = capture_state().certificates;
    const bool is_list = file.header.kind() == wire::SignedFileKind::trust_list;
    const trust::FileVerification found =
        trust::verify_file(file.bytes, file.header, is_list ? &file.list : nullptr, known);
    state.verdict = found.verdict;
    state.reason = keep(found.reason);
    state.signer_is_new = is_list && found.signer && !found.trusted_before.value_or(true);
    state.signer_has_other_role = found.signer && !found.may_sign;
    const bool firmware = file.header.signed_with_image_key() || wire::is_firmware_name(file.name.base_name);
    state.signer_is_unknown = !is_list && !firmware && !found.signer && holds_list(known);
    if (found.signer) {
        state.signer = keep(found.signer->certificate.subject);
        state.source = keep(found.signer->source);
        state.frame = found.signer->frame;
    }
    if (is_list) trust::remember_list(known, file.bytes, file.list, found, frame, file.name.base_name);
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

namespace {

SignedFileState *new_state(const ParsedFile &file) {
    auto *state = wmem_new(wmem_file_scope(), SignedFileState);
    *state = blank_file_state();
    state->name = keep(file.requested);
    return state;
}

}  // namespace

SignedFileState *unchecked_part(const ParsedFile &file) {
    SignedFileState *state = new_state(file);
    if (file.is_signed) state->reason = "only a part of the file is here";
    return state;
}

SignedFileState *check_signed_file(const ParsedFile &file, std::uint32_t frame) {
    SignedFileState *state = new_state(file);
    if (!file.is_signed) return state;
    check_signature(*state, file, frame);
    if (file.header.kind() == wire::SignedFileKind::encrypted_file) decrypt(*state, file);
    return state;
}

}  // namespace capf::dissect
