// SPDX-License-Identifier: GPL-2.0-or-later
// capfcheck merge OUT IN...
#include <algorithm>
#include <filesystem>

#include "analyzer/batch/merge.h"
#include "analyzer/cli/command_line.h"
#include "analyzer/cli/commands.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/store_format.h"
#include "analyzer/language/translate.h"

namespace capf::cli {
namespace {

constexpr const char *kMergeFooter =
    N_("A capture that is in several of them is in OUT once, with its latest result.\n"
       "Exit status: as for batch, over all results; 2 also when OUT exists already.\n\n"
       "Examples:\n"
       "  capfcheck merge all.jsonl shard-*.jsonl\n"
       "  capfcheck merge all.sqlite shard-*.jsonl\n");

bool is_input(const std::string &out, const std::vector<std::string> &inputs) {
    return std::any_of(inputs.begin(), inputs.end(), [&](const std::string &input) {
        std::error_code unimportant;
        return std::filesystem::equivalent(input, out, unimportant);
    });
}

}  // namespace

int run_merge(const Arguments &arguments) {
    CommandLine line("merge", N_("Joins the results of several batches, for example of the shards of one corpus."),
                     kMergeFooter);
    std::string out, format;
    std::vector<std::string> inputs;
    Output output;
    line.add_argument("OUT", out, "where the joined results go");
    line.add_arguments("IN", inputs, "results of batches, JSON Lines or SQLite", true);
    add_store_format(line, format);
    output.add_quiet(line);
    if (const auto status = line.parse(arguments)) return *status;
    if (is_input(out, inputs)) return line.refuse(tr_format("{} is one of the inputs; give another name", out));
    for (const std::string &input : inputs) {
        std::error_code error;
        if (!std::filesystem::exists(input, error)) return line.refuse(tr_format("{}: there is no such file", input));
    }
    std::string error;
    std::vector<batch::RecordFacts> known;
    const auto store = batch::open_results(out, store_format(format, out), batch::Start::afresh, known, error);
    if (store == nullptr) {
        complain(out + " " + error);
        return kUsageError;
    }
    batch::Summary summary;
    summary.name_no_options();
    if (!batch::merge_results(inputs, *store, summary, error)) {
        complain(error);
        return kCannotRead;
    }
    if (output.quiet()) return summary.exit_status();
    const bool is_free = out != "-";
    const report::Screen screen = is_free ? output.text_options().screen : report::Screen();
    std::fputs(summary.text(screen).c_str(), is_free ? stdout : stderr);
    return summary.exit_status();
}

}  // namespace capf::cli
