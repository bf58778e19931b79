// SPDX-License-Identifier: GPL-2.0-or-later
// SQLite, as much of it as results need.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace capf::batch {

class Database;

// Prepared once, run often. Parameters are bound in their order, from the first on after each run.
class Statement {
public:
    Statement(const Database &database, const char *sql);
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &text(const std::string &value);
    Statement &text_or_null(const std::string &value);  // null when it is empty
    Statement &number(std::int64_t value);
    Statement &real(double value);
    Statement &null();
    // To its end, for a statement without rows. False when it failed.
    [[nodiscard]] bool run();
    // True with a row to read.
    [[nodiscard]] bool next();
    [[nodiscard]] std::string text_at(int column) const;
    [[nodiscard]] std::int64_t number_at(int column) const;
    void reset();

private:
    sqlite3_stmt *statement_ = nullptr;
    int parameter_ = 0;
    bool failed_ = false;
};

class Database {
public:
    Database() = default;
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    // Created when it is not there, unless `read_only`. Waits `seconds` for whoever else holds it.
    [[nodiscard]] bool open(const std::string &path, bool read_only, int seconds);
    [[nodiscard]] bool run(const std::string &sql);
    // The first column of the first row; 0 without one, nothing after an error.
    [[nodiscard]] std::optional<std::int64_t> number(const char *sql);
    [[nodiscard]] std::int64_t last_row() const;
    // What went wrong last, in SQLite's words.
    [[nodiscard]] std::string error() const;

private:
    friend class Statement;
    sqlite3 *handle_ = nullptr;
};

}  // namespace capf::batch
