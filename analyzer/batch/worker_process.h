// SPDX-License-Identifier: GPL-2.0-or-later
// The child's side of a worker.
#pragma once

#include <cstdint>

#include "analyzer/batch/worker.h"

namespace capf::batch {

// Before its bytes, a result has its length in this type.
using ResultLength = std::uint64_t;

// The child's side of what leads to its parent.
struct WorkerDescriptors {
    int result = -1, messages = -1;
    int requests = -1;  // for files; -1 when it is not confined
};

// Runs the job under the limits, sends its result, and ends the process.
[[noreturn]] void run_worker(const Job &job, const WorkerLimits &limits, pid_t parent,
                             const WorkerDescriptors &descriptors);

}  // namespace capf::batch
