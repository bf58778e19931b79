// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/followed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "analyzer/watch/rotation.h"

namespace capf::watch {

FollowedFile::~FollowedFile() {
    if (file_ >= 0) close(file_);
}

bool FollowedFile::open_file(const std::string &path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status {};
    if (file < 0 || fstat(file, &status) != 0) {
        problem_ = std::string("cannot be opened: ") + std::strerror(errno);
        if (file >= 0) close(file);
        return false;
    }
    if (!S_ISREG(status.st_mode)) {
        problem_ = "is not a file that can be followed; for a pipe, give -";
        close(file);
        return false;
    }
    if (file_ >= 0) close(file_);
    file_ = file;
    path_ = path;
    offset_ = 0;
    told_gone_ = false;
    problem_.clear();
    return true;
}

bool FollowedFile::open() {
    if (open_file(path_)) return true;
    const auto latest = latest_of_set(path_);
    return latest && open_file(*latest);
}

FollowedFile::Fate FollowedFile::fate() const {
    struct stat ours {
    }, named{};
    if (fstat(file_, &ours) != 0) return Fate::gone;
    if (ours.st_size < offset_) return Fate::truncated;
    if (stat(path_.c_str(), &named) != 0) return Fate::gone;
    return named.st_ino == ours.st_ino && named.st_dev == ours.st_dev ? Fate::same : Fate::replaced;
}

bool FollowedFile::has_more() const {
    struct stat ours {};
    return fstat(file_, &ours) == 0 && ours.st_size > offset_;
}

void FollowedFile::end_part(FeedWriter &to, bool stopped) {
    if (in_part_) to.send_end(stopped);
    in_part_ = false;
}

bool FollowedFile::begin_again(FeedWriter &to, const std::string &path, const std::string &why) {
    if (!open_file(path)) {
        problem_.clear();  // it may come
        return false;
    }
    if (!why.empty()) to.send_note(path, why);
    end_part(to, false);
    return true;
}

// At the end of the file: is it still the one that grows? True when there is more to read, here or in another one.
bool FollowedFile::go_on(FeedWriter &to) {
    const auto next = next_in_set(path_);
    const Fate fate_now = fate();
    if (fate_now == Fate::truncated) {
        return begin_again(to, path_, "was truncated: reading it again from its beginning");
    }
    // Written after its end was read, and before it was renamed or the next one begun.
    if (has_more()) return true;
    if (fate_now == Fate::replaced) return begin_again(to, path_, "was replaced: reading the new file");
    if (next && (fate_now == Fate::gone || offset_ > 0)) return begin_again(to, *next, "");
    if (fate_now == Fate::gone && !told_gone_) {
        to.send_note(path_, "was removed: waiting for it to reappear");
        told_gone_ = true;
    }
    return false;
}

bool FollowedFile::pump(FeedWriter &to) {
    constexpr std::size_t kPiece = 128U * 1024;
    std::vector<char> piece(kPiece);
    while (!stopped_ && !to.is_full()) {
        const ssize_t n = fate() == Fate::truncated ? 0 : pread(file_, piece.data(), piece.size(), offset_);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            problem_ = std::string("cannot be read: ") + std::strerror(errno);
            stopped_ = true;
        }
        if (n == 0 && go_on(to)) continue;
        if (n <= 0) break;
        if (!in_part_) to.send(FeedKind::part, path_);
        in_part_ = true;
        to.send(FeedKind::bytes, {piece.data(), static_cast<std::size_t>(n)});
        offset_ += n;
    }
    if (!stopped_) return true;
    end_part(to, problem_.empty());
    return false;
}

}  // namespace capf::watch
