// SPDX-License-Identifier: GPL-2.0-or-later
// The signals of a process that waits for its workers.
#pragma once

#include <csignal>

namespace capf::batch {

// While it lives, signals that end a program (SIGINT, SIGTERM, SIGHUP) are only noted, and none of them, nor a child's
// end, comes but while the process waits with while_waiting(). A second one ends the process at once. One at a time.
class Signals {
public:
    Signals();
    ~Signals();
    Signals(const Signals &) = delete;
    Signals &operator=(const Signals &) = delete;

    // The signal that asked the process to end, or 0.
    [[nodiscard]] static int interruption();
    // For ppoll().
    [[nodiscard]] const sigset_t &while_waiting() const { return before_; }

private:
    sigset_t before_{};
};

// In a child: signals are as in a program that has just begun.
void forget_signals();

}  // namespace capf::batch
