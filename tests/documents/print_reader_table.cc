// SPDX-License-Identifier: GPL-2.0-or-later
// Prints the readers of logs as the table of docs/logs.md.
#include <iostream>

#include "analyzer/logs/reader_table.h"

int main() {
    using namespace capf::logs;
    std::cout << "| name | log | shows | format |\n|---|---|---|---|\n";
    for (const ReaderKind &kind : reader_table()) {
        std::cout << "| `" << kind.name << "` | " << kind.title << " | " << kind.tells << " | "
                  << certainty_name(kind.certainty) << ": " << kind.source << " |\n";
    }
    return 0;
}
