// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/file_request.h"

#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstring>

namespace capf::sandbox {
namespace {

// One request at a time. A thread that holds it is not interrupted by a request of its own: SIGSYS is blocked
// meanwhile.
std::atomic_flag asking = ATOMIC_FLAG_INIT;

int send_request(int broker, char kind, const char *path) {
    char request[kLongestRequest];
    const std::size_t length = strnlen(path, sizeof request);
    if (length + 1 > sizeof request) return ENAMETOOLONG;
    request[0] = kind;
    std::memcpy(request + 1, path, length);
    for (;;) {
        if (send(broker, request, length + 1, MSG_NOSIGNAL) >= 0) return 0;
        if (errno != EINTR) return EIO;
    }
}

int take_answer(int broker) {
    int said = EIO;
    iovec part{&said, sizeof said};
    alignas(cmsghdr) char beside[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = beside;
    message.msg_controllen = sizeof beside;
    ssize_t n = 0;
    while ((n = recvmsg(broker, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
    }
    if (n != static_cast<ssize_t>(sizeof said)) return -EIO;
    if (said == kNotGranted) return kNotGranted;
    const cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (said != 0 || header == nullptr || header->cmsg_type != SCM_RIGHTS) return said != 0 ? -said : -EIO;
    int file = -1;
    std::memcpy(&file, CMSG_DATA(header), sizeof file);
    return file;
}

// The parent does not wait for somebody to write to a named pipe: whoever reads it does, as when opening it plainly.
void wait_for_writer(int file) {
    struct stat status {};
    if (fstat(file, &status) != 0 || !S_ISFIFO(status.st_mode)) return;
    pollfd until_written{file, POLLIN, 0};
    while (poll(&until_written, 1, -1) < 0 && errno == EINTR) {
    }
}

}  // namespace

int ask_for_file(int broker, char kind, const char *path) {
    if (broker < 0) return kNotGranted;
    while (asking.test_and_set(std::memory_order_acquire)) sched_yield();
    const int problem = send_request(broker, kind, path);
    const int file = problem == 0 ? take_answer(broker) : -problem;
    asking.clear(std::memory_order_release);
    if (file >= 0) wait_for_writer(file);
    return file;
}

}  // namespace capf::sandbox
