// SPDX-License-Identifier: GPL-2.0-or-later
// Where a batch's results go.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/batch/record.h"

namespace capf::batch {

class ResultStore {
public:
    ResultStore() = default;
    virtual ~ResultStore() = default;
    ResultStore(const ResultStore &) = delete;
    ResultStore &operator=(const ResultStore &) = delete;

    // Writes the record whole or not at all, and so that a kill loses nothing that was written before. False, and why
    // in `error`, when it cannot: then nothing more can be written.
    [[nodiscard]] virtual bool add(const Record &record, std::string &error) = 0;
    // add() failed because nobody reads the results any more, as of `| head`.
    [[nodiscard]] virtual bool has_lost_reader() const { return false; }
    // Once all is written.
    [[nodiscard]] virtual bool finish(std::string &error) = 0;
};

// What there is of results before a batch begins.
enum class Start {
    afresh,   // refuse a file that has results
    resumed,  // keep them, and add to them
};

// JSON Lines in a file, or on standard output when `path` is empty or "-". Another process that writes the same file,
// results that are there though none should be, and a file that holds something else are errors. What a kill left of a
// last line is cut off. The records that are there go to `known`, in their order.
[[nodiscard]] std::unique_ptr<ResultStore> open_json_lines(const std::string &path, Start start,
                                                           std::vector<RecordFacts> &known, std::string &error);

// The same in an SQLite database, each record in a transaction of its own.
[[nodiscard]] std::unique_ptr<ResultStore> open_sqlite(const std::string &path, Start start,
                                                       std::vector<RecordFacts> &known, std::string &error);

// How results are kept.
enum class StoreFormat { json_lines, sqlite };
// By the ending of a file's name: .sqlite, .sqlite3 and .db are databases.
[[nodiscard]] StoreFormat format_of_name(const std::string &path);
// Keeps nothing: for who wants the summary alone.
[[nodiscard]] std::unique_ptr<ResultStore> discard_results();
[[nodiscard]] std::unique_ptr<ResultStore> open_results(const std::string &path, StoreFormat format, Start start,
                                                        std::vector<RecordFacts> &known, std::string &error);

}  // namespace capf::batch
