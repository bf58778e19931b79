// SPDX-License-Identifier: GPL-2.0-or-later
// Reads one log: text in pieces of any size goes in, events come out. A log may consist of several files in a row (a
// rotated set). Memory stays bounded whatever is read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/logs/log_clock.h"
#include "analyzer/logs/log_event.h"

namespace capf::logs {

inline constexpr std::size_t kLongestRecord = 65'536;    // bytes of a record that are kept
inline constexpr std::size_t kMostLinesOfRecord = 1024;  // more are counted as unrecognised
inline constexpr std::size_t kLineNumbersKept = 100;
// Of a longer record only the beginning is interpreted: bytes. Names are remembered, and so are bounded as well.
inline constexpr std::size_t kMostInterpreted = 4096;

// What became of the lines of one file. lines = blank + recognised + continued + unrecognised.
struct LineCounts {
    std::uint32_t file = 0;  // as in LogEvent
    std::size_t lines = 0;
    std::size_t blank = 0;
    std::size_t recognised = 0;  // that begin a record
    std::size_t continued = 0;   // that belong to the record before them
    std::size_t unrecognised = 0;
    std::size_t cut = 0;                       // longer than kLongestRecord, whatever else they are
    std::size_t events = 0;                    // records of a kind that we know
    std::vector<std::size_t> unrecognised_at;  // numbers of such lines (the first kLineNumbersKept)
    LogTime first, last;                       // of its records, of those that have a time
};

struct ReadOptions {
    bool every_record = false;  // events of LogKind::other too
    int year = 1970;            // for logs that give a date without a year
};

class Reader {
public:
    using Sink = std::function<void(const LogEvent &)>;

    virtual ~Reader() = default;
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    // Before the first piece of each file. A line that the end of the last file cut in two is joined with the beginning
    // of this one, when that does not begin a record.
    void begin_file(std::uint32_t file);
    void push(std::string_view piece);
    // After the last piece of the last file.
    void finish();

    // One for each file, in the order of begin_file().
    [[nodiscard]] const std::vector<LineCounts> &counts() const { return counts_; }

protected:
    Reader(Format format, Sink sink, const ReadOptions &options);

    // What the front of a line says that begins a record.
    struct Envelope {
        LogTime time;
        std::string_view program, level;
        std::string_view text;                // the rest of the line
        std::optional<std::uint64_t> number;  // of the record; begins anew when the program does
    };
    [[nodiscard]] virtual std::optional<Envelope> read_envelope(std::string_view line) const = 0;
    // Whether a record that begins so may have more lines. Not unless a format says so; asked once for a record.
    [[nodiscard]] virtual bool may_go_on(std::string_view beginning) const;
    // Whether this line without an envelope is one of them, after so many. Asked for every line.
    [[nodiscard]] virtual bool continues(std::string_view line, std::size_t lines) const;
    // Fills in kind and fields from what follows the envelope; `text` holds continuation lines too. `event` has what
    // the envelope says.
    virtual void interpret(std::string_view text, LogEvent &event) = 0;

private:
    struct Line {
        std::string_view text;
        std::size_t file = 0;    // an index of counts_
        std::size_t number = 0;  // from 1
        bool cut = false;
    };
    void add_to_partial(std::string_view piece);
    void end_line(std::string_view text, bool cut);
    void join_with_end_of_last_file(const Line &line);
    void take_end_of_last_file();
    void take_line(const Line &line);
    void begin_record(const Line &line, const Envelope &envelope);
    [[nodiscard]] bool goes_on();
    [[nodiscard]] bool continue_record(const Line &line);
    void end_record();
    void add_unrecognised(const Line &line);

    Sink sink_;
    ReadOptions options_;
    LogClock clock_;
    std::vector<LineCounts> counts_;

    std::string partial_;  // of the line that has not ended yet, at most kLongestRecord bytes
    bool partial_cut_ = false;
    // The last line of the file before, when it had no end: half a line, perhaps.
    std::string end_of_last_;
    std::optional<Line> open_end_;

    LogEvent event_;  // being built; one for all records, which keeps the memory of its strings
    bool open_ = false;
    std::optional<bool> may_go_on_;  // not asked yet
    std::size_t text_at_ = 0;        // where in event_.text the envelope ends
    std::size_t record_file_ = 0;    // an index of counts_
    std::optional<std::uint64_t> last_number_;
};

}  // namespace capf::logs
