// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck generate DIR: completions and manual pages, for the build. Not in the help: no user needs it.
#include <filesystem>
#include <fstream>

#include "analyzer/cli/commands.h"
#include "analyzer/cli/completion.h"
#include "analyzer/cli/manual.h"
#include "analyzer/cli/output.h"
#include "analyzer/language/language.h"
#include "analyzer/language/translate.h"

namespace capf::cli {
namespace {

bool write(const std::filesystem::path &path, const std::string &text) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary);
    out << text;
    out.close();
    if (!out) complain(tr_format("{} cannot be written", path.string()));
    return out.good();
}

bool write_manuals(const std::filesystem::path &folder) {
    const std::vector<CommandDescription> all = describe_commands();
    bool written = write(folder / "capfcheck.1", main_manual(all));
    for (const CommandDescription &command : all) {
        written = written && write(folder / ("capfcheck-" + command.name + ".1"), command_manual(command));
    }
    return written;
}

}  // namespace

int run_generate(const Arguments &arguments) {
    if (arguments.size() != 1) {
        complain(N_("generate takes the folder to write into"));
        return kUsageError;
    }
    const std::filesystem::path folder = arguments.front();
    (void)language::choose("en");
    const std::vector<CommandDescription> all = describe_commands();
    // As they are called below share/.
    bool written = write(folder / "bash-completion/completions/capfcheck", bash_completion(all)) &&
                   write(folder / "zsh/vendor-completions/_capfcheck", zsh_completion(all)) &&
                   write(folder / "fish/vendor_completions.d/capfcheck.fish", fish_completion(all));
    for (const std::string &name : language::available()) {
        if (!language::choose(name)) continue;
        written = written && write_manuals(folder / "man" / (name == "en" ? "" : name) / "man1");
    }
    return written ? 0 : kCannotRead;
}

}  // namespace capf::cli
