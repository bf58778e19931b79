// SPDX-License-Identifier: GPL-2.0-or-later
// One CAPF message: the parser, and the signatures and certificates inside it.
#include "plugin/wire/capf_message.h"

#include "plugin/trust/certificate.h"
#include "plugin/trust/signature.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/tlv_mutator.h"
#include "tests/wire/parsed_ranges.h"

namespace {

using namespace capf;

void check_signatures(wire::Bytes bytes, const wire::CapfMessage &message) {
    for (const wire::CapfElement &element : message.elements) {
        if (std::holds_alternative<wire::CapfSignature>(element.content))
            (void)trust::verify_signed_data(bytes, message, element);
        if (const auto *certificate = std::get_if<wire::CapfCertificate>(&element.content))
            (void)trust::read_certificate(wire::slice(bytes, certificate->der));
        if (element.is(wire::CapfTag::public_key)) (void)trust::read_public_key(wire::slice(bytes, element.value));
        if (const auto *sudi = std::get_if<wire::CapfSudi>(&element.content)) {
            for (const wire::CapfSudiPart &part : sudi->parts) (void)trust::verify_sudi(bytes, message, *sudi, part);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const wire::Bytes bytes(data, size);
    for (const wire::Range &range : wire::test::ranges_of_capf_message(bytes))
        fuzz::require(wire::test::lies_inside(range, bytes), "ranges lie inside the message");
    const auto message = wire::parse_capf_message(bytes);
    const auto length = wire::capf_message_length(bytes);
    fuzz::require(message.has_value() == length.has_value(), "a header that gives a length gives a message");
    if (wire::looks_like_capf(bytes)) fuzz::require(message.has_value(), "what looks like CAPF parses");
    if (!message) return 0;
    fuzz::require(*length == wire::kCapfHeaderLength + message->body_length, "the length is the header's");
    check_signatures(bytes, *message);
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t most, unsigned seed) {
    return fuzz::mutate_elements(fuzz::kCapfFormat, data, size, most, seed);
}
