// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace capf::sandbox {

// Copies at once the pages of libraries' data that this process shares with its parent. libwireshark writes to some
// 20 MB of them when it starts: page by page beside other threads, each copy would interrupt the other processors.
// To be called while there is one thread. Does nothing where the kernel cannot (before Linux 5.14).
void own_pages();

}  // namespace capf::sandbox
