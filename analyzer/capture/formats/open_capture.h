// SPDX-License-Identifier: GPL-2.0-or-later
// How files of captures are opened.
#pragma once

#include <string>

namespace capf::capture {

// A descriptor for reading, which the caller closes, or -1 with errno.
[[nodiscard]] int open_capture(const std::string &path);

// For a process that may not open files by itself: from now on they come from `opener`, which gives a descriptor or a
// negative errno.
void open_captures_with(int (*opener)(const char *path));
[[nodiscard]] bool are_captures_given();

// For captures out of archives: from now on open_capture() of the name that is returned opens this file, which stays
// open as long as the process lives. The name is `name`, or that with a number behind it where it is taken.
[[nodiscard]] std::string add_unpacked_capture(const std::string &name, int descriptor);
// It is such a name: wiretap does not find it.
[[nodiscard]] bool is_unpacked(const std::string &path);

}  // namespace capf::capture
