// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/parts/part_forker.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include "analyzer/sandbox/ending_words.h"
#include "analyzer/sandbox/exit_status.h"
#include "analyzer/sandbox/limits.h"

namespace capf::parts {
namespace {

// What a child may say. Its report of a few hundred phones has some megabytes.
constexpr std::size_t kMostSaid = std::size_t{1} << 30;

bool read_all(int file, void *bytes, std::size_t size) {
    for (auto *at = static_cast<char *>(bytes); size > 0;) {
        const ssize_t n = read(file, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        at += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

bool write_all(int file, const void *bytes, std::size_t size) {
    for (const auto *at = static_cast<const char *>(bytes); size > 0;) {
        const ssize_t n = write(file, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        at += n;
        size -= static_cast<std::size_t>(n);
    }
    return true;
}

struct Request {
    std::uint32_t tag = 0, count = 0;
};

struct AnswerHead {
    std::uint32_t tag = 0;
    std::uint64_t problem = 0, result = 0;  // bytes
};

// In the child: what it returns is all that is said on `to`, and the status that it was all.
[[noreturn]] void run_child(const PartForker::Work &work, const PartForker::Parts &parts, int to, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(sandbox::kExceptionStatus);  // it ended before that
    try {
        const std::string result = work(parts);
        std::fflush(nullptr);
        _exit(write_all(to, result.data(), result.size()) ? 0 : sandbox::kExceptionStatus);
    } catch (const std::bad_alloc &) {
        sandbox::end_out_of_memory();
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "capfcheck: %s\n", problem.what());
        _exit(sandbox::kExceptionStatus);
    }
}

// The process that forks.
class Forker {
public:
    Forker(const ForkLimits &limits, const PartForker::Work &work, int requests, int answers)
        : limits_(limits), work_(work), requests_(requests), answers_(answers) {}

    [[noreturn]] void run() {
        while (step()) {
        }
        for (const Child &child : children_) kill(child.process, SIGKILL);
        while (wait(nullptr) > 0 || errno == EINTR) {
        }
        _exit(0);
    }

private:
    struct Child {
        pid_t process = -1;
        int from = -1;
        std::uint32_t tag = 0;
        std::string said;
    };

    // False when the one who asks is gone.
    bool step() {
        const bool has_room = children_.size() < std::max(1U, limits_.jobs);
        std::vector<pollfd> files = {{has_room ? requests_ : -1, POLLIN, 0}};
        for (const Child &child : children_) files.push_back({child.from, POLLIN, 0});
        poll(files.data(), files.size(), -1);
        for (std::size_t i = 0; i < children_.size(); ++i) {
            Child &child = children_[i];
            if (files[i + 1].revents != 0 && !take(child) && !finish(child)) return false;
        }
        std::erase_if(children_, [](const Child &child) { return child.from < 0; });
        return files[0].revents == 0 || take_request();
    }

    bool take_request() {
        Request request;
        if (!read_all(requests_, &request, sizeof request)) return false;
        PartForker::Parts parts(request.count);
        if (!read_all(requests_, parts.data(), parts.size() * sizeof parts.front())) return false;
        return fork_child(request.tag, parts);
    }

    bool fork_child(std::uint32_t tag, const PartForker::Parts &parts) {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return answer(tag, std::strerror(errno), "");
        const pid_t parent = getpid(), process = fork();
        if (process == 0) {
            close(ends[0]);
            close(requests_);
            close(answers_);
            for (const Child &other : children_) close(other.from);
            run_child(work_, parts, ends[1], parent);
        }
        close(ends[1]);
        if (process < 0) {
            close(ends[0]);
            return answer(tag, std::string("no process: ") + std::strerror(errno), "");
        }
        children_.push_back({process, ends[0], tag, {}});
        return true;
    }

    // False at the end, and when it says too much.
    static bool take(Child &child) {
        char piece[65536];
        const ssize_t n = read(child.from, piece, sizeof piece);
        if (n < 0 && errno == EINTR) return true;
        if (n <= 0) return false;
        child.said.append(piece, static_cast<std::size_t>(n));
        return child.said.size() <= kMostSaid;
    }

    bool finish(Child &child) {
        close(child.from);
        child.from = -1;
        kill(child.process, SIGKILL);  // one that has said all is at its end, and keeps its status
        int status = 0;
        while (waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
        }
        const std::string problem = problem_of(status);
        return answer(child.tag, problem, problem.empty() ? child.said : std::string());
    }

    [[nodiscard]] std::string problem_of(int status) const {
        if (WIFSIGNALED(status)) return sandbox::signal_words(WTERMSIG(status));
        switch (WEXITSTATUS(status)) {
            case 0:
                return "";
            case sandbox::kOutOfMemoryStatus:
                return sandbox::memory_words(limits_.memory);
            case sandbox::kForbiddenStatus:
                return sandbox::forbidden_words(nullptr);
            default:
                return "could not go on";
        }
    }

    [[nodiscard]] bool answer(std::uint32_t tag, const std::string &problem, const std::string &result) const {
        AnswerHead head;
        head.tag = tag;
        head.problem = problem.size();
        head.result = result.size();
        return write_all(answers_, &head, sizeof head) && write_all(answers_, problem.data(), problem.size()) &&
               write_all(answers_, result.data(), result.size());
    }

    ForkLimits limits_;
    const PartForker::Work &work_;
    int requests_, answers_;
    std::vector<Child> children_;
};

}  // namespace

std::unique_ptr<PartForker> PartForker::start(const ForkLimits &limits, const Work &work, std::string &error) {
    int requests[2] = {-1, -1}, answers[2] = {-1, -1};
    std::fflush(nullptr);  // what is not written yet, the child would write once more
    const pid_t parent = getpid();
    const bool piped = pipe2(requests, O_CLOEXEC) == 0 && pipe2(answers, O_CLOEXEC) == 0;
    const pid_t process = piped ? fork() : -1;
    if (process < 0) {
        error = std::string("no process: ") + std::strerror(errno);
        for (const int file : {requests[0], requests[1], answers[0], answers[1]}) {
            if (file >= 0) close(file);
        }
        return nullptr;
    }
    if (process == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(0);  // it ended before that
        close(requests[1]);
        close(answers[0]);
        std::signal(SIGPIPE, SIG_IGN);  // the one who asks is gone
        Forker(limits, work, requests[0], answers[1]).run();
    }
    close(requests[0]);
    close(answers[1]);
    return std::unique_ptr<PartForker>(new PartForker(process, requests[1], answers[0]));
}

PartForker::~PartForker() {
    close(requests_);
    close(answers_);
    // Its time and its children's count as this process' own, and nothing is left of them.
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void PartForker::ask(std::uint32_t tag, const Parts &parts) {
    const Request request{tag, static_cast<std::uint32_t>(parts.size())};
    // What fails here shows in next().
    static_cast<void>(write_all(requests_, &request, sizeof request) &&
                      write_all(requests_, parts.data(), parts.size() * sizeof parts.front()));
}

bool PartForker::wait(std::chrono::milliseconds time) const {
    pollfd file{answers_, POLLIN, 0};
    return poll(&file, 1, static_cast<int>(time.count())) > 0;
}

std::optional<PartForker::Answer> PartForker::next() {
    AnswerHead head;
    if (!read_all(answers_, &head, sizeof head)) return std::nullopt;
    Answer answer{head.tag, std::string(head.problem, '\0'), std::string(head.result, '\0')};
    if (!read_all(answers_, answer.problem.data(), answer.problem.size()) ||
        !read_all(answers_, answer.result.data(), answer.result.size())) {
        return std::nullopt;
    }
    return answer;
}

}  // namespace capf::parts
