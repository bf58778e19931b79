// SPDX-License-Identifier: GPL-2.0-or-later
// How a confined process ended, in words that go on after its name.
#pragma once

#include <cstdint>
#include <string>

#include "analyzer/sandbox/file_broker.h"

namespace capf::sandbox {

// What a process does to itself, unlike what is done to it: SIGSEGV, SIGABRT …
[[nodiscard]] bool is_own_fault(int signal);
// "crashed with SIGSEGV", "was killed with SIGKILL", or that the sandbox stopped it.
[[nodiscard]] std::string signal_words(int signal);
// Of kOutOfMemoryStatus; `bytes`: what it may have.
[[nodiscard]] std::string memory_words(std::uint64_t bytes);
// Of kForbiddenStatus.
[[nodiscard]] std::string forbidden_words(const FileBroker *broker);

}  // namespace capf::sandbox
