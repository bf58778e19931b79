// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/capture_name.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "plugin/wire/ascii.h"

namespace capf::batch {
namespace {

constexpr std::string_view kCompressed[] = {".gz", ".zst", ".lz4"};
// What Wireshark writes and what it is commonly given: pcap, pcapng, Sniffer, snoop, ERF, NetScaler, Network Monitor.
constexpr std::string_view kCaptures[] = {".pcap", ".pcapng", ".cap", ".dmp",   ".ntar", ".snoop",
                                          ".erf",  ".5vw",    ".trc", ".trace", ".tpc",  ".bfr"};

}  // namespace

bool is_capture_name(std::string_view name) {
    const std::string lower = wire::lower(name);
    std::string_view rest = lower;
    for (const std::string_view ending : kCompressed) {
        if (rest.ends_with(ending)) rest.remove_suffix(ending.size());
    }
    const std::size_t last = rest.find_last_not_of("0123456789");
    const std::string_view unnumbered = rest.substr(0, last == std::string_view::npos ? 0 : last + 1);
    return std::any_of(std::begin(kCaptures), std::end(kCaptures),
                       [&](std::string_view ending) { return rest.ends_with(ending) || unnumbered.ends_with(ending); });
}

std::uint64_t hash_of_name(std::string_view name) {
    constexpr std::uint64_t kBasis = 0xcbf29ce484222325, kPrime = 0x100000001b3;
    std::uint64_t hash = kBasis;
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    return hash;
}

std::string id_of_name(std::string_view name) {
    return fmt::format("{:016x}", hash_of_name(name));
}

}  // namespace capf::batch
