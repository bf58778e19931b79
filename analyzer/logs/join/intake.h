// SPDX-License-Identifier: GPL-2.0-or-later
// Takes what stands beside the captures: reads logs, and keeps captures and CUCM's output out of archives for those
// who judge.
#pragma once

#include <string>
#include <vector>

#include "analyzer/cucm/device_table.h"
#include "analyzer/cucm/given_output.h"
#include "analyzer/logs/input/input_sink.h"
#include "analyzer/logs/join/log_collector.h"

namespace capf::logs {

// A text with certificates in PEM, a whole file or what CUCM prints for `show cert own`.
struct GivenPem {
    std::string name, text;
};

// What the judge wants to know beside the captures.
struct GivenBeside {
    std::vector<std::string> captures;  // names for capture::open_capture()
    cucm::DeviceTable device_table;     // rows of all tables, with their sources
    std::vector<std::string> keylogs;   // contents
    std::vector<GivenPem> certificates;
    cucm::GivenOutput output;

    [[nodiscard]] bool is_empty() const {
        return captures.empty() && device_table.rows.empty() && keylogs.empty() && certificates.empty() &&
               output.is_empty();
    }
};

class Intake : public InputSink {
public:
    // `collector`: null while nothing is known of the phones yet, and logs are left alone.
    Intake(GivenBeside *beside, LogCollector *collector);

    // From now on every text is a log, see --log.
    void take_all_as_logs() { all_are_logs_ = true; }

    bool wants(const FoundFile &file) override;
    void read(const FoundFile &file, capture::ByteSource &content) override;
    void keep(const FoundFile &file, int descriptor) override;
    void note(const InputNotice &notice) override;

    // After the last file.
    void finish();

    [[nodiscard]] const std::vector<InputNotice> &notices() const { return notices_; }
    // Files that nobody recognises: how many, and the first kMostNamed of them.
    [[nodiscard]] std::uint64_t unrecognised() const { return unrecognised_count_; }
    [[nodiscard]] const std::vector<std::string> &unrecognised_names() const { return unrecognised_; }

private:
    void note_unrecognised(const std::string &name);
    void read_device_table(const FoundFile &file, const std::string &text);

    GivenBeside *beside_;
    LogCollector *collector_;
    bool all_are_logs_ = false;
    std::size_t room_;                    // bytes of tables and key logs that are still taken
    const ReaderKind *reader_ = nullptr;  // of the file that is wanted
    std::vector<InputNotice> notices_;
    std::uint64_t unrecognised_count_ = 0;
    std::vector<std::string> unrecognised_;
};

inline constexpr std::size_t kMostNamed = 100;

}  // namespace capf::logs
