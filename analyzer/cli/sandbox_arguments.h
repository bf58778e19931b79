// SPDX-License-Identifier: GPL-2.0-or-later
// How a command that reads captures is kept from doing harm: in a child that has given up what reading needs not, and
// with a limit on its memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace capf::cli {

class CommandLine;
class Output;

class SandboxArguments {
public:
    // --timeout, --memory-limit, --no-sandbox.
    void add_options(CommandLine &line);
    // False after an error, which was told.
    [[nodiscard]] bool load();

    // Runs `work` on the captures, or phone files, `files`; the command's exit status. What stops it is told. `output`
    // has been opened. `create`: makes files for `work`, see FileBroker::grant_new_files().
    [[nodiscard]] int run(const std::vector<std::string> &files, const Output &output, const std::function<int()> &work,
                          const std::function<int(const std::string &name)> &create = {}) const;
    // Messages are to name no file: what in its name is to be redacted only `work` finds out.
    void hide_names() { hides_names_ = true; }
    // What the command may take as a whole; 0: as long as it likes.
    [[nodiscard]] std::chrono::milliseconds time() const { return time_; }
    // What a part of a capture may take, by itself.
    [[nodiscard]] std::uint64_t memory() const { return memory_; }
    // `work` runs in a child, where new files come from sandbox::ask_for_new_file().
    [[nodiscard]] bool wanted() const { return !no_sandbox_; }

private:
    std::string timeout_text_ = "0", memory_text_ = "4000";
    std::chrono::milliseconds time_{0};
    std::uint64_t memory_ = 0;
    bool no_sandbox_ = false, hides_names_ = false;
};

}  // namespace capf::cli
