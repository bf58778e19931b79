// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/worker_pool.h"

#include <poll.h>

#include <algorithm>
#include <ctime>

#include "plugin/wire/time_units.h"

namespace capf::batch {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

timespec to_timespec(nanoseconds time) {
    timespec result{};
    result.tv_sec = static_cast<time_t>(time.count() / wire::kNanosecondsPerSecond);
    result.tv_nsec = static_cast<long>(time.count() % wire::kNanosecondsPerSecond);
    return result;
}

}  // namespace

bool WorkerPool::start(std::size_t tag, const Job &job, std::string &error) {
    auto worker = Worker::start(job, limits_, error);
    if (worker == nullptr) return false;
    running_.push_back({tag, std::move(worker)});
    return true;
}

void WorkerPool::sleep(const Signals &signals, milliseconds at_most) const {
    std::vector<pollfd> files;
    const auto now = Worker::Clock::now();
    nanoseconds time = at_most;
    for (const Running &one : running_) {
        const Worker &worker = *one.worker;
        for (const int file : {worker.result_descriptor(), worker.message_descriptor(), worker.request_descriptor()}) {
            if (file >= 0) files.push_back({file, POLLIN, 0});
        }
        if (one.worker->deadline() - now < time) time = one.worker->deadline() - now;
    }
    const timespec timeout = to_timespec(std::max(time, nanoseconds(0)));
    ppoll(files.data(), files.size(), &timeout, &signals.while_waiting());
}

std::vector<Finished> WorkerPool::wait(const Signals &signals, milliseconds at_most) {
    sleep(signals, at_most);
    std::vector<Finished> finished;
    for (auto one = running_.begin(); one != running_.end();) {
        auto outcome = one->worker->step();
        if (!outcome) {
            ++one;
            continue;
        }
        finished.push_back({one->tag, std::move(*outcome)});
        one = running_.erase(one);
    }
    return finished;
}

}  // namespace capf::batch
