// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/merge.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>

#include "analyzer/batch/sqlite_database.h"

namespace capf::batch {
namespace {

constexpr int kPatience = 30;  // seconds that another process may hold an input

using TakeLine = std::function<bool(const std::string &line)>;

// False when the file cannot be read, or `take` does not take a line of it.
bool for_each_line(const std::string &path, const TakeLine &take, std::string &error) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        error = std::strerror(errno);
        return false;
    }
    constexpr char kSqlite[] = "SQLite format 3";
    char beginning[sizeof kSqlite] = "";
    file.read(beginning, sizeof beginning);
    if (std::memcmp(beginning, kSqlite, sizeof kSqlite) == 0) {
        Database database;
        if (database.open(path, true, kPatience)) {
            Statement reports(database, "SELECT report FROM captures ORDER BY id");
            while (reports.next()) {
                if (!take(reports.text_at(0))) return false;
            }
            if (database.number("SELECT count(*) FROM captures")) return true;
        }
        error = database.error();
        return false;
    }
    file.clear();
    file.seekg(0);
    // A last line without its end is one that did not become whole.
    for (std::string line; std::getline(file, line) && !file.eof();) {
        if (!take(line)) return false;
    }
    if (file.bad()) error = "cannot be read";
    return !file.bad();
}

struct Best {
    std::size_t number = 0;  // of the record, over all inputs
    bool done = false;
};

}  // namespace

bool merge_results(const std::vector<std::string> &inputs, ResultStore &out, Summary &summary, std::string &error) {
    std::map<std::string, Best> best;
    std::size_t number = 0;
    const auto choose = [&](const std::string &line) {
        const auto facts = read_record(line);
        if (!facts) {
            error = "holds something other than a batch's results";
            return false;
        }
        Best &there = best[facts->id];
        const bool done = is_done(facts->status);
        if (done || !there.done) there = {number, done};
        ++number;
        return true;
    };
    const auto write = [&](const std::string &line) {
        auto facts = read_record(line);
        const std::size_t here = number++;
        // A file that is being written may have grown since: what is new is for the next time.
        if (!facts || !best.contains(facts->id) || best[facts->id].number != here) return true;
        const Record record{std::move(*facts), line + "\n", {}};
        if (!out.add(record, error)) return false;
        summary.add(record.facts);
        return true;
    };
    for (const TakeLine &pass : {TakeLine(choose), TakeLine(write)}) {
        number = 0;
        for (const std::string &path : inputs) {
            if (for_each_line(path, pass, error)) continue;
            error = path + ": " + error;
            return false;
        }
    }
    return out.finish(error);
}

}  // namespace capf::batch
