// SPDX-License-Identifier: GPL-2.0-or-later
// What a batch writes of one capture: the line of JSON that `check --format jsonl` gives, with what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/batch/capture_list.h"
#include "analyzer/batch/outcome.h"
#include "analyzer/findings/capture_report.h"
#include "analyzer/redact/pseudonyms.h"
#include "analyzer/report/json_report.h"

namespace capf::batch {

enum class Status {
    ok,          // read to its end
    damaged,     // read in part; what came before the damage counts
    unreadable,  // no capture, or not to be opened
    crashed,
    timed_out,
    memory,
    killed,
    duplicate,  // its content is another capture's, which has the result
};
[[nodiscard]] const char *name_of(Status status);
[[nodiscard]] std::optional<Status> status_named(const std::string &name);
// It has a verdict, by itself or through its duplicate; else it is done again when the batch is continued.
[[nodiscard]] bool is_done(Status status);

struct RecordedPhone {
    std::string device;  // or its address
    std::string verdict;
    std::vector<std::string> codes;  // of its diagnoses, the likeliest first
    std::vector<std::string> addresses;
    bool inferred = false;  // its likeliest diagnosis
};

// What sums, continues and merges batches; all of it is in the line.
struct RecordFacts {
    std::string id;    // of the capture's name, see id_of_name()
    std::string file;  // its path
    Status status = Status::ok;
    std::string problem;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    std::string sha256;    // of its content, empty when it was not needed
    bool changed = false;  // while it was read
    std::vector<RecordedPhone> phones;
};

// How results are written.
struct RecordOptions {
    report::JsonOptions json;
    const redact::Pseudonyms *pseudonyms = nullptr;  // instead of names and addresses; null: nothing is redacted
};

// What became of a selection of phones in a worker.
struct Selected {
    int exit_status = 0;  // of the phones that were asked for, whatever their verdict
    std::vector<bool> met;
};

// The line of JSON of a report, redacted when that is wanted.
[[nodiscard]] std::string result_line(findings::CaptureReport report, const RecordOptions &options);
// The same, with what make_record() takes out again.
[[nodiscard]] std::string result_line(findings::CaptureReport report, const Selected &selected,
                                      const RecordOptions &options);
// See id_of_name().
[[nodiscard]] std::string id_of(const ListedCapture &capture, const RecordOptions &options);

struct Record {
    RecordFacts facts;
    std::string line;  // JSON, ending in a newline
    std::optional<Selected> selected;
};

// The record of a capture that a worker has dealt with.
[[nodiscard]] Record make_record(const ListedCapture &capture, const Outcome &outcome, const std::string &sha256,
                                 const RecordOptions &options);
// Of one that no worker was needed for: it cannot be opened.
[[nodiscard]] Record unreadable_record(const ListedCapture &capture, const RecordOptions &options);
// Of one with the content of `original`.
[[nodiscard]] Record duplicate_record(const ListedCapture &capture, const std::string &sha256,
                                      const ListedCapture &original, const RecordOptions &options);

// Nothing when the line is none that a batch writes.
[[nodiscard]] std::optional<RecordFacts> read_record(const std::string &line);

}  // namespace capf::batch
