// SPDX-License-Identifier: GPL-2.0-or-later
// What the user gives to be read: captures, and what stands beside them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/cli/command_line.h"
#include "analyzer/logs/input/given_files.h"
#include "analyzer/logs/join/log_zone.h"

namespace capf::cli {

class Output;

// By what they are.
struct SortedInputs {
    std::vector<std::vector<std::string>> captures;  // each is the files of one capture
    std::vector<std::string> beside;                 // logs, archives, output of CUCM's command line, keys
    std::vector<std::string> signed_files;           // trust lists and signed configurations that were named
    std::vector<std::string> passed_over;            // files in folders that are nothing of these
};

class InputArguments {
public:
    // FILE…, --log and --no-join.
    void add_options(CommandLine &line);
    // Finds the files in the folders. Problems with folders are told, and remembered for had_problem().
    void find_files(bool names);

    [[nodiscard]] bool empty() const { return given_.empty() && logs_.empty(); }
    // All files that may be read, after find_files().
    [[nodiscard]] std::vector<std::string> paths() const;
    [[nodiscard]] const std::vector<std::string> &logs() const { return logs_; }
    [[nodiscard]] bool has_folder() const;
    // Reads --log-zone. False after an error, which was told.
    [[nodiscard]] bool load();
    // Of logs that give a date and no zone.
    [[nodiscard]] const std::optional<logs::LogZone> &log_zone() const { return log_zone_; }
    [[nodiscard]] bool had_problem() const { return !found_.problems.empty(); }
    // Looks at the beginning of each file: not for a thread that has all its rights.
    [[nodiscard]] SortedInputs sort() const;

private:
    [[nodiscard]] std::vector<std::vector<std::string>> groups(const std::vector<std::string> &captures) const;

    std::vector<std::string> given_, logs_;
    logs::GivenFiles found_;
    std::string log_zone_text_;
    std::optional<logs::LogZone> log_zone_;
    bool no_join_ = false;
};

}  // namespace capf::cli
