// SPDX-License-Identifier: GPL-2.0-or-later
// Reads many logs at once, each through all the files that it was rotated into: what a reader knows of connections and
// clocks goes on in the next file, and so does half a line. Files come in any order, and are read once, as they come:
// only afterwards is it known which go on in which. Where another order would have been right, order() has it for
// another RotatedReader, which keeps what comes too early until its turn.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/capture/formats/byte_source.h"
#include "analyzer/logs/input/early_files.h"
#include "analyzer/logs/reader_table.h"
#include "analyzer/logs/rotated_logs.h"

namespace capf::logs {

// The files of a walk over what was given, numbered as they came, and the logs that they are parts of.
struct ReadingOrder {
    std::vector<std::string> paths;
    std::vector<std::vector<std::size_t>> logs;  // as of find_rotated_logs()
};

// The first time in a log that begins like this.
[[nodiscard]] LogTime first_time(const ReaderKind &kind, std::string_view beginning);

class RotatedReader {
public:
    // A file of a log, by its number: files are numbered as read() was called for them.
    struct Sink {
        std::function<void(const LogEvent &)> take;  // LogEvent::file is the file's number
        // Once nothing more comes of a file.
        std::function<void(std::size_t file, const LineCounts &)> end_file;
    };
    explicit RotatedReader(Sink sink) : sink_(std::move(sink)) {}
    // `one_by_one`: no log is begun before another has ended.
    RotatedReader(Sink sink, ReadingOrder order, bool one_by_one);
    RotatedReader(const RotatedReader &) = delete;
    RotatedReader &operator=(const RotatedReader &) = delete;

    // Reads a file to its end, or keeps it until its turn. `first`: the first time in it, where that is known.
    void read(const std::string &path, const ReaderKind &kind, capture::ByteSource &content, const LogTime &first = {});
    // After the last file.
    void finish();

    // After finish(): the logs as they were read, each with its files.
    [[nodiscard]] const std::vector<std::vector<std::size_t>> &logs() const { return done_; }
    // After finish(), of a reader without an order: that in which the files should be read, whether or not they were.
    [[nodiscard]] ReadingOrder order() const;

private:
    struct File {
        LogPart part;
        const ReaderKind *kind = nullptr;
        std::optional<EarlyFiles::Place> early;  // while it awaits its turn
    };
    // A log that more files may come of.
    struct Open {
        std::unique_ptr<Reader> reader;
        std::vector<std::size_t> files;  // that were read
        std::size_t ended = 0;           // of them
    };
    struct Planned {
        std::vector<std::size_t> files;
        std::size_t next = 0;        // which of them is read next
        std::unique_ptr<Open> open;  // null before the first and after the last
    };

    [[nodiscard]] std::unique_ptr<Open> open(const ReaderKind &kind);
    static void read_into(Open &log, std::size_t file, capture::ByteSource &content);
    void end_files_before(Open &log, std::size_t file);
    void end_files(Open &log, std::size_t end);
    void close(Open &log);
    void read_unplanned(std::size_t file, capture::ByteSource &content);
    void read_planned(std::size_t log, capture::ByteSource &content);
    void read_kept(std::size_t log);
    void keep(std::size_t file, capture::ByteSource &content);
    [[nodiscard]] bool is_turn_of(std::size_t log, std::size_t file) const;

    Sink sink_;
    std::vector<File> files_;
    std::vector<std::vector<std::size_t>> done_;
    std::vector<std::unique_ptr<Open>> open_;  // without an order; the latest last
    bool has_order_ = false, one_by_one_ = false;
    ReadingOrder order_;
    std::vector<Planned> planned_;
    std::vector<std::size_t> log_of_;     // by the file's number, an index of planned_
    std::optional<std::size_t> current_;  // of one_by_one_: the log that is being read
    EarlyFiles early_;
    std::size_t kept_ = 0;  // files in early_ that await their turn
};

// All of `content` into a reader whose file has begun.
void push_all(Reader &reader, capture::ByteSource &content);

}  // namespace capf::logs
