// SPDX-License-Identifier: GPL-2.0-or-later
// One job in a process of its own.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/batch/outcome.h"
#include "analyzer/sandbox/file_broker.h"
#include "analyzer/sandbox/sandbox.h"

namespace capf::batch {

struct WorkerLimits {
    std::chrono::milliseconds time{0};   // on the wall; 0: none
    std::uint64_t memory = 0;            // bytes beyond what the parent has when it forks; 0: none
    std::uint64_t result = 0;            // bytes of a result
    sandbox::Confinement confinement{};  // from before the job's first line
};

// Runs in the child. What it throws is a crash.
struct Job {
    template <typename Run>
    Job(Run code, std::vector<std::string> reads = {}) : run(std::move(code)), files(std::move(reads)) {}

    std::function<std::string()> run;
    std::vector<std::string> files;  // all that it opens
};

class Worker {
public:
    using Clock = std::chrono::steady_clock;

    // Forks. The parent must have no other thread. Null, and why in `error`, when the system gives no process.
    static std::unique_ptr<Worker> start(const Job &job, const WorkerLimits &limits, std::string &error);
    // Kills it when it still runs.
    ~Worker();
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    // To be waited for with poll(); -1 once it has ended.
    [[nodiscard]] int request_descriptor() const { return broker_ != nullptr ? broker_->descriptor() : -1; }
    [[nodiscard]] int result_descriptor() const { return result_; }
    [[nodiscard]] int message_descriptor() const { return messages_; }
    [[nodiscard]] Clock::time_point deadline() const { return deadline_; }

    // Takes what it has sent, kills it when its time is over, and tells how it ended once it has.
    [[nodiscard]] std::optional<Outcome> step();

private:
    Worker() = default;
    void take_result();
    void take_messages();
    void stop(Ending why, const std::string &reason);
    [[nodiscard]] Outcome judge(int status) const;
    [[nodiscard]] bool has_whole_result() const;

    pid_t process_ = -1;
    int result_ = -1, messages_ = -1;
    std::unique_ptr<sandbox::FileBroker> broker_;  // when it is confined
    WorkerLimits limits_;
    Clock::time_point begin_, deadline_;
    std::string received_, said_;
    std::optional<Outcome> stopped_;  // why we killed it
};

}  // namespace capf::batch
