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
#include <new>

#include "analyzer/batch/signals.h"
#include "analyzer/sandbox/exit_status.h"
#include "analyzer/sandbox/limits.h"
#include "analyzer/sandbox/sandbox.h"

namespace capf::batch {
namespace {

constexpr int kResult = STDERR_FILENO + 1, kRequests = kResult + 1;
constexpr std::uint64_t kMostTemporary = 4'000'000'000;  // bytes of a temporary file

void limit(__rlimit_resource what, std::uint64_t most) {
    const rlimit both{most, most};
    setrlimit(what, &both);
}

void set_limits(const WorkerLimits &limits) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, kMostTemporary);
    std::signal(SIGXFSZ, SIG_IGN);  // an error of the file, not the end
    sandbox::limit_memory(limits.memory);
    if (limits.time.count() > 0) {
        // On several processors it may take more than one second in a second: this is for a parent that is gone.
        const auto seconds = static_cast<std::uint64_t>(limits.time.count() / 1000 + 1);
        limit(RLIMIT_CPU, seconds * 4);
    }
}

// Of its parent's files it keeps none but those that lead to it: others are other workers' results.
void keep_only(const WorkerDescriptors &descriptors) {
    // Above those that are written over next.
    const auto raised = [](int file) { return file >= 0 ? fcntl(file, F_DUPFD, kRequests + 1) : -1; };
    const int result = raised(descriptors.result), messages = raised(descriptors.messages),
              requests = raised(descriptors.requests);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, STDIN_FILENO);
    dup2(messages, STDOUT_FILENO);
    dup2(messages, STDERR_FILENO);
    dup2(result, kResult);
    if (requests >= 0) dup2(requests, kRequests);
    const int first_to_close = requests >= 0 ? kRequests + 1 : kRequests;
    if (close_range(static_cast<unsigned>(first_to_close), ~0U, 0) == 0) return;
    for (int file = first_to_close; file < static_cast<int>(sysconf(_SC_OPEN_MAX)); ++file) close(file);
}

// Its parent has seen that this is possible here. That it gains no new rights it gives up in any case.
void confine(const sandbox::Confinement &confinement) {
    std::string error;
    if (sandbox::enter(confinement, kRequests, error)) return;
    std::fprintf(stderr, "no sandbox: %s\n", error.c_str());
    _exit(sandbox::kExceptionStatus);
}

void send(int to, const void *bytes, std::size_t size) {
    const auto *at = static_cast<const char *>(bytes);
    while (size > 0) {
        const ssize_t n = write(to, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) _exit(sandbox::kExceptionStatus);  // the parent is gone, or has had enough
        at += n;
        size -= static_cast<std::size_t>(n);
    }
}

}  // namespace

void run_worker(const Job &job, const WorkerLimits &limits, pid_t parent, const WorkerDescriptors &descriptors) {
    forget_signals();
    setpgid(0, 0);  // Ctrl-C at the terminal is for the parent, which says what becomes of its workers
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(sandbox::kExceptionStatus);  // it ended before that
    keep_only(descriptors);
    set_limits(limits);
    confine(limits.confinement);
    try {
        const std::string answer = job.run();
        const ResultLength length = answer.size();
        send(kResult, &length, sizeof length);
        send(kResult, answer.data(), answer.size());
    } catch (const std::bad_alloc &) {
        sandbox::end_out_of_memory();
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "%s\n", problem.what());
        _exit(sandbox::kExceptionStatus);
    }
    _exit(EXIT_SUCCESS);  // what libraries would tidy up goes with the process
}

}  // namespace capf::batch
