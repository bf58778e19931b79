// SPDX-License-Identifier: GPL-2.0-or-later
// A command that reads a stranger's bytes, run in a child: whatever these do to it, this process goes on and tells.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace capf::sandbox {

struct ConfinedRun {
    std::vector<std::string> files;  // that it may open for reading once a thread is confined, by the names it uses
    std::function<int(const std::string &name)> create;  // runs here; see FileBroker::grant_new_files(); may be empty
    std::chrono::milliseconds time{0};                   // that it may take, on the wall; 0: no limit
    std::uint64_t memory = 0;  // bytes that it may take beyond what this process has; 0: no limit
};

struct ConfinedEnd {
    int status = 0;       // that `work` returned
    std::string problem;  // why it did not come to that, as signal_words() of it; else empty
};

// Runs `work` in a child and waits for it. This process must have one thread. What the sandbox lacks on this machine is
// added to `missing`, see find_confinement().
[[nodiscard]] ConfinedEnd run_confined(const ConfinedRun &run, const std::function<int()> &work,
                                       std::vector<std::string> &missing);

// Within `work`: gives up what reading needs not, for the calling thread and those that it makes from now on. For a
// thread that reads a capture, before its first byte; for the one that dissects, as soon as libwireshark has its files.
// A second time, and outside of a confined run, it does nothing.
void confine_thread();

// Runs `work` in a thread of its own that is confined, and waits for it: for reading while the calling thread still has
// its rights.
void run_confined_thread(const std::function<void()> &work);

// Within `work`, in a process that it has forked: the same, but for files, of which it gets none.
void confine_forked();

// Within `work`: a file that ConfinedRun::create made; a negative errno when it did not.
[[nodiscard]] int ask_for_new_file(const std::string &name);

}  // namespace capf::sandbox
