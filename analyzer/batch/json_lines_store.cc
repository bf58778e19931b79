// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "analyzer/batch/result_store.h"

namespace capf::batch {
namespace {

constexpr std::size_t kMovedAtOnce = 1U << 20;

std::string system_error() {
    return std::strerror(errno);
}

class JsonLinesStore : public ResultStore {
public:
    explicit JsonLinesStore(int file) : file_(file) {}
    ~JsonLinesStore() override {
        if (file_ > STDERR_FILENO) close(file_);
    }

    // What there is, up to its last whole line. False when it is something else than results.
    bool read_known(std::vector<RecordFacts> &known, std::string &error) {
        std::string rest, piece(kMovedAtOnce, '\0');
        for (;;) {
            const ssize_t n = read(file_, piece.data(), piece.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) error = "cannot be read: " + system_error();
            if (n <= 0) break;
            rest.append(piece, 0, static_cast<std::size_t>(n));
            if (!take_lines(rest, known, error)) return false;
        }
        if (!error.empty()) return false;
        return rest.empty() || cut_to_whole(error);
    }

    bool add(const Record &record, std::string &error) override {
        std::size_t done = 0;
        while (done < record.line.size()) {
            const ssize_t n = write(file_, record.line.data() + done, record.line.size() - done);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) {
                lost_reader_ = errno == EPIPE;
                error = system_error();
                std::string unimportant;  // standard output cannot be cut
                if (done > 0) (void)cut_to_whole(unimportant);
                return false;
            }
            done += static_cast<std::size_t>(n);
        }
        whole_ += static_cast<off_t>(record.line.size());
        return true;
    }

    [[nodiscard]] bool has_lost_reader() const override { return lost_reader_; }

    bool finish(std::string &error) override {
        if (file_ <= STDERR_FILENO || fsync(file_) == 0 || errno == EINVAL || errno == EROFS) return true;
        error = system_error();
        return false;
    }

private:
    bool take_lines(std::string &rest, std::vector<RecordFacts> &known, std::string &error) {
        std::size_t begin = 0;
        for (std::size_t end; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
            auto facts = read_record(rest.substr(begin, end - begin));
            if (!facts) {
                error = "holds something other than a batch's results";
                return false;
            }
            known.push_back(std::move(*facts));
            whole_ += static_cast<off_t>(end + 1 - begin);
        }
        rest.erase(0, begin);
        return true;
    }

    // Without the beginning of a line that did not become whole.
    bool cut_to_whole(std::string &error) const {
        if (ftruncate(file_, whole_) == 0 && lseek(file_, whole_, SEEK_SET) == whole_) return true;
        error = "cannot be cut to its last whole line: " + system_error();
        return false;
    }

    int file_;
    off_t whole_ = 0;  // bytes of whole lines
    bool lost_reader_ = false;
};

}  // namespace

std::unique_ptr<ResultStore> open_json_lines(const std::string &path, Start start, std::vector<RecordFacts> &known,
                                             std::string &error) {
    if (path.empty() || path == "-") return std::make_unique<JsonLinesStore>(STDOUT_FILENO);
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    struct stat status {};
    if (file < 0 || fstat(file, &status) != 0) {
        error = system_error();
        if (file >= 0) close(file);
        return nullptr;
    }
    auto store = std::make_unique<JsonLinesStore>(file);
    if (!S_ISREG(status.st_mode)) return store;
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        error = errno == EWOULDBLOCK ? "another capfcheck is writing to it" : "cannot be locked: " + system_error();
        return nullptr;
    }
    // Whoever had the lock may have written since.
    if (fstat(file, &status) != 0 || (status.st_size > 0 && start == Start::afresh)) {
        error = "already exists";
        return nullptr;
    }
    return store->read_known(known, error) ? std::move(store) : nullptr;
}

}  // namespace capf::batch
