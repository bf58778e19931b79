// SPDX-License-Identifier: GPL-2.0-or-later
// How a capture of many phones is judged: in parts, several at a time, with a word on how far it is.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "analyzer/parts/parted_check.h"

namespace capf::cli {

class CommandLine;
class Output;
class SandboxArguments;

class PartArguments {
public:
    // --jobs, --part-size.
    void add_options(CommandLine &line);
    // False after an error, which was told.
    [[nodiscard]] bool load();
    // Without --part-size 0.
    [[nodiscard]] bool wanted() const { return size_ > 0; }
    // All but what makes the texts. Both must outlive the result.
    [[nodiscard]] parts::PartOptions options(const SandboxArguments &sandbox, const Output &output) const;

private:
    std::string jobs_text_, size_text_;
    unsigned jobs_ = 1;
    std::uint64_t least_ = 0, size_ = 0;  // frames
};

// "400 phones judged, 20 % of the capture, 12 s left".
[[nodiscard]] std::string part_progress_words(std::uint64_t done, std::uint64_t all, std::size_t phones,
                                              std::chrono::duration<double> taken);

}  // namespace capf::cli
