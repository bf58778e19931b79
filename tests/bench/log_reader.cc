// SPDX-License-Identifier: GPL-2.0-or-later
// Reads one log from standard input and counts: what the readers alone take, without archives and reports.
//
// usage: log_reader < LOG
#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

#include "analyzer/logs/reader_table.h"

using namespace capf;

int main() {
    std::array<char, 65'536> piece{};
    ssize_t length = read(STDIN_FILENO, piece.data(), piece.size());
    if (length <= 0) return 1;
    const logs::ReaderKind *const kind = logs::find_reader({piece.data(), static_cast<std::size_t>(length)});
    if (kind == nullptr) return 1;
    std::size_t events = 0;
    const auto reader = kind->make([&](const logs::LogEvent &) { ++events; }, {});
    reader->begin_file(0);
    while (length > 0) {
        reader->push({piece.data(), static_cast<std::size_t>(length)});
        length = read(STDIN_FILENO, piece.data(), piece.size());
    }
    reader->finish();
    std::printf("%zu lines, %zu events\n", reader->counts().front().lines, events);
    return 0;
}
