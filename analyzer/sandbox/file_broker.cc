// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/file_broker.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "analyzer/capture/formats/temporary_file.h"
#include "analyzer/sandbox/descriptor.h"
#include "analyzer/sandbox/file_request.h"

namespace capf::sandbox {
namespace {

constexpr ssize_t kForbiddenMessage = 3;  // bytes
constexpr int kRequestsAtATime = 64;      // so that one process does not keep its parent from the others

// Without waiting for a pipe's other side, but then as if opened plainly.
int open_for_reading(const std::string &path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file >= 0) fcntl(file, F_SETFL, 0);
    return file;
}

bool is_pipe(int file) {
    struct stat status {};
    return fstat(file, &status) == 0 && S_ISFIFO(status.st_mode);
}

int another_of(int file) {
    return fcntl(file, F_DUPFD_CLOEXEC, 0);
}

}  // namespace

std::unique_ptr<FileBroker> FileBroker::make(std::vector<std::string> granted, std::string &error) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        error = std::string("no socket for a worker: ") + std::strerror(errno);
        return nullptr;
    }
    std::unique_ptr<FileBroker> broker(new FileBroker);
    broker->granted_ = std::move(granted);
    broker->ours_ = ends[0];
    broker->theirs_ = ends[1];
    return broker;
}

FileBroker::~FileBroker() {
    close_and_forget(ours_);
    close_theirs();
    for (auto &[path, pipe] : pipes_) close_and_forget(pipe);
}

int FileBroker::open_granted(const std::string &path) {
    if (const auto pipe = pipes_.find(path); pipe != pipes_.end()) return another_of(pipe->second);
    const int file = open_for_reading(path);
    if (file >= 0 && is_pipe(file)) pipes_.emplace(path, another_of(file));
    return file;
}

void FileBroker::close_theirs() {
    close_and_forget(theirs_);
}

void FileBroker::close_ours() {
    close_and_forget(ours_);
}

// The name here of what is /proc/self/fd/N there; empty when it is something else.
std::string FileBroker::own_file(const std::string &path) const {
    constexpr std::string_view kOwn = "/proc/self/fd/";
    const std::string number = path.starts_with(kOwn) ? path.substr(kOwn.size()) : "";
    if (process_ < 0 || number.empty() || number.find_first_not_of("0123456789") != std::string::npos) return "";
    return "/proc/" + std::to_string(process_) + "/fd/" + number;
}

int FileBroker::open_file(const std::string &request, int &file) {
    const std::string path = request.substr(1);
    if (request[0] == kTemporaryFile && path.empty()) {
        std::string unimportant;
        file = capture::temporary_file(unimportant);
        return file >= 0 ? 0 : EACCES;
    }
    if (request[0] == kNewFile && creator_) {
        file = creator_(path);
        return file >= 0 ? 0 : -file;
    }
    if (request[0] != kReadFile) return kNotGranted;
    const std::string own = own_file(path);
    if (own.empty() && std::find(granted_.begin(), granted_.end(), path) == granted_.end()) return kNotGranted;
    file = own.empty() ? open_granted(path) : open_for_reading(own);
    return file >= 0 ? 0 : errno;
}

void FileBroker::answer(int said, int file) const {
    iovec part{&said, sizeof said};
    alignas(cmsghdr) char beside[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (file >= 0) {
        message.msg_control = beside;
        message.msg_controllen = sizeof beside;
        cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof file);
        std::memcpy(CMSG_DATA(header), &file, sizeof file);
    }
    // A process that does not take its answers does without.
    sendmsg(ours_, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void FileBroker::serve() {
    char request[kLongestRequest];
    for (int i = 0; i < kRequestsAtATime && ours_ >= 0; ++i) {
        const ssize_t n = recv(ours_, request, sizeof request, MSG_DONTWAIT);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return close_and_forget(ours_);
        if (request[0] == kForbiddenCall && n == kForbiddenMessage) {
            forbidden_call_ = static_cast<std::uint8_t>(request[1]) << 8 | static_cast<std::uint8_t>(request[2]);
            continue;
        }
        int file = -1;
        const int said = open_file(std::string(request, static_cast<std::size_t>(n)), file);
        answer(said, file);
        close_and_forget(file);
    }
}

}  // namespace capf::sandbox
