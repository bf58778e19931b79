// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/interruption.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <initializer_list>

namespace capf::capture {
namespace {

// A pipe that becomes readable with the signal: threads that wait for bytes wait for it too, whichever of them gets it.
int to_be_told = -1, told = -1;
volatile std::sig_atomic_t interrupted = 0, judging = 0, interrupted_judging = 0;

// Of CLOCK_MONOTONIC, in milliseconds.
std::int64_t now() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1000 + time.tv_nsec / 1'000'000;
}

constexpr std::int64_t kOnce = 500;
volatile std::sig_atomic_t has_come = 0;
volatile std::int64_t first = 0;

void note(int signal) {
    const int before = errno;
    if (is_second_signal()) {
        std::signal(signal, SIG_DFL);
        raise(signal);
    }
    if (interrupted == 0) {
        interrupted_judging = judging;
        interrupted = 1;
        const char one = 1;
        [[maybe_unused]] const ssize_t written = write(told, &one, 1);
    }
    errno = before;
}

}  // namespace

bool is_second_signal() {
    if (has_come != 0) return now() - first > kOnce;
    first = now();
    has_come = 1;
    return false;
}

void end_reading_on_signals() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return;  // a signal ends the process, as it always did
    to_be_told = ends[0];
    told = ends[1];
    for (const int signal : {SIGINT, SIGTERM}) {
        struct sigaction now {};
        sigaction(signal, nullptr, &now);
        if (now.sa_handler == SIG_IGN) continue;
        struct sigaction action {};
        action.sa_handler = note;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, nullptr);
    }
}

bool is_reading_interrupted() {
    return interrupted != 0;
}

bool is_judging_interrupted() {
    return interrupted_judging != 0;
}

void begin_reading() {
    judging = 0;
}

void end_of_reading() {
    judging = 1;
}

bool wait_for_interruption() {
    constexpr int kMoment = 300;  // milliseconds
    pollfd signal{to_be_told, POLLIN, 0};
    if (to_be_told >= 0 && interrupted == 0) poll(&signal, 1, kMoment);
    return interrupted != 0;
}

bool wait_for_bytes(int descriptor) {
    if (to_be_told < 0) return true;
    pollfd ready[] = {{descriptor, POLLIN, 0}, {to_be_told, POLLIN, 0}};
    while (interrupted == 0) {
        if (poll(ready, 2, -1) >= 0) return ready[1].revents == 0;
        if (errno != EINTR) return true;  // read() tells what is wrong
    }
    return false;
}

}  // namespace capf::capture
