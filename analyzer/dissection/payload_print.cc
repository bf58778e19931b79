// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/payload_print.h"

#include <algorithm>

namespace capf::dissection {
namespace {

// FNV-1a: fast enough for every packet, and the same on every machine. Never 0, which stands for "not there".
std::uint64_t hash(wire::Bytes bytes) {
    std::uint64_t value = 0xcbf29ce484222325;
    for (const std::uint8_t byte : bytes) value = (value ^ byte) * 0x100000001b3;
    return value == 0 ? 1 : value;
}

}  // namespace

PayloadPrint print_of(wire::Bytes captured, std::uint32_t length) {
    PayloadPrint print;
    print.length = length;
    if (captured.empty()) return print;
    const std::size_t head = std::min<std::size_t>(length, kPayloadHead);
    if (captured.size() >= head) print.head = hash(captured.first(head));
    if (captured.size() == length) print.whole = hash(captured);
    return print;
}

}  // namespace capf::dissection
