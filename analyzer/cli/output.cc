// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/output.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "analyzer/cli/command_line.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/problem_text.h"

namespace capf::cli {

void end_by_broken_pipe() {
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
}

void complain(const std::string &text) {
    std::fprintf(stderr, "capfcheck: %s\n", report::printable(report::problem_text(text)).c_str());
}

bool complain_of(const std::string &option, const std::string &value, const std::string &why) {
    complain(option + " " + value + ": " + report::problem_text(why));
    return false;
}

int print_to_stdout(const std::string &text) {
    Output output;
    output.write(text);
    return output.close() ? 0 : kCannotRead;
}

Output::Output() : terminal_(terminal_size()) {}

Output::~Output() {
    if (file_ != nullptr) std::fclose(file_);
}

void Output::add_options(CommandLine &line, const std::string &one) {
    line.add_option("-o,--output", path_, "write the result to FILE instead of standard output", "FILE");
    line.add_flag("-q,--quiet", quiet_,
                  tr_format("one line per {}, and only problems on standard error", tr(std::string_view(one))));
    line.add_flag("-v,--verbose", verbose_, "report in full, and say on standard error what is being done");
    line.add_choice("--color", when_, {"auto", "always", "never"}, "WHEN");
}

void Output::add_quiet(CommandLine &line) {
    line.add_flag("-q,--quiet", quiet_, "print no progress and no summary, only problems");
}

void Output::add_text_options(CommandLine &line) {
    line.add_flag("--ladder", ladder_, "print the ladder and the rounds of each phone");
    line.add_choice("--time", time_, {"relative", "local", "utc"}, "WHICH");
}

report::TimeDisplay Output::time() const {
    if (time_ == "local") return report::TimeDisplay::local;
    return time_ == "utc" ? report::TimeDisplay::utc : report::TimeDisplay::relative;
}

bool Output::open(const std::vector<std::string> &inputs) {
    return open_file("--output", path_, inputs);
}

bool Output::open_file(const std::string &option, const std::string &path, const std::vector<std::string> &inputs) {
    path_ = path;
    if (path_.empty() || path_ == "-") return true;
    for (const std::string &input : inputs) {
        std::error_code error;
        if (std::filesystem::equivalent(input, path_, error)) {
            return complain_of(option, path_, "is the input; give another name");
        }
    }
    file_ = std::fopen(path_.c_str(), "wb");
    return file_ != nullptr || complain_of(option, path_, std::strerror(errno));
}

bool Output::color() const {
    if (when_ != "auto") return when_ == "always";
    const char *no_color = std::getenv("NO_COLOR");
    return file_ == nullptr && terminal_.width > 0 && (no_color == nullptr || *no_color == '\0');
}

report::TextOptions Output::text_options() const {
    report::TextOptions options;
    if (file_ == nullptr && terminal_.width > 0) {
        options.screen.width = terminal_.width;
        options.screen.height = terminal_.height;
    }
    options.screen.color = color();
    options.screen.symbols = (options.screen.height > 0 || options.screen.color) && shows_utf8();
    options.time = time();
    options.ladder = ladder_ || verbose_;
    options.details = verbose_;
    return options;
}

void Output::note(const std::string &text) const {
    if (verbose_ && !quiet_) complain(text);
}

void Output::write(const std::string &text) {
    std::FILE *to = file_ != nullptr ? file_ : stdout;
    const bool written = std::fwrite(text.data(), 1, text.size(), to) == text.size() && std::fflush(to) == 0;
    if (!written && errno == EPIPE) end_by_broken_pipe();
    failed_ |= !written;
}

bool Output::close() {
    if (file_ != nullptr) failed_ |= std::fclose(file_) != 0;
    file_ = nullptr;
    if (failed_)
        complain(tr_format("{0} could not be written: {1}", path_.empty() ? tr("standard output") : path_,
                           std::strerror(errno)));
    return !failed_;
}

}  // namespace capf::cli
