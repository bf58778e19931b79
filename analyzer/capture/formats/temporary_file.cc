// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/formats/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace capf::capture {

int temporary_file(std::string &error) {
    const char *chosen = std::getenv("TMPDIR");
    const std::string folder = chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
    int file = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (file >= 0) return file;
    // Not every file system has files without names.
    const bool impossible = errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL;
    std::string name = folder + "/capfcheck-XXXXXX";
    if (impossible) file = mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0) {
        unlink(name.c_str());
        return file;
    }
    error = "no temporary file in " + folder + ": " + std::strerror(errno);
    return -1;
}

bool write_all(int file, const std::uint8_t *bytes, std::size_t size) {
    while (size > 0) {
        const ssize_t n = write(file, bytes, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

}  // namespace capf::capture
