// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/open_capture.h"

#include <fcntl.h>

#include <cerrno>
#include <map>

namespace capf::capture {
namespace {

int (*given_by)(const char *path) = nullptr;

std::map<std::string, int> &unpacked() {
    static std::map<std::string, int> descriptors;
    return descriptors;
}

// A descriptor of its own, which reads from a place of its own.
int open_again(int descriptor) {
    return open(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), O_RDONLY | O_CLOEXEC);
}

}  // namespace

int open_capture(const std::string &path) {
    if (const auto file = unpacked().find(path); file != unpacked().end()) return open_again(file->second);
    if (given_by == nullptr) return open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const int file = given_by(path.c_str());
    if (file < 0) errno = -file;
    return file < 0 ? -1 : file;
}

void open_captures_with(int (*opener)(const char *path)) {
    given_by = opener;
}

bool are_captures_given() {
    return given_by != nullptr;
}

std::string add_unpacked_capture(const std::string &name, int descriptor) {
    std::string free = name;
    for (int number = 2; !unpacked().emplace(free, descriptor).second; ++number) {
        free = name + "#" + std::to_string(number);
    }
    return free;
}

bool is_unpacked(const std::string &path) {
    return unpacked().contains(path);
}

}  // namespace capf::capture
