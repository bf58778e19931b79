// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/file_endings.h"

#include <algorithm>
#include <iterator>

#include "plugin/wire/ascii.h"

namespace capf::redact {
namespace {

// What phones ask for, and what users have: captures, keys, certificates, lists.
constexpr std::string_view kEndings[] = {
    ".cnf", ".xml", ".sgn", ".enc", ".tlv",  ".sbn",    ".sb2", ".bin", ".loads", ".jar",   ".zz",  ".raw", ".png",
    ".jpg", ".gz",  ".tar", ".zip", ".txt",  ".cfg",    ".htm", ".csv", ".html",  ".json",  ".img", ".wav", ".pem",
    ".cer", ".crt", ".der", ".key", ".pcap", ".pcapng", ".cap", ".erf", ".trc",   ".snoop", ".zst", ".lz4", ".keylog"};

}  // namespace

std::size_t stem_length(std::string_view name) {
    const auto ends = [&](std::string_view ending) { return wire::ends_with_ignoring_case(name, ending); };
    for (;;) {
        const auto *const ending = std::find_if(std::begin(kEndings), std::end(kEndings), ends);
        if (ending == std::end(kEndings)) return name.size();
        name.remove_suffix(ending->size());
    }
}

}  // namespace capf::redact
