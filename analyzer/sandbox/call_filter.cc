// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/call_filter.h"

#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace capf::sandbox {
namespace {

// What a process that reads, computes and writes its result calls, by itself or by way of the C library.
constexpr const char *kAllowed[] = {
    // what is open
    "read", "pread64", "readv", "preadv", "lseek", "_llseek", "write", "writev", "pwrite64", "pwritev", "close",
    "fstat", "fstat64", "fadvise64", "poll", "ppoll",
    // memory and threads
    "brk", "munmap", "mremap", "madvise", "futex", "futex_time64", "set_robust_list", "rseq", "sched_yield",
    "sched_getaffinity", "gettid", "getpid", "getuid", "geteuid", "getgid", "getegid", "sysinfo", "uname", "getrandom",
    // time
    "clock_gettime", "clock_gettime64", "clock_getres", "gettimeofday", "time", "nanosleep", "clock_nanosleep",
    // children that it made before
    "wait4",
    // signals to itself, and the end
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group"};

// prctl's that change nothing but names, and those that only tell.
constexpr int kPrctls[] = {PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP, 0x53564d41 /* PR_SET_VMA */};
constexpr int kFcntls[] = {F_GETFD, F_SETFD, F_GETFL, F_SETFL};

class Filter {
public:
    Filter() : context_(seccomp_init(SCMP_ACT_TRAP), seccomp_release) {}

    bool build(int broker) {
        if (context_ == nullptr) return false;
        seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
        for (const char *name : kAllowed) add(SCMP_ACT_ALLOW, name);
        add_memory();
        add_threads();
        // fstat() of some C libraries; of a path it is forbidden.
        add(SCMP_ACT_ALLOW, "newfstatat", SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
        for (const int one : kPrctls) add(SCMP_ACT_ALLOW, "prctl", SCMP_A0(SCMP_CMP_EQ, number(one)));
        for (const int one : kFcntls) add(SCMP_ACT_ALLOW, "fcntl", SCMP_A1(SCMP_CMP_EQ, number(one)));
        // abort()
        for (const char *name : {"tgkill", "kill"}) {
            add(SCMP_ACT_ALLOW, name, SCMP_A0(SCMP_CMP_EQ, number(getpid())));
        }
        // Whether an output is a terminal: it is none.
        add(SCMP_ACT_ERRNO(ENOTTY), "ioctl");
        if (broker >= 0) {
            for (const char *name : {"sendto", "sendmsg", "recvmsg"}) {
                add(SCMP_ACT_ALLOW, name, SCMP_A0(SCMP_CMP_EQ, number(broker)));
            }
        }
        return good_;
    }

    // 0 or an errno.
    [[nodiscard]] int load() const { return -seccomp_load(context_.get()); }

private:
    static scmp_datum_t number(int value) { return static_cast<scmp_datum_t>(value); }

    template <typename... Comparison>
    void add(std::uint32_t action, const char *name, Comparison... comparison) {
        const int call = seccomp_syscall_resolve_name(name);
        if (call == __NR_SCMP_ERROR) return;  // newer than this library
        // A negative number is a call that this processor does not have.
        const int result = seccomp_rule_add(context_.get(), action, call, sizeof...(comparison), comparison...);
        if (result != 0 && call >= 0) good_ = false;
    }

    // No memory that holds code.
    void add_memory() {
        for (const char *name : {"mmap", "mmap2", "mprotect"}) {
            add(SCMP_ACT_ALLOW, name, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        }
    }

    // Threads, no processes. The C library goes on with clone(), whose flags can be seen, where there is no clone3().
    void add_threads() {
        add(SCMP_ACT_ALLOW, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
        add(SCMP_ACT_ERRNO(ENOSYS), "clone3");
    }

    std::unique_ptr<void, decltype(&seccomp_release)> context_;
    bool good_ = true;
};

}  // namespace

bool can_filter_calls() {
#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(CAPF_SANITIZED)
    return true;
#else
    return false;
#endif
}

bool filter_calls(int broker, std::string &error) {
    Filter filter;
    if (!filter.build(broker)) {
        error = "the filter of system calls cannot be made";
        return false;
    }
    const int problem = filter.load();
    if (problem != 0) error = std::string("system calls cannot be filtered (seccomp): ") + std::strerror(problem);
    return problem == 0;
}

std::string call_name(int number) {
    const std::unique_ptr<char, decltype(&std::free)> name(
        seccomp_syscall_resolve_num_arch(seccomp_arch_native(), number), std::free);
    return name != nullptr ? name.get() : "system call " + std::to_string(number);
}

}  // namespace capf::sandbox
