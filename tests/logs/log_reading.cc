// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/logs/log_reading.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace capf::logs {

LogEvent LogReading::only(LogKind kind) const {
    EXPECT_EQ(count(kind), 1U) << kind_name(kind);
    const auto found = std::ranges::find(events, kind, &LogEvent::kind);
    return found == events.end() ? LogEvent{} : *found;
}

std::size_t LogReading::count(LogKind kind) const {
    return static_cast<std::size_t>(std::ranges::count(events, kind, &LogEvent::kind));
}

LogReading read_log(Format format, const std::vector<std::string_view> &files, const ReadOptions &options,
                    std::size_t piece) {
    LogReading reading;
    const auto reader =
        reader_of(format).make([&](const LogEvent &event) { reading.events.push_back(event); }, options);
    for (std::size_t i = 0; i < files.size(); ++i) {
        reader->begin_file(static_cast<std::uint32_t>(i));
        for (std::string_view text = files[i]; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
            reader->push(text.substr(0, piece));
        }
    }
    reader->finish();
    reading.counts = reader->counts();
    expect_all_lines_counted(reading);
    return reading;
}

void expect_all_lines_counted(const LogReading &reading) {
    for (const LineCounts &counts : reading.counts) {
        EXPECT_EQ(counts.lines, counts.blank + counts.recognised + counts.continued + counts.unrecognised);
        EXPECT_EQ(counts.unrecognised_at.size(), std::min(counts.unrecognised, kLineNumbersKept));
    }
}

}  // namespace capf::logs
