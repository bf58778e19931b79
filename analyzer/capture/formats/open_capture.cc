// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/open_capture.h"

#include <fcntl.h>

#include <cerrno>

namespace capf::capture {
namespace {

int (*given_by)(const char *path) = nullptr;

}  // namespace

int open_capture(const std::string &path) {
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

}  // namespace capf::capture
