// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/confined_run.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <future>
#include <new>

#include <fmt/format.h>

#include "analyzer/sandbox/ending_words.h"
#include "analyzer/sandbox/exit_status.h"
#include "analyzer/sandbox/file_broker.h"
#include "analyzer/sandbox/file_request.h"
#include "analyzer/sandbox/limits.h"
#include "analyzer/sandbox/own_pages.h"
#include "analyzer/sandbox/sandbox.h"
#include "analyzer/sandbox/warm_up.h"

namespace capf::sandbox {
namespace {

// Of the child: what its threads are confined to.
struct {
    bool wanted = false;
    Confinement confinement;
    int broker = -1;
} child;

thread_local bool is_confined = false;  // by confine_thread() itself, not by the thread that made this one

[[noreturn]] void run_child(const ConfinedRun &run, const std::function<int()> &work, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kExceptionStatus);  // it ended before that
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    limit_memory(run.memory);
    own_pages();
    warm_up();
    try {
        const int status = work();
        std::fflush(nullptr);
        _exit(status);  // what libraries would tidy up goes with the process
    } catch (const std::bad_alloc &) {
        end_out_of_memory();
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "capfcheck: %s\n", problem.what());
        _exit(kExceptionStatus);
    }
}

// While the child runs, it decides what SIGINT and SIGTERM mean. A terminal sends them to both; what was sent to this
// process alone is passed on.
class ForwardedSignals {
public:
    explicit ForwardedSignals(pid_t to) {
        receiver = to;
        for (std::size_t i = 0; i < kSignals.size(); ++i) {
            sigaction(kSignals[i], nullptr, &before_[i]);
            if (before_[i].sa_handler == SIG_IGN) continue;
            struct sigaction action {};
            action.sa_sigaction = pass_on;
            action.sa_flags = SA_SIGINFO | SA_RESTART;
            sigemptyset(&action.sa_mask);
            sigaction(kSignals[i], &action, nullptr);
        }
    }
    ~ForwardedSignals() {
        for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
    }
    ForwardedSignals(const ForwardedSignals &) = delete;
    ForwardedSignals &operator=(const ForwardedSignals &) = delete;

private:
    static constexpr std::array kSignals = {SIGINT, SIGTERM};
    static inline volatile pid_t receiver = 0;

    static void pass_on(int signal, siginfo_t *info, void * /*context*/) {
        if (info->si_code == SI_USER || info->si_code == SI_QUEUE) kill(receiver, signal);
    }

    struct sigaction before_[kSignals.size()]{};
};

// Gives the child its files until it has ended, or has had its time; its status.
int serve(pid_t process, FileBroker &broker, std::chrono::milliseconds time, bool &is_late) {
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + time;
    while (broker.descriptor() >= 0) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        is_late = time.count() > 0 && left <= 0;
        if (is_late) {
            kill(process, SIGKILL);
            break;
        }
        constexpr std::int64_t kMost = 1'000'000;  // within an int
        pollfd request{broker.descriptor(), POLLIN, 0};
        if (poll(&request, 1, time.count() > 0 ? static_cast<int>(std::min(left, kMost)) : -1) > 0) broker.serve();
    }
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

// Of signals that end a program in the ordinary way, this process ends as the child did.
void end_likewise(int signal) {
    for (const int ordinary : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) {
        if (signal != ordinary) continue;
        std::signal(signal, SIG_DFL);
        raise(signal);
    }
}

ConfinedEnd judge(int status, const ConfinedRun &run, const FileBroker &broker) {
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        end_likewise(signal);
        // Libraries that find no memory say so and abort.
        return {0, signal_words(signal) + (signal == SIGABRT && run.memory > 0 ? ", perhaps for want of memory" : "")};
    }
    switch (WEXITSTATUS(status)) {
        case kOutOfMemoryStatus:
            return {0, memory_words(run.memory)};
        case kForbiddenStatus:
            return {0, forbidden_words(&broker)};
        case kExceptionStatus:
            return {0, "could not go on"};
        default:
            return {WEXITSTATUS(status), ""};
    }
}

}  // namespace

ConfinedEnd run_confined(const ConfinedRun &run, const std::function<int()> &work, std::vector<std::string> &missing) {
    std::string error;
    Confinement confinement = find_confinement(missing);
    // For each capture after the first, libwireshark and c-ares look for their settings again.
    confinement.other_files_are_absent = true;
    const auto broker = FileBroker::make(run.files, error);
    if (broker == nullptr) return {0, error};
    broker->grant_new_files(run.create);
    std::fflush(nullptr);  // what is not written yet, the child would write once more
    const pid_t parent = getpid(), process = fork();
    if (process < 0) return {0, std::string("no process: ") + std::strerror(errno)};
    if (process == 0) {
        child = {true, confinement, broker->their_descriptor()};
        broker->close_ours();
        run_child(run, work, parent);
    }
    broker->close_theirs();
    broker->set_process(process);
    bool is_late = false;
    const ForwardedSignals forwarded(process);
    const int status = serve(process, *broker, run.time, is_late);
    if (!is_late) return judge(status, run, *broker);
    return {0, fmt::format("was not done after {:g} s", static_cast<double>(run.time.count()) / 1000)};
}

void confine_thread() {
    if (!child.wanted || is_confined) return;
    is_confined = true;
    std::string error;
    if (enter(child.confinement, child.broker, error)) return;
    std::fprintf(stderr, "capfcheck: no sandbox: %s\n", error.c_str());
    _exit(kExceptionStatus);
}

void run_confined_thread(const std::function<void()> &work) {
    const bool inherits = is_confined;
    std::async(std::launch::async, [&] {
        if (inherits) {
            is_confined = true;
        } else {
            confine_thread();
        }
        work();
    }).get();
}

void confine_forked() {
    child.broker = -1;  // answers on it could be its parent's
    confine_thread();
}

int ask_for_new_file(const std::string &name) {
    const int file = ask_for_file(child.broker, kNewFile, name.c_str());
    return file == kNotGranted ? -EACCES : file;
}

}  // namespace capf::sandbox
