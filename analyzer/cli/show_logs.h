// SPDX-License-Identifier: GPL-2.0-or-later
// `show` of logs and of archives with logs: how they are read, line by line.
#pragma once

#include <string>

namespace capf::cli {

class Output;

// The file is a log or an archive, by its first bytes.
[[nodiscard]] bool is_log_or_archive(const std::string &path);

// Writes the events of every log in the file, those of a rotated one in the order in which they were written, and what
// became of its lines; with `quiet`, only that. False, and told, when something could not be read to its end, or no log
// is in it. `redacted`: texts and names of files are left out.
[[nodiscard]] bool show_logs(const std::string &path, bool quiet, bool redacted, Output &output);

}  // namespace capf::cli
