// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/fuzz/log_reader_check.h"

#include <algorithm>
#include <string>
#include <vector>

namespace capf::fuzz {
namespace {

struct Reading {
    std::vector<std::string> events;
    std::vector<logs::LineCounts> counts;
};

// In pieces of this size, with a new file after each `file` bytes.
Reading read(logs::Format format, std::string_view text, std::size_t piece, std::size_t file) {
    Reading reading;
    const logs::ReaderKind &kind = logs::reader_of(format);
    const auto take = [&](const logs::LogEvent &event) {
        require(event.line >= 1 && event.lines >= 1, "an event has its lines");
        require(event.text.size() <= logs::kLongestRecord, "a record is bounded");
        require(event.time.has_time() == event.at.has_value(), "a time has its place");
        require(!logs::kind_name(event.kind).empty(), "a kind has its name");
        reading.events.push_back(std::to_string(event.line) + std::string(logs::kind_name(event.kind)) + event.device +
                                 event.address + event.file_name + event.text);
    };
    const auto reader = kind.make(take, {.every_record = true});
    std::uint32_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (at % file == 0) reader->begin_file(number++);
        const std::size_t length = std::min({piece, text.size() - at, file - at % file});
        reader->push(text.substr(at, length));
        at += length;
    }
    reader->finish();
    reading.counts = reader->counts();
    return reading;
}

void check_counts(const Reading &reading) {
    std::size_t records = 0;
    for (const logs::LineCounts &counts : reading.counts) {
        require(counts.lines == counts.blank + counts.recognised + counts.continued + counts.unrecognised,
                "every line is counted once");
        require(counts.unrecognised_at.size() == std::min(counts.unrecognised, logs::kLineNumbersKept),
                "lines that say nothing are counted");
        records += counts.recognised;
    }
    require(records == reading.events.size(), "every record is an event");
}

}  // namespace

void check_log_reader(logs::Format format, std::string_view text) {
    static_cast<void>(logs::find_reader(text));
    const Reading whole = read(format, text, text.size() + 1, text.size() + 1);
    check_counts(whole);
    require(read(format, text, 7, text.size() + 1).events == whole.events, "the pieces do not matter");
    check_counts(read(format, text, text.size() + 1, text.size() / 2 + 1));
}

}  // namespace capf::fuzz
