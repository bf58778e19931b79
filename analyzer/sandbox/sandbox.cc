// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/sandbox.h"

#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include "analyzer/capture/formats/open_capture.h"
#include "analyzer/sandbox/call_filter.h"
#include "analyzer/sandbox/file_request.h"
#include "analyzer/sandbox/forbidden_call.h"

namespace capf::sandbox {
namespace {

constexpr uid_t kNobody = 65534;  // where no user has the name

int asked = -1;  // broker, where opening a capture does not ask by itself

std::string system_error(const char *what) {
    return std::string(what) + ": " + std::strerror(errno);
}

// The system calls themselves, which are for one thread; the C library's are for all of them.
bool change_user(const Confinement &to, std::string &error) {
    int with_parent = 0;  // signal at its parent's end, which the change forgets
    prctl(PR_GET_PDEATHSIG, &with_parent);
    if (syscall(SYS_setgroups, 0, nullptr) == 0 && syscall(SYS_setresgid, to.group, to.group, to.group) == 0 &&
        syscall(SYS_setresuid, to.user, to.user, to.user) == 0 && prctl(PR_SET_PDEATHSIG, with_parent) == 0) {
        return true;
    }
    error = system_error("root's rights cannot be given up");
    return false;
}

bool give_up(const Confinement &confinement, int broker, std::string &error) {
    if (confinement.changes_user && !change_user(confinement, error)) return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        error = system_error("new rights cannot be given up");
        return false;
    }
    if (!confinement.filters_calls) return true;
    answer_forbidden_calls(broker, confinement.other_files_are_absent);
    return filter_calls(broker, error);
}

// Tries it in a thread, which ends with what it gave up: why it cannot be had, empty when all went well.
std::string tried(const Confinement &confinement) {
    std::string error;
    try {
        std::thread([&] { give_up(confinement, -1, error); }).join();
    } catch (const std::system_error &) {
        error = "no thread to try it in";
    }
    // The thread's change of user took this away from the whole process.
    prctl(PR_SET_DUMPABLE, 1);
    return error;
}

}  // namespace

Confinement find_confinement(std::vector<std::string> &missing) {
    Confinement confinement;
    if (geteuid() == 0) {
        const passwd *nobody = getpwnam("nobody");
        confinement.changes_user = true;
        confinement.user = nobody != nullptr ? nobody->pw_uid : kNobody;
        confinement.group = nobody != nullptr ? nobody->pw_gid : kNobody;
        if (const std::string problem = tried(confinement); !problem.empty()) {
            missing.push_back(problem);
            confinement.changes_user = false;
        }
    }
    Confinement filtered;
    filtered.filters_calls = true;
    const std::string problem = can_filter_calls() ? tried(filtered) : "system calls cannot be filtered in this build";
    if (!problem.empty()) missing.push_back(problem);
    confinement.filters_calls = problem.empty();
    return confinement;
}

bool enter(const Confinement &confinement, int broker, std::string &error) {
    if (!give_up(confinement, broker, error)) return false;
    // Where its calls are filtered, opening a file by its name asks the parent. Else it could open, but as another
    // user.
    if (!confinement.changes_user || confinement.filters_calls) return true;
    asked = broker;
    capture::open_captures_with([](const char *path) {
        const int file = ask_for_file(asked, kReadFile, path);
        return file == kNotGranted ? -EACCES : file;
    });
    // The change of user took this away, and with it /proc/self/fd, by which wiretap opens what was given.
    prctl(PR_SET_DUMPABLE, 1);
    return true;
}

}  // namespace capf::sandbox
