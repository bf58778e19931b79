// SPDX-License-Identifier: GPL-2.0-or-later
// Where `watch` has its packets from, and when it ends.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"
#include "analyzer/watch/packet_copy.h"
#include "analyzer/watch/packet_source.h"

namespace capf::cli {

class CommandLine;

class WatchArguments {
public:
    // -i, -f, -w, --until, --for, --lines and the input.
    void add_options(CommandLine &line);
    // Nothing when all is well, else the exit status; what is wrong was told.
    [[nodiscard]] std::optional<int> load(const CommandLine &line, const std::set<std::uint16_t> &capf_ports);

    [[nodiscard]] watch::PacketSource &source() { return *source_; }
    [[nodiscard]] const std::optional<std::chrono::milliseconds> &duration() const { return duration_; }
    [[nodiscard]] std::size_t most_frames() const { return most_frames_; }
    [[nodiscard]] bool lines_wanted() const { return lines_; }
    // Files that are read, for who must not write to them.
    [[nodiscard]] std::vector<std::string> files() const;
    // What is watched, for people: an interface, a file, or "standard input".
    [[nodiscard]] std::string name() const;
    // The filter that dumpcap gets; empty where it is not used.
    [[nodiscard]] const std::string &filter() const { return filter_; }

    // One of --until is met.
    [[nodiscard]] bool is_met(const findings::CaptureReport &report) const;

private:
    struct Until {
        std::string verdict, name;
    };
    [[nodiscard]] bool load_until();
    [[nodiscard]] bool load_duration();
    [[nodiscard]] bool load_most_frames();
    [[nodiscard]] bool open_copy();

    std::string interface_, filter_, input_, copy_path_, duration_text_;
    std::vector<std::string> inputs_, until_texts_;
    std::vector<Until> until_;
    std::optional<std::chrono::milliseconds> duration_;
    std::string most_frames_text_ = "400000";
    std::size_t most_frames_ = 0;
    bool lines_ = false;
    std::unique_ptr<watch::PacketCopy> copy_;
    std::unique_ptr<watch::PacketSource> source_;
};

}  // namespace capf::cli
