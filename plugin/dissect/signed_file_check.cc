// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/dissect/signed_file_check.h"

#include "plugin/dissect/capture_state.h"

namespace capf::dissect {

namespace {

const char *keep(const std::string &text) {
    return reinterpret_cast<const char *>(get_utf_8_string(
        wmem_file_scope(), reinterpret_cast<const guint8 *>(text.data()), static_cast<int>(text.size())));
}

struct Outcome {
    trust::SignatureCheck check;
    const trust::KnownCertificate *signer = nullptr;
};

// Several certificates may carry the signer's name and serial number: one that verifies is enough.
Outcome verify(wire::Bytes file, const wire::SignedHeader &header, const trust::TrustStore &store) {
    Outcome outcome;
    for (const trust::KnownCertificate *signer : store.find_signers(file, header)) {
        const trust::SignatureCheck check = trust::verify_signed_file(file, header, signer->der);
        const bool better = !outcome.signer || check.verdict == trust::Verdict::valid;
        if (better) outcome = {check, signer};
        if (check.verdict == trust::Verdict::valid) break;
    }
    return outcome;
}

bool holds_sast(const trust::TrustStore &store, const trust::Certificate &certificate) {
    for (const trust::KnownCertificate &known : store.all())
        if (known.role == static_cast<std::uint16_t>(wire::Role::sast) &&
            known.certificate.sha256 == certificate.sha256)
            return true;
    return false;
}

void record(SignedFileState *state, const Outcome &outcome, const char *without_signer) {
    state->verdict = outcome.check.verdict;
    state->reason = keep(outcome.signer ? outcome.check.reason : without_signer);
    if (!outcome.signer) return;
    state->signer = keep(outcome.signer->certificate.subject);
    state->source = keep(outcome.signer->source);
    state->frame = outcome.signer->frame;
}

void check_trust_list(SignedFileState *state, wire::Bytes file, const wire::SignedHeader &header,
                      const wire::TrustList &list, std::uint32_t frame) {
    trust::TrustStore own;
    own.add_list(file, list, 0, "");
    const Outcome outcome = verify(file, header, own);
    record(state, outcome, "no record of the list is the signer's");
    trust::TrustStore &known = capture_state().certificates;
    state->signer_is_new = outcome.signer && !known.empty() && !holds_sast(known, outcome.signer->certificate);
    if (outcome.check.verdict != trust::Verdict::invalid) known.add_list(file, list, frame, state->name);
}

}  // namespace

SignedFileState *check_signed_file(wire::Bytes file, const wire::SignedHeader &header, const wire::TrustList &list,
                                   const char *name, std::uint32_t frame) {
    auto *state = wmem_new0(wmem_file_scope(), SignedFileState);
    state->name = keep(name);
    state->verdict = trust::Verdict::not_checked;
    state->reason = state->signer = state->source = "";
    if (header.kind() == wire::SignedFileKind::trust_list)
        check_trust_list(state, file, header, list, frame);
    else
        record(state, verify(file, header, capture_state().certificates),
               "the capture has shown no trust list with the signer's certificate before");
    return state;
}

}  // namespace capf::dissect
