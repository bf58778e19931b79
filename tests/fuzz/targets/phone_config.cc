// SPDX-License-Identifier: GPL-2.0-or-later
// A phone's configuration, whole or a fragment.
#include "plugin/wire/phone_config.h"

#include "tests/fuzz/check.h"
#include "tests/wire/parsed_ranges.h"

using namespace capf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    const wire::Bytes bytes(data, size);
    for (const wire::Range &range : wire::test::ranges_of_configuration(bytes))
        fuzz::require(wire::test::lies_inside(range, bytes), "ranges lie inside the text");
    (void)wire::looks_like_xml(bytes);
    const wire::PhoneConfig config = wire::parse_phone_config(bytes);
    (void)config.full();
    (void)config.encrypted();
    if (const auto mode = config.auth_mode()) fuzz::require(*mode >= 0 && *mode <= 2, "the mode is one of three");
    for (const wire::CapfServer &server : config.capf_servers) {
        const auto port = server.port ? wire::parse_port(server.port->value) : std::nullopt;
        if (port) fuzz::require(*port != 0, "a port is not 0");
    }
    return 0;
}
