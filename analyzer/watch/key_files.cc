// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/key_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace capf::watch {
namespace {

// 0 when there is none.
std::int64_t size_of(const std::string &path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) ? status.st_size : 0;
}

}  // namespace

KeyFiles::KeyFiles(const std::vector<std::string> &paths) {
    for (const std::string &path : paths) files_.push_back({path, size_of(path)});
}

void KeyFiles::pump(FeedWriter &to) {
    for (KeyFile &file : files_) pump(file, to);
}

void KeyFiles::pump(KeyFile &file, FeedWriter &to) {
    constexpr std::int64_t kPiece = 256LL * 1024;
    const std::int64_t size = size_of(file.path);
    if (size < file.known) file.known = 0;  // begun anew
    if (size == file.known) return;
    const int open_file = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (open_file < 0) return;
    std::string content(static_cast<std::size_t>(std::min(size - file.known, kPiece)), '\0');
    const ssize_t n = pread(open_file, content.data(), content.size(), file.known);
    close(open_file);
    // A line that is still being written comes with the next.
    content.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    content.resize(content.rfind('\n') + 1);  // npos + 1 is 0
    if (content.empty()) return;
    file.known += static_cast<std::int64_t>(content.size());
    to.send(FeedKind::keys, content);
}

}  // namespace capf::watch
