// SPDX-License-Identifier: GPL-2.0-or-later
// What IOS prints for `debug capf-server all`, with its messages about phones, %IPPHONE. Long records run over several
// lines, in the middle of a word. [Cisco Unified CME debug command reference]
// What IOS prints for `debug capf-server all`, with its messages about phones, #pragma once

#include <memory>
#include <string_view>

#include "analyzer/logs/reader.h"

namespace capf::logs {

[[nodiscard]] int likeness_of_ios_capf(std::string_view line);
[[nodiscard]] std::unique_ptr<Reader> make_ios_capf_reader(Reader::Sink sink, const ReadOptions &options);

}  // namespace capf::logs
