// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/output_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "analyzer/export/safe_name.h"
#include "plugin/wire/ascii.h"

namespace capf::exporting {
namespace {

constexpr mode_t kFolderMode = 0700, kFileMode = 0600;
constexpr unsigned kMostOfOneName = 100'000;

bool write_all(int file, wire::Bytes bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return true;
}

}  // namespace

OutputFolder::~OutputFolder() {
    for (const auto &[name, descriptor] : inside_) close(descriptor);
    if (folder_ >= 0) close(folder_);
}

bool OutputFolder::open(const std::string &path, std::string &error) {
    if (mkdir(path.c_str(), kFolderMode) != 0 && errno != EEXIST) {
        error = std::strerror(errno);
        return false;
    }
    folder_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder_ < 0) {
        error = std::strerror(errno);
        return false;
    }
    struct stat found {};
    if (fstatat(folder_, kManifestName, &found, AT_SYMLINK_NOFOLLOW) != 0) return true;
    error = "holds an export already; name another folder, or remove this one";
    return false;
}

// A symbolic link in the folder leads out of it: it is not followed. A negative errno when there is no folder.
int OutputFolder::folder(const std::string &inside) {
    if (inside.empty()) return folder_;
    if (const auto known = inside_.find(wire::lower(inside)); known != inside_.end()) return known->second;
    const bool made = mkdirat(folder_, inside.c_str(), kFolderMode) == 0;
    const int descriptor =
        made || errno == EEXIST ? openat(folder_, inside.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    if (descriptor < 0) return -errno;
    inside_.emplace(wire::lower(inside), descriptor);
    return descriptor;
}

int OutputFolder::create(const std::string &inside, const std::string &name) {
    const int folder = this->folder(inside);
    if (folder < 0) return folder;
    const int file = openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode);
    return file < 0 ? -errno : file;
}

int OutputFolder::create_at(const std::string &path) {
    const std::size_t slash = path.find('/');
    const std::string inside = slash == std::string::npos ? "" : path.substr(0, slash);
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    const auto is_a_name = [](const std::string &part) {
        return !part.empty() && part != "." && part != ".." && part.find('/') == std::string::npos;
    };
    if (!is_a_name(name) || (slash != std::string::npos && !is_a_name(inside))) return -EACCES;
    return create(inside, name);
}

std::optional<std::string> OutputFolder::write(const std::string &inside, const std::string &name, wire::Bytes bytes,
                                               std::string &error) {
    const std::string prefix = inside.empty() ? "" : inside + "/";
    for (unsigned number = 1; number <= kMostOfOneName; ++number) {
        const std::string tried = number == 1 ? name : numbered_name(name, number);
        if (!taken_.insert(wire::lower(prefix + tried)).second) continue;
        const int file = creator_ != nullptr ? creator_(prefix + tried) : create(inside, tried);
        if (file == -EEXIST) continue;
        errno = file < 0 ? -file : 0;
        const bool written = file >= 0 && write_all(file, bytes);
        if (!written) error = prefix + tried + ": " + std::strerror(errno);
        if (file >= 0 && close(file) != 0 && written) error = prefix + tried + ": " + std::strerror(errno);
        return error.empty() ? std::optional(prefix + tried) : std::nullopt;
    }
    error = prefix + name + ": too many files of this name";
    return std::nullopt;
}

}  // namespace capf::exporting
