// SPDX-License-Identifier: GPL-2.0-or-later
// A signed file: header, records, the search for its signer, the signature, and decryption with a phone's key.
#include "plugin/trust/config_decryption.h"
#include "plugin/trust/signature.h"
#include "plugin/trust/trust_store.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/tlv_mutator.h"
#include "tests/wire/parsed_ranges.h"

namespace {

using namespace capf;

// The key of the recorded phone whose encrypted configuration is among the seeds.
const trust::PrivateKey &phone_key() {
    static const trust::PrivateKey key = [] {
        std::string error;
        auto loaded = trust::PrivateKey::load(CAPF_FUZZ_PHONE_KEY, "", error);
        fuzz::require(loaded.has_value(), error.c_str());
        return *loaded;
    }();
    return key;
}

void check_against_its_own_records(wire::Bytes bytes, const wire::SignedHeader &header) {
    const wire::TrustList list = wire::parse_trust_list(bytes, header.payload);
    trust::TrustStore store;
    store.add_list(bytes, list, 1, "list");
    for (const trust::KnownCertificate *signer : store.find_signers(bytes, header))
        (void)trust::verify_signed_file(bytes, header, signer->der);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const wire::Bytes bytes(data, size);
    for (const wire::Range &range : wire::test::ranges_of_signed_file(bytes))
        fuzz::require(wire::test::lies_inside(range, bytes), "ranges lie inside the file");
    (void)wire::looks_like_signed_file(bytes);
    const wire::SignedHeader header = wire::parse_signed_header(bytes);
    check_against_its_own_records(bytes, header);
    if (header.kind() == wire::SignedFileKind::encrypted_file) {
        const trust::Decryption decryption = trust::decrypt_configuration(bytes, header, phone_key());
        fuzz::require(decryption.plain_text.size() <= header.payload.length, "decryption does not grow");
    }
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t most, unsigned seed) {
    return fuzz::mutate_elements(fuzz::kSignedFileFormat, data, size, most, seed);
}
