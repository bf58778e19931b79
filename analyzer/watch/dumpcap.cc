// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/dumpcap.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <vector>

extern char **environ;  // NOLINT: POSIX declares it nowhere

namespace capf::watch {
namespace {

// A dumpcap that was asked to end, and from which nothing comes for so long, is killed. Bytes that we did not read
// meanwhile are something: it may have waited for us.
constexpr std::chrono::seconds kPatience{3};
constexpr std::size_t kMostSaid = 64U * 1024;

// In a process group of its own: Ctrl-C is for us, who ask it to end; and while we are stopped, it goes on capturing as
// long as there is room.
pid_t spawn(const std::vector<std::string> &arguments, int output, int messages, int &error) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, messages, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t plain, none;
    sigemptyset(&none);
    sigemptyset(&plain);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&plain, signal);
    posix_spawnattr_setsigdefault(&attributes, &plain);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    std::vector<char *> words;
    words.reserve(arguments.size() + 1);
    for (const std::string &one : arguments) words.push_back(const_cast<char *>(one.c_str()));
    words.push_back(nullptr);
    pid_t process = -1;
    error = posix_spawnp(&process, words.front(), &actions, &attributes, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error == 0 ? process : -1;
}

// Of several lines the first that is more than that it captures.
std::string reason_in(const std::string &messages) {
    std::istringstream lines(messages);
    constexpr std::string_view kName = "dumpcap: ";
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(kName)) line.erase(0, kName.size());
        if (!line.empty() && !line.starts_with("Capturing on") && !line.starts_with("File:")) return line;
    }
    return "";
}

}  // namespace

std::uint64_t dropped_packets(const std::string &messages) {
    constexpr std::string_view kBegin = "Packets received/dropped on interface ";
    std::uint64_t dropped = 0;
    std::istringstream lines(messages);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t at = line.find(kBegin);
        const std::size_t numbers = at == std::string::npos ? at : line.rfind("': ");
        const std::size_t slash = numbers == std::string::npos ? numbers : line.find('/', numbers);
        if (slash != std::string::npos) dropped += std::strtoull(line.c_str() + slash + 1, nullptr, 10);
    }
    return dropped;
}

Dumpcap::~Dumpcap() {
    for (const int one : {packets_, messages_}) {
        if (one >= 0) close(one);
    }
    if (process_ < 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
}

bool Dumpcap::start() {
    int packets[2] = {-1, -1}, messages[2] = {-1, -1};
    if (pipe2(packets, O_CLOEXEC) != 0 || pipe2(messages, O_CLOEXEC) != 0) {
        problem_ = std::string("no pipe: ") + std::strerror(errno);
        return false;
    }
    int error = 0;
    process_ = spawn({"dumpcap", "-q", "-i", interface_, "-f", filter_, "-w", "-"}, packets[1], messages[1], error);
    close(packets[1]);
    close(messages[1]);
    packets_ = packets[0];
    messages_ = messages[0];
    for (const int one : {packets_, messages_}) fcntl(one, F_SETFL, fcntl(one, F_GETFL) | O_NONBLOCK);
    if (process_ >= 0) return true;
    problem_ = error == ENOENT ? "dumpcap is not installed (Debian: wireshark-common)"
                               : std::string("dumpcap cannot be started: ") + std::strerror(error);
    return false;
}

std::vector<int> Dumpcap::descriptors() const {
    std::vector<int> open;
    for (const int one : {packets_, messages_}) {
        if (one >= 0) open.push_back(one);
    }
    return open;
}

void Dumpcap::stop() {
    if (stopped_ || process_ < 0) return;
    stopped_ = true;
    heard_at_ = std::chrono::steady_clock::now();
    kill(process_, SIGINT);
}

// True when there were some.
bool Dumpcap::read_packets(FeedWriter &to) {
    constexpr std::size_t kPiece = 128U * 1024;
    bool any = false;
    std::vector<char> piece(kPiece);
    while (packets_ >= 0 && !to.is_full()) {
        const ssize_t n = read(packets_, piece.data(), piece.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) break;
        if (n <= 0) {
            close(packets_);
            packets_ = -1;
            break;
        }
        any = true;
        if (!started_part_) to.send(FeedKind::part, interface_);
        started_part_ = true;
        const std::string_view bytes(piece.data(), static_cast<std::size_t>(n));
        if (copy_ != nullptr) copy_->add(bytes, to);
        to.send(FeedKind::bytes, bytes);
    }
    return any;
}

void Dumpcap::read_messages() {
    char piece[4096];
    while (messages_ >= 0) {
        const ssize_t n = read(messages_, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            close(messages_);
            messages_ = -1;
        } else if (said_.size() < kMostSaid) {
            said_.append(piece, static_cast<std::size_t>(n));
        }
    }
}

bool Dumpcap::pump(FeedWriter &to) {
    read_messages();
    const auto now = std::chrono::steady_clock::now();
    if (read_packets(to) || to.is_full()) heard_at_ = now;
    if (stopped_ && now - heard_at_ > kPatience) kill(process_, SIGKILL);
    if (packets_ >= 0 || messages_ >= 0) return true;
    finish(to);
    return false;
}

void Dumpcap::finish(FeedWriter &to) {
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    if (const std::uint64_t dropped = dropped_packets(said_); dropped > 0) {
        to.send(FeedKind::dropped, std::to_string(dropped));
    }
    if (started_part_) to.send_end(false);
    const bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (good && stopped_) return;
    const std::string reason = reason_in(said_);
    problem_ = "capturing ended" + (reason.empty() ? std::string() : ": " + reason);
}

}  // namespace capf::watch
