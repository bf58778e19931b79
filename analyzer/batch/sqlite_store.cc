// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <nlohmann/json.hpp>

#include "analyzer/batch/result_store.h"
#include "analyzer/batch/sqlite_database.h"
#include "analyzer/batch/sqlite_schema.h"

namespace capf::batch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPatience = 30;  // seconds that another process may hold the database

// A batch's own lock, beside SQLite's, which are held for the time of a transaction only.
class FileLock {
public:
    ~FileLock() {
        if (file_ >= 0) close(file_);
    }
    FileLock() = default;
    FileLock(const FileLock &) = delete;
    FileLock &operator=(const FileLock &) = delete;

    bool take(const std::string &path, std::string &error) {
        file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (file_ < 0) {
            error = std::strerror(errno);
        } else if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
            error = "another capfcheck is writing to it";
        }
        return error.empty();
    }

private:
    int file_ = -1;
};

std::string text_of(const Json &json, const char *name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_of(const Json &json, const char *name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

const Json &list_of(const Json &json, const char *name) {
    static const Json none = Json::array();
    const auto found = json.find(name);
    return found != json.end() && found->is_array() ? *found : none;
}

// "3 17 21"
std::string words_of(const Json &json, const char *name) {
    std::string words;
    for (const Json &one : list_of(json, name)) {
        words += (words.empty() ? "" : " ") + (one.is_string() ? one.get<std::string>() : one.dump());
    }
    return words;
}

class SqliteStore : public ResultStore {
public:
    bool open(const std::string &path, Start start, std::vector<RecordFacts> &known, std::string &error) {
        if (!lock_.take(path, error)) return false;
        if (!database_.open(path, false, kPatience) || !prepare(error)) {
            if (error.empty()) error = database_.error();
            return false;
        }
        return read_known(start, known, error);
    }

    bool add(const Record &record, std::string &error) override {
        const Json line = Json::parse(record.line, nullptr, false);
        if (database_.run("BEGIN IMMEDIATE") && insert_capture(line, record) && database_.run("COMMIT")) return true;
        error = database_.error();
        (void)database_.run("ROLLBACK");
        return false;
    }

    bool finish(std::string & /*error*/) override {
        // One file again; what somebody reads just now stays in two.
        (void)database_.run("PRAGMA journal_mode = DELETE");
        return true;
    }

private:
    // An empty database gets its tables.
    bool prepare(std::string &error) {
        const auto tables = database_.number("SELECT count(*) FROM sqlite_master");
        const auto id = database_.number("PRAGMA application_id");
        const auto version = database_.number("PRAGMA user_version");
        if (!tables || !id || !version) return false;
        if (*tables > 0 && (*id != kApplicationId || *version != kSchemaVersion)) {
            error = "holds something other than a batch's results";
            return false;
        }
        // With a log, others read while results come, and a kill costs nothing that was written.
        (void)database_.run("PRAGMA journal_mode = WAL");
        if (!database_.run("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON")) return false;
        if (*tables > 0) return true;
        return database_.run("BEGIN IMMEDIATE;" + std::string(kCreateTables) +
                             "PRAGMA application_id = " + std::to_string(kApplicationId) +
                             "; PRAGMA user_version = " + std::to_string(kSchemaVersion) + "; COMMIT");
    }

    bool read_known(Start start, std::vector<RecordFacts> &known, std::string &error) {
        Statement reports(database_, "SELECT report FROM captures ORDER BY id");
        while (reports.next()) {
            if (start == Start::afresh) {
                error = "already exists";
                return false;
            }
            if (auto facts = read_record(reports.text_at(0))) known.push_back(std::move(*facts));
        }
        return true;
    }

    bool insert_capture(const Json &line, const Record &record) {
        const Json &batch = line["batch"];
        Statement remove(database_, "DELETE FROM captures WHERE name_id = ?");
        Statement capture(database_,
                          "INSERT INTO captures (name_id, file, status, problem, duplicate_of, packets, first_time, "
                          "last_time, size, modified_ns, sha256, seconds, memory, report) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        if (!remove.text(record.facts.id).run()) return false;
        capture.text(record.facts.id).text(record.facts.file).text(name_of(record.facts.status));
        capture.text_or_null(record.facts.problem).text_or_null(text_of(batch, "duplicate_of"));
        capture.number(number_of(line, "packets"));
        capture.text_or_null(text_of(line, "first_time")).text_or_null(text_of(line, "last_time"));
        capture.number(static_cast<std::int64_t>(record.facts.size)).number(record.facts.modified);
        capture.text_or_null(record.facts.sha256);
        const auto seconds = batch.find("seconds");
        seconds != batch.end() && seconds->is_number() ? capture.real(seconds->get<double>()) : capture.null();
        batch.contains("memory") ? capture.number(number_of(batch, "memory")) : capture.null();
        if (!capture.text(record.line.substr(0, record.line.find('\n'))).run()) return false;
        const std::int64_t id = database_.last_row();
        for (const Json &phone : list_of(line, "phones")) {
            if (phone.is_object() && !insert_phone(phone, id)) return false;
        }
        return true;
    }

    bool insert_phone(const Json &phone, std::int64_t capture) {
        Statement insert(database_,
                         "INSERT INTO phones (capture, device, addresses, verdict, failed_step, conclusion) "
                         "VALUES (?, ?, ?, ?, ?, ?)");
        insert.number(capture).text_or_null(text_of(phone, "device")).text(words_of(phone, "addresses"));
        insert.text(text_of(phone, "verdict")).text_or_null(text_of(phone, "failed_step"));
        if (!insert.text(text_of(phone, "conclusion")).run()) return false;
        const std::int64_t id = database_.last_row();
        return insert_steps(phone, id) && insert_diagnoses(phone, "diagnoses", id) &&
               insert_diagnoses(phone, "history", id) && insert_files(phone, id);
    }

    bool insert_steps(const Json &phone, std::int64_t id) {
        Statement insert(database_, "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (const Json &step : list_of(phone, "steps")) {
            insert.number(id).text(text_of(step, "step")).text(text_of(step, "status")).text(text_of(step, "evidence"));
            insert.text(words_of(step, "frames")).text_or_null(text_of(step, "time"));
            if (!insert.text(text_of(step, "summary")).run()) return false;
        }
        return true;
    }

    bool insert_diagnoses(const Json &phone, const char *which, std::int64_t id) {
        Statement insert(database_, "INSERT INTO diagnoses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        std::int64_t rank = 0;
        for (const Json &one : list_of(phone, which)) {
            insert.number(id).number(++rank).number(std::strcmp(which, "history") == 0 ? 1 : 0);
            insert.text(text_of(one, "code")).text(text_of(one, "step")).text(text_of(one, "evidence"));
            insert.text(words_of(one, "frames")).text(text_of(one, "summary"));
            if (!insert.text(text_of(one, "remedy")).run()) return false;
        }
        return true;
    }

    bool insert_files(const Json &phone, std::int64_t id) {
        Statement insert(database_, "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const Json &file : list_of(phone, "files")) {
            insert.number(id).text(text_of(file, "name")).text(text_of(file, "transport"));
            insert.text(text_of(file, "server")).number(number_of(file, "port")).text(text_of(file, "status"));
            insert.number(number_of(file, "bytes")).text_or_null(text_of(file, "sha256")).text(text_of(file, "kind"));
            insert.text_or_null(text_of(file, "signature")).text_or_null(text_of(file, "signer"));
            insert.text_or_null(text_of(file, "reason")).text(words_of(file, "frames"));
            if (!insert.text_or_null(text_of(file, "time")).run()) return false;
        }
        return true;
    }

    FileLock lock_;  // first: closing its file while the database is open would drop SQLite's own locks
    Database database_;
};

}  // namespace

std::unique_ptr<ResultStore> open_sqlite(const std::string &path, Start start, std::vector<RecordFacts> &known,
                                         std::string &error) {
    auto store = std::make_unique<SqliteStore>();
    return store->open(path, start, known, error) ? std::move(store) : nullptr;
}

}  // namespace capf::batch
