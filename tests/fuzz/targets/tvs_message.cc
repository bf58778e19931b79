// SPDX-License-Identifier: GPL-2.0-or-later
// One TVS message.
#include "plugin/wire/tvs_message.h"

#include "plugin/trust/certificate.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/tlv_mutator.h"
#include "tests/wire/parsed_ranges.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const wire::Bytes bytes(data, size);
    for (const wire::Range &range : wire::test::ranges_of_tvs_message(bytes))
        fuzz::require(wire::test::lies_inside(range, bytes), "ranges lie inside the message");
    const auto message = wire::parse_tvs_message(bytes);
    const auto length = wire::tvs_message_length(bytes);
    fuzz::require(message.has_value() == length.has_value(), "a header that gives a length gives a message");
    if (wire::looks_like_tvs(bytes)) fuzz::require(message.has_value(), "what looks like TVS parses");
    if (!message) return 0;
    fuzz::require(*length == wire::kTvsHeaderLength + message->body_length, "the length is the header's");
    if (const auto *certificate = message->find(wire::TvsTag::certificate))
        (void)trust::read_certificate(wire::slice(bytes, certificate->value));
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t most, unsigned seed) {
    return fuzz::mutate_elements(fuzz::kTvsFormat, data, size, most, seed);
}
