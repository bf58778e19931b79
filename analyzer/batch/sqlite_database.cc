// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/sqlite_database.h"

#include <sqlite3.h>

namespace capf::batch {

Statement::Statement(const Database &database, const char *sql) {
    failed_ = sqlite3_prepare_v2(database.handle_, sql, -1, &statement_, nullptr) != SQLITE_OK;
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement &Statement::text(const std::string &value) {
    failed_ |= sqlite3_bind_text64(statement_, ++parameter_, value.data(), value.size(), SQLITE_TRANSIENT,
                                   SQLITE_UTF8) != SQLITE_OK;
    return *this;
}

Statement &Statement::text_or_null(const std::string &value) {
    return value.empty() ? null() : text(value);
}

Statement &Statement::number(std::int64_t value) {
    failed_ |= sqlite3_bind_int64(statement_, ++parameter_, value) != SQLITE_OK;
    return *this;
}

Statement &Statement::real(double value) {
    failed_ |= sqlite3_bind_double(statement_, ++parameter_, value) != SQLITE_OK;
    return *this;
}

Statement &Statement::null() {
    failed_ |= sqlite3_bind_null(statement_, ++parameter_) != SQLITE_OK;
    return *this;
}

bool Statement::run() {
    const bool done = !failed_ && sqlite3_step(statement_) == SQLITE_DONE;
    reset();
    return done;
}

bool Statement::next() {
    return !failed_ && sqlite3_step(statement_) == SQLITE_ROW;
}

std::string Statement::text_at(int column) const {
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(statement_, column));
    return text == nullptr ? "" : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::int64_t Statement::number_at(int column) const {
    return sqlite3_column_int64(statement_, column);
}

void Statement::reset() {
    sqlite3_reset(statement_);
    parameter_ = 0;
}

Database::~Database() {
    sqlite3_close(handle_);
}

bool Database::open(const std::string &path, bool read_only, int seconds) {
    constexpr int kMilliseconds = 1000;
    const int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) return false;
    sqlite3_busy_timeout(handle_, seconds * kMilliseconds);
    return true;
}

bool Database::run(const std::string &sql) {
    return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::optional<std::int64_t> Database::number(const char *sql) {
    Statement statement(*this, sql);
    if (statement.next()) return statement.number_at(0);
    if (sqlite3_errcode(handle_) != SQLITE_DONE) return std::nullopt;
    return 0;
}

std::int64_t Database::last_row() const {
    return sqlite3_last_insert_rowid(handle_);
}

std::string Database::error() const {
    const int code = sqlite3_errcode(handle_);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return "another process holds the database";
    return sqlite3_errmsg(handle_);
}

}  // namespace capf::batch
