// SPDX-License-Identifier: GPL-2.0-or-later
// Many captures, each judged in a process of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/batch/capture_list.h"
#include "analyzer/batch/phone_selection.h"
#include "analyzer/batch/result_store.h"
#include "analyzer/batch/summary.h"
#include "analyzer/batch/worker.h"
#include "analyzer/check_capture.h"
#include "analyzer/report/json_report.h"

namespace capf::batch {

struct BatchOptions {
    CheckOptions check;
    RecordOptions record;
    std::size_t jobs = 1;  // workers at a time
    WorkerLimits limits;
    bool quiet = false;  // no progress
    // The phones that are written, counted and listed one by one; null: all are written, none is listed.
    const PhoneSelection *selection = nullptr;
};

struct BatchResult {
    Summary summary;           // of all captures that have a result now, from before or from this run
    std::uint64_t left = 0;    // captures without a result
    int interruption = 0;      // the signal that ended it early
    bool closed_pipe = false;  // nobody reads the results any more, as of `| head`
    std::string error;         // why it ended early else
};

// Judges the captures and writes each result as soon as it is there. `known`: results that the store has already; what
// is done in them is not done again unless the file has changed since. A capture with the content of another is told
// to be its duplicate. Needs dissection::start_epan() first, and that no other thread runs.
[[nodiscard]] BatchResult run_batch(const std::vector<ListedCapture> &captures, const std::vector<RecordFacts> &known,
                                    ResultStore &store, const BatchOptions &options);

}  // namespace capf::batch
