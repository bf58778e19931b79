// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include <unistd.h>

namespace capf::sandbox {

// Closes the file, if it is one, and makes it none.
inline void close_and_forget(int &file) {
    if (file >= 0) close(file);
    file = -1;
}

}  // namespace capf::sandbox
