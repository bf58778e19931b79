// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/bench/timed_frames.h"

#include <algorithm>

#include "analyzer/capture/formats/input_file.h"

namespace capf::bench {

std::vector<TimedFrame> read_frames(const std::string &path) {
    capture::InputFile file(path);
    const auto reader = file.open();
    std::vector<TimedFrame> frames;
    std::vector<capture::Record> batch;
    std::int64_t first = -1;
    while (reader != nullptr && reader->next(batch)) {
        for (const capture::Record &record : batch) {
            if (record.link_type != static_cast<std::uint16_t>(capture::LinkType::ethernet)) continue;
            if (first < 0) first = record.time;
            frames.push_back({static_cast<std::uint64_t>(std::max<std::int64_t>(record.time - first, 0) / 1000),
                              {record.bytes, record.bytes + record.captured}});
        }
    }
    return frames;
}

}  // namespace capf::bench
