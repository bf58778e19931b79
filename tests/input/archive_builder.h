// SPDX-License-Identifier: GPL-2.0-or-later
// Archives for tests, made by libarchive in memory.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace capf::test {

using Members = std::vector<std::pair<std::string, std::string>>;  // name and content

[[nodiscard]] std::string make_tar(const Members &members);
// With a password, each member is encrypted.
[[nodiscard]] std::string make_zip(const Members &members, const std::string &password = "");
// One file compressed by "gzip", "bzip2", "xz" or "zstd".
[[nodiscard]] std::string compress(const std::string &filter, const std::string &content);

}  // namespace capf::test
