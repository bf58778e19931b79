// SPDX-License-Identifier: GPL-2.0-or-later
// A file without a name, which is gone when the process is, however it ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace capf::capture {

// In TMPDIR, else /tmp. A descriptor open for reading and writing, the caller's to close; -1 and the reason in `error`.
[[nodiscard]] int temporary_file(std::string &error);

// False when not all bytes could be written, as on a full disk.
[[nodiscard]] bool write_all(int file, const std::uint8_t *bytes, std::size_t size);

}  // namespace capf::capture
