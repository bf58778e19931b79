// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/payload_print.h"

#include <algorithm>
#include <bit>

#include "analyzer/capture/formats/byte_order.h"
#include "analyzer/capture/selection/flow_key.h"

namespace capf::dissection {
namespace {

// Of the bytes as words, the same on every machine. Never 0, which stands for "not there".
std::uint64_t hash(wire::Bytes bytes) {
    constexpr bool kSwap = std::endian::native == std::endian::big;
    std::uint64_t value = 0xCBF29CE484222325ULL ^ bytes.size();
    for (; bytes.size() >= sizeof value; bytes = bytes.subspan(sizeof value)) {
        value = capture::mixed(value ^ capture::number_at<std::uint64_t>(bytes.data(), kSwap));
    }
    std::uint64_t rest = 0;
    for (const std::uint8_t byte : bytes) rest = rest << 8 | byte;
    value = capture::mixed(value ^ rest);
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
