// SPDX-License-Identifier: GPL-2.0-or-later
// What a process gives up for good before it looks at a stranger's bytes: root's rights, new rights, and every system
// call that judging an opened capture does not need.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace capf::sandbox {

struct Confinement {
    bool changes_user = false;  // only root can
    uid_t user = 0;             // when it does
    gid_t group = 0;
    bool filters_calls = false;
    // Reading a file that was not granted: false, it ends the process; true, the file is not there. For who has
    // libraries that look for files of their own later on.
    bool other_files_are_absent = false;
};

// What this process' threads and children can be confined to, tried on a thread. What cannot be had, and why, is added
// to `missing` as one clause each.
[[nodiscard]] Confinement find_confinement(std::vector<std::string> &missing);

// Confines the calling thread, and those that it makes from now on. `broker`: descriptor through which it may ask for
// files, see file_broker.h, or -1. A forbidden call from now on ends the process, see forbidden_call.h. False, and why
// in `error`, when something of it cannot be had.
[[nodiscard]] bool enter(const Confinement &confinement, int broker, std::string &error);

}  // namespace capf::sandbox
