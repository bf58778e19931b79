// SPDX-License-Identifier: GPL-2.0-or-later
// Everything here but answer_forbidden_calls() runs in a signal handler: no memory, no locks, nothing of stdio.
#include "analyzer/sandbox/forbidden_call.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>

#include "analyzer/sandbox/exit_status.h"
#include "analyzer/sandbox/file_request.h"

namespace capf::sandbox {
namespace {

constexpr long kForbidden = -1'000'000;  // no call returns that

int broker_socket = -1;
bool others_are_absent = false;

// A call's arguments, and where its result goes.
class Call {
public:
    explicit Call(void *context) : machine_(static_cast<ucontext_t *>(context)->uc_mcontext) {}

#if defined(__x86_64__)
    [[nodiscard]] std::int64_t argument(int index) const {
        constexpr int kRegisters[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10};
        return machine_.gregs[kRegisters[index]];
    }
    void set_result(long result) {
        machine_.gregs[REG_RAX] = result;
    }
#elif defined(__aarch64__)
    [[nodiscard]] std::int64_t argument(int index) const {
        return static_cast<std::int64_t>(machine_.regs[index]);
    }
    void set_result(long result) {
        machine_.regs[0] = static_cast<std::uint64_t>(result);
    }
#else
    [[nodiscard]] std::int64_t argument(int) const {
        return 0;
    }
    void set_result(long) {}
#endif
    [[nodiscard]] const char *text(int index) const {
        return reinterpret_cast<const char *>(argument(index));
    }

private:
    mcontext_t &machine_;
};

// A file that cannot be had is an error of that file; one that is not granted, a forbidden call.
long opened(char kind, const char *path) {
    const int file = ask_for_file(broker_socket, kind, path);
    if (file != kNotGranted) return file;
    return others_are_absent ? -ENOENT : kForbidden;
}

long open_file(const char *path, int flags) {
    // The C library's tables of character sets: without them it converts fewer, which Wireshark can do with.
    if (std::strstr(path, "/gconv/") != nullptr) return -ENOENT;
    // glibc's malloc asks this how to give back what a thread no longer needs, and has an answer of its own without it.
    if (std::strcmp(path, "/proc/sys/vm/overcommit_memory") == 0) return -ENOENT;
    if ((flags & O_TMPFILE) == O_TMPFILE) return opened(kTemporaryFile, "");
    return (flags & O_ACCMODE) == O_RDONLY && (flags & O_DIRECTORY) == 0 ? opened(kReadFile, path) : kForbidden;
}

// wiretap looks at a file's type before it opens it.
long stat_file(const char *path, std::int64_t result) {
    const long file = opened(kReadFile, path);
    if (file < 0) return file;
    const int status = fstat(static_cast<int>(file), reinterpret_cast<struct stat *>(result));
    close(static_cast<int>(file));
    return status == 0 ? 0 : -EACCES;
}

long answer(long number, const Call &call) {
    switch (number) {
        case SYS_openat:
            return open_file(call.text(1), static_cast<int>(call.argument(2)));
        case SYS_newfstatat:
            return stat_file(call.text(1), call.argument(2));
#ifdef SYS_open
        case SYS_open:
            return open_file(call.text(0), static_cast<int>(call.argument(1)));
        case SYS_stat:
            return stat_file(call.text(0), call.argument(1));
#endif
        default:
            return kForbidden;
    }
}

[[noreturn]] void tell_and_end(long number) {
    const char message[] = {kForbiddenCall, static_cast<char>(number >> 8), static_cast<char>(number)};
    if (broker_socket >= 0) send(broker_socket, message, sizeof message, MSG_NOSIGNAL);
    _exit(kForbiddenStatus);
}

void on_forbidden_call(int, siginfo_t *info, void *context) {
    const int saved = errno;
    Call call(context);
    const long result = answer(info->si_syscall, call);
    if (result == kForbidden) tell_and_end(info->si_syscall);
    call.set_result(result);
    errno = saved;
}

}  // namespace

void answer_forbidden_calls(int broker, bool other_files_are_absent) {
    broker_socket = broker;
    others_are_absent = other_files_are_absent;
    struct sigaction action {};
    action.sa_sigaction = on_forbidden_call;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSYS, &action, nullptr);
    sigset_t forbidden;
    sigemptyset(&forbidden);
    sigaddset(&forbidden, SIGSYS);
    sigprocmask(SIG_UNBLOCK, &forbidden, nullptr);
}

}  // namespace capf::sandbox
