// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/signals.h"

#include <initializer_list>

namespace capf::batch {
namespace {

constexpr std::initializer_list<int> kEnding = {SIGINT, SIGTERM, SIGHUP};
// A pipe or a file that takes no more is told by write() then.
constexpr std::initializer_list<int> kIgnored = {SIGPIPE, SIGXFSZ};

volatile std::sig_atomic_t interrupted = 0;

void note(int signal) {
    interrupted = signal;
}
void only_wake(int /*signal*/) {}

void handle(int signal, void (*handler)(int), int flags) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(signal, &action, nullptr);
}

}  // namespace

Signals::Signals() {
    interrupted = 0;
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD);
    for (const int signal : kEnding) sigaddset(&blocked, signal);
    sigprocmask(SIG_BLOCK, &blocked, &before_);
    for (const int signal : kEnding) {
        struct sigaction now {};
        sigaction(signal, nullptr, &now);
        // nohup's stays ignored.
        if (now.sa_handler != SIG_IGN) handle(signal, note, static_cast<int>(SA_RESETHAND));
    }
    for (const int signal : kIgnored) handle(signal, SIG_IGN, 0);
    handle(SIGCHLD, only_wake, 0);
}

Signals::~Signals() {
    forget_signals();
    sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int Signals::interruption() {
    return interrupted;
}

void forget_signals() {
    for (const int signal : kEnding) handle(signal, SIG_DFL, 0);
    for (const int signal : kIgnored) handle(signal, SIG_DFL, 0);
    handle(SIGCHLD, SIG_DFL, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

}  // namespace capf::batch
