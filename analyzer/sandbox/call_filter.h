// SPDX-License-Identifier: GPL-2.0-or-later
// The system calls that a confined process may make.
#pragma once

#include <string>

namespace capf::sandbox {

// False where this build has no filter: a processor whose calls forbidden_call.h cannot answer, or a sanitizer, which
// makes calls of its own.
[[nodiscard]] bool can_filter_calls();

// From now on this process, its threads and what they call may read what is open, write to what is open, have memory
// and threads, and ask the broker; every other call is SIGSYS. Cannot be undone. `broker`: a socket, or -1.
[[nodiscard]] bool filter_calls(int broker, std::string &error);

// "openat"
[[nodiscard]] std::string call_name(int number);

}  // namespace capf::sandbox
