// SPDX-License-Identifier: GPL-2.0-or-later
// Several workers at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/batch/signals.h"
#include "analyzer/batch/worker.h"

namespace capf::batch {

struct Finished {
    std::size_t tag = 0;  // the starter's own number
    Outcome outcome;
};

class WorkerPool {
public:
    // `most`: workers at a time, at least 1.
    WorkerPool(std::size_t most, const WorkerLimits &limits) : most_(most), limits_(limits) {}

    [[nodiscard]] bool has_room() const { return running_.size() < most_; }
    [[nodiscard]] bool is_idle() const { return running_.empty(); }
    // False, and why in `error`, when the system gives no process.
    [[nodiscard]] bool start(std::size_t tag, const Job &job, std::string &error);
    // Waits until workers have ended, a signal came, or `at_most` has passed. The workers that have ended.
    [[nodiscard]] std::vector<Finished> wait(const Signals &signals, std::chrono::milliseconds at_most);
    // Their captures are lost.
    void kill_all() { running_.clear(); }

private:
    struct Running {
        std::size_t tag = 0;
        std::unique_ptr<Worker> worker;
    };
    void sleep(const Signals &signals, std::chrono::milliseconds at_most) const;

    std::size_t most_;
    WorkerLimits limits_;
    std::vector<Running> running_;
};

}  // namespace capf::batch
