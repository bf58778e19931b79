// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/worker_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <new>

#include "analyzer/batch/signals.h"

namespace capf::batch {
namespace {

constexpr int kResult = STDERR_FILENO + 1;

[[noreturn]] void end_out_of_memory() {
    _exit(kOutOfMemoryStatus);
}

// What counts against RLIMIT_DATA so far: data, heap, and private mappings that can be written, in bytes. 0: unknown.
std::uint64_t memory_taken() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
    if (!(statm >> size >> resident >> shared >> text >> library >> data)) return 0;
    return data * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void limit(__rlimit_resource what, std::uint64_t most) {
    const rlimit both{most, most};
    setrlimit(what, &both);
}

void set_limits(const WorkerLimits &limits) {
    limit(RLIMIT_CORE, 0);
#ifndef CAPF_SANITIZED  // whose shadow memory counts, too
    if (limits.memory > 0) limit(RLIMIT_DATA, memory_taken() + limits.memory);
#endif
    if (limits.time.count() > 0) {
        // On several processors it may take more than one second in a second: this is for a parent that is gone.
        const auto seconds = static_cast<std::uint64_t>(limits.time.count() / 1000 + 1);
        limit(RLIMIT_CPU, seconds * 4);
    }
    std::set_new_handler(end_out_of_memory);
}

// Of its parent's files it keeps none but those for its result and its messages: others are other workers' results.
void keep_only(int result, int messages) {
    constexpr int kFirst = STDERR_FILENO + 1;
    // Above those that are written over next.
    const int high_result = fcntl(result, F_DUPFD, kFirst + 2), high_messages = fcntl(messages, F_DUPFD, kFirst + 2);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(high_messages, STDOUT_FILENO);
    dup2(high_messages, STDERR_FILENO);
    dup2(high_result, kResult);
    if (close_range(kResult + 1, ~0U, 0) == 0) return;
    for (int file = kResult + 1; file < static_cast<int>(sysconf(_SC_OPEN_MAX)); ++file) close(file);
}

void send(int to, const void *bytes, std::size_t size) {
    const auto *at = static_cast<const char *>(bytes);
    while (size > 0) {
        const ssize_t n = write(to, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) _exit(kExceptionStatus);  // the parent is gone, or has had enough
        at += n;
        size -= static_cast<std::size_t>(n);
    }
}

}  // namespace

void run_worker(const Job &job, const WorkerLimits &limits, pid_t parent, int result, int messages) {
    forget_signals();
    setpgid(0, 0);  // Ctrl-C at the terminal is for the parent, which says what becomes of its workers
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kExceptionStatus);  // it ended before that
    keep_only(result, messages);
    set_limits(limits);
    try {
        const std::string answer = job();
        const ResultLength length = answer.size();
        send(kResult, &length, sizeof length);
        send(kResult, answer.data(), answer.size());
    } catch (const std::bad_alloc &) {
        end_out_of_memory();
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "%s\n", problem.what());
        _exit(kExceptionStatus);
    }
    _exit(EXIT_SUCCESS);  // what libraries would tidy up goes with the process
}

}  // namespace capf::batch
