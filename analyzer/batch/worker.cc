// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/worker.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fmt/format.h>

#include "analyzer/batch/worker_process.h"
#include "analyzer/sandbox/descriptor.h"
#include "analyzer/sandbox/ending_words.h"
#include "analyzer/sandbox/exit_status.h"

namespace capf::batch {
namespace {

constexpr std::size_t kReadAtOnce = 65536;
constexpr int kReadsAtATime = 32;
constexpr std::size_t kMessages = 8192;  // of what a worker says, its last bytes

struct Pipe {
    int read = -1, write = -1;

    bool open() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return false;
        read = ends[0];
        write = ends[1];
        return fcntl(read, F_SETFL, O_NONBLOCK) == 0;
    }
    void close_all() const {
        if (read >= 0) ::close(read);
        if (write >= 0) ::close(write);
    }
};

// Reads what there is to the end of `to`, some pieces at a time: more than a pipe holds. False at the end.
bool take(int file, std::string &to) {
    char piece[kReadAtOnce];
    for (int pieces = 0; pieces < kReadsAtATime;) {
        const ssize_t n = read(file, piece, sizeof piece);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN;
        if (n == 0) return false;
        to.append(piece, static_cast<std::size_t>(n));
        ++pieces;
    }
    return true;
}

// The last line that is one.
std::string last_line(const std::string &text) {
    const std::size_t end = text.find_last_not_of("\r\n ");
    if (end == std::string::npos) return "";
    const std::size_t begin = text.find_last_of('\n', end);
    return text.substr(begin == std::string::npos ? 0 : begin + 1,
                       end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

// Libraries that find no memory say so and abort.
bool speaks_of_memory(const std::string &text) {
    return text.find("failed to allocate") != std::string::npos || text.find("std::bad_alloc") != std::string::npos ||
           text.find("ut of memory") != std::string::npos;
}

}  // namespace

std::unique_ptr<Worker> Worker::start(const Job &job, const WorkerLimits &limits, std::string &error) {
    Pipe result, messages;
    std::unique_ptr<sandbox::FileBroker> broker;
    if (limits.confinement.changes_user || limits.confinement.filters_calls) {
        broker = sandbox::FileBroker::make(job.files, error);
        if (broker == nullptr) return nullptr;
    }
    const pid_t parent = getpid();
    const pid_t process = result.open() && messages.open() ? fork() : -1;
    if (process < 0) {
        error = std::string("no process for a worker: ") + std::strerror(errno);
        result.close_all();
        messages.close_all();
        return nullptr;
    }
    if (process == 0) {
        const int requests = broker != nullptr ? broker->their_descriptor() : -1;
        run_worker(job, limits, parent, {result.write, messages.write, requests});
    }
    if (broker != nullptr) broker->close_theirs();
    setpgid(process, process);  // whoever comes first, parent or child
    close(result.write);
    close(messages.write);
    std::unique_ptr<Worker> worker(new Worker);
    worker->process_ = process;
    worker->result_ = result.read;
    worker->messages_ = messages.read;
    worker->broker_ = std::move(broker);
    worker->limits_ = limits;
    worker->begin_ = Clock::now();
    worker->deadline_ = limits.time.count() > 0 ? worker->begin_ + limits.time : Clock::time_point::max();
    return worker;
}

Worker::~Worker() {
    if (process_ > 0) {
        kill(process_, SIGKILL);
        while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    sandbox::close_and_forget(result_);
    sandbox::close_and_forget(messages_);
}

void Worker::stop(Ending why, const std::string &reason) {
    if (stopped_) return;
    stopped_ = Outcome{why, reason, "", 0, 0};
    kill(process_, SIGKILL);
}

void Worker::take_result() {
    if (result_ < 0) return;
    if (!take(result_, received_)) sandbox::close_and_forget(result_);
    if (received_.size() > limits_.result + sizeof(ResultLength)) {
        received_.clear();
        sandbox::close_and_forget(result_);
        stop(Ending::out_of_memory, fmt::format("its result is larger than {} MB", limits_.result / 1'000'000));
    }
}

void Worker::take_messages() {
    if (messages_ < 0) return;
    if (!take(messages_, said_)) sandbox::close_and_forget(messages_);
    if (said_.size() > kMessages) said_.erase(0, said_.size() - kMessages);
}

bool Worker::has_whole_result() const {
    ResultLength length = 0;
    if (received_.size() < sizeof length) return false;
    std::memcpy(&length, received_.data(), sizeof length);
    return received_.size() - sizeof length == length;
}

Outcome Worker::judge(int status) const {
    if (stopped_) return *stopped_;
    const std::string said = last_line(said_), detail = said.empty() ? "" : ": " + said;
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        const std::string words = sandbox::signal_words(signal);
        if (signal == SIGXCPU) return {Ending::timed_out, "took more time than it may (SIGXCPU)", "", 0, 0};
        if (!sandbox::is_own_fault(signal)) return {Ending::killed, words, "", 0, 0};
        if (speaks_of_memory(said_)) {
            return {Ending::out_of_memory, sandbox::memory_words(limits_.memory), "", 0, 0};
        }
        return {Ending::crashed, signal == SIGSYS ? words : words + detail, "", 0, 0};
    }
    const int code = WEXITSTATUS(status);
    if (code == sandbox::kOutOfMemoryStatus) {
        return {Ending::out_of_memory, sandbox::memory_words(limits_.memory), "", 0, 0};
    }
    if (code == sandbox::kForbiddenStatus) {
        return {Ending::crashed, sandbox::forbidden_words(broker_.get()), "", 0, 0};
    }
    if (code != 0) return {Ending::crashed, fmt::format("ended with status {}", code) + detail, "", 0, 0};
    if (!has_whole_result()) return {Ending::crashed, "ended without a whole result" + detail, "", 0, 0};
    return {Ending::finished, "", received_.substr(sizeof(ResultLength)), 0, 0};
}

std::optional<Outcome> Worker::step() {
    take_result();
    take_messages();
    if (broker_ != nullptr) broker_->serve();
    if (Clock::now() >= deadline_) {
        stop(Ending::timed_out,
             fmt::format("was not done after {:g} s", static_cast<double>(limits_.time.count()) / 1000));
    }
    int status = 0;
    rusage usage{};
    if (wait4(process_, &status, WNOHANG, &usage) != process_) return std::nullopt;
    process_ = -1;
    take_result();  // what it sent before it ended
    take_messages();
    if (broker_ != nullptr) broker_->serve();
    Outcome outcome = judge(status);
    outcome.seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
    outcome.memory = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
    return outcome;
}

}  // namespace capf::batch
