// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/reader_table.h"

#include <algorithm>
#include <array>

#include "analyzer/logs/readers/tftp_trace.h"

namespace capf::logs {
namespace {

constexpr int kLeastLikeness = 5;
constexpr std::size_t kMostHead = 65'536;

constexpr std::array kReaders = {
    ReaderKind{.format = Format::tftp_trace,
               .name = "tftp",
               .title = "CUCM TFTP trace",
               .certainty = Certainty::documented,
               .source = "Cisco 214528, 222878, 200981",
               .likeness = likeness_of_tftp_trace,
               .make = make_tftp_trace_reader},
};

}  // namespace

std::span<const ReaderKind> reader_table() {
    return kReaders;
}

const ReaderKind &reader_of(Format format) {
    return *std::ranges::find(kReaders, format, &ReaderKind::format);
}

int recognise(const ReaderKind &kind, std::string_view head) {
    head = head.substr(0, kMostHead);
    std::size_t lines = 0, likeness = 0;
    while (!head.empty()) {
        std::string_view line = head.substr(0, head.find('\n'));
        head.remove_prefix(std::min(line.size() + 1, head.size()));
        while (line.ends_with('\r')) line.remove_suffix(1);
        if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
        ++lines;
        likeness += static_cast<std::size_t>(kind.likeness(line));
    }
    // Of two lines, one may be a half; of more, both ends.
    if (lines > 2) lines -= 2;
    return lines == 0 ? 0 : static_cast<int>(std::min<std::size_t>(100, 50 * likeness / lines));
}

const ReaderKind *find_reader(std::string_view head) {
    if (head.substr(0, kMostHead).find('\0') != std::string_view::npos) return nullptr;
    const ReaderKind *best = nullptr;
    int most = kLeastLikeness - 1;
    for (const ReaderKind &kind : kReaders) {
        const int likeness = recognise(kind, head);
        if (likeness > most) {
            most = likeness;
            best = &kind;
        }
    }
    return best;
}

}  // namespace capf::logs
