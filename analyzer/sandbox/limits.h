// SPDX-License-Identifier: GPL-2.0-or-later
// How much memory a process may take, and how it tells that this was not enough.
#pragma once

#include <cstdint>

namespace capf::sandbox {

// Ends this process with kOutOfMemoryStatus.
[[noreturn]] void end_out_of_memory();

// From now on this process may take so many bytes beyond what it has, and ends as above when C++ code finds no more.
// 0: as many as there are.
void limit_memory(std::uint64_t bytes);

}  // namespace capf::sandbox
