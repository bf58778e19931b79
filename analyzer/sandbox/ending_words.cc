// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/ending_words.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <iterator>

#include <fmt/format.h>

#include "analyzer/sandbox/call_filter.h"

namespace capf::sandbox {
namespace {

const char *const kStopped = "was stopped by the sandbox";

}  // namespace

bool is_own_fault(int signal) {
    constexpr int kOwn[] = {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGSYS};
    return std::find(std::begin(kOwn), std::end(kOwn), signal) != std::end(kOwn);
}

std::string signal_words(int signal) {
    // A call made while signals are blocked, as fork() does in newer C libraries, cannot tell its number.
    if (signal == SIGSYS) return std::string(kStopped) + " (SIGSYS)";
    const char *name = sigabbrev_np(signal);
    return fmt::format("{} with {}", is_own_fault(signal) ? "crashed" : "was killed",
                       name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name));
}

std::string memory_words(std::uint64_t bytes) {
    return fmt::format("needed more than its {} MB of memory", bytes / 1'000'000);
}

std::string forbidden_words(const FileBroker *broker) {
    const auto call = broker != nullptr ? broker->forbidden_call() : std::nullopt;
    return call ? fmt::format("{}: it called {}", kStopped, call_name(*call)) : kStopped;
}

}  // namespace capf::sandbox
