// SPDX-License-Identifier: GPL-2.0-or-later
// Where a command's result goes, and how it speaks on stderr.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "analyzer/cli/screen.h"
#include "analyzer/report/text_options.h"

namespace capf::cli {

class CommandLine;

// Exit statuses that have nothing to do with a verdict.
inline constexpr int kUsageError = 2;
inline constexpr int kCannotRead = 4;  // also for a result that cannot be written
inline constexpr int kInterrupted = 130;

// "capfcheck: TEXT" on stderr, translated.
void complain(const std::string &text);
// "capfcheck: OPTION VALUE: WHY" on stderr; always false, for `return complain_of(…)`.
bool complain_of(const std::string &option, const std::string &value, const std::string &why);

// Nobody reads on, as of `| head`: the process ends as others do there. A library may have had the signal ignored.
void end_by_broken_pipe();

// 0, or kCannotRead when stdout does not take it.
[[nodiscard]] int print_to_stdout(const std::string &text);

class Output {
public:
    Output();
    ~Output();
    Output(const Output &) = delete;
    Output &operator=(const Output &) = delete;

    // -o, --quiet, --verbose, --color. `one`: of what --quiet leaves one line, e.g. "phone".
    void add_options(CommandLine &line, const std::string &one);
    // --quiet alone, for a command whose result is no text.
    void add_quiet(CommandLine &line);
    // --time and --ladder, of commands whose text tells the course of events.
    void add_text_options(CommandLine &line);
    // Opens what -o names. False, and told on stderr, when it cannot be written or is one of the `inputs`.
    [[nodiscard]] bool open(const std::vector<std::string> &inputs);

    // The same for a file that another option names.
    [[nodiscard]] bool open_file(const std::string &option, const std::string &path,
                                 const std::vector<std::string> &inputs);

    [[nodiscard]] bool quiet() const { return quiet_; }
    // Empty for standard output.
    [[nodiscard]] const std::string &path() const { return path_; }
    [[nodiscard]] bool is_stdout() const { return file_ == nullptr; }
    [[nodiscard]] bool color() const;
    [[nodiscard]] report::TimeDisplay time() const;
    // How a text is to look there.
    [[nodiscard]] report::TextOptions text_options() const;
    // A remark on what is going on, for --verbose.
    void note(const std::string &text) const;
    // Remembers a failure until close().
    void write(const std::string &text);
    // False, and told on stderr, when not all was written.
    [[nodiscard]] bool close();

private:
    std::string path_, when_ = "auto", time_ = "relative";
    bool quiet_ = false, verbose_ = false, ladder_ = false, failed_ = false;
    TerminalSize terminal_;      // asked while there is no sandbox yet
    std::FILE *file_ = nullptr;  // null: stdout
};

}  // namespace capf::cli
