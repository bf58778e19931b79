// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/store_format.h"

#include "analyzer/cli/command_line.h"

namespace capf::cli {

void add_store_format(CommandLine &line, std::string &format) {
    line.add_choice("--format", format, {"auto", "jsonl", "sqlite"}, "FORMAT");
}

batch::StoreFormat store_format(const std::string &format, const std::string &output) {
    if (format == "auto") return batch::format_of_name(output);
    return format == "sqlite" ? batch::StoreFormat::sqlite : batch::StoreFormat::json_lines;
}

}  // namespace capf::cli
