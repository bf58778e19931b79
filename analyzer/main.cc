// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdio>

#include "analyzer/check_capture.h"
#include "analyzer/cli/options.h"
#include "analyzer/dissection/epan_host.h"
#include "analyzer/report/json_report.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/text_report.h"
#include "analyzer/sequence/sequence_check.h"

namespace {

void tell_problem(const capf::sequence::CaptureReport &capture) {
    if (capture.problem.empty()) return;
    std::fprintf(stderr, "capfcheck: %s: %s%s\n", capf::report::printable(capture.file).c_str(),
                 capture.packets > 0 ? "damaged, what came before counts: " : "", capture.problem.c_str());
}

bool print(const std::string &text) {
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

}  // namespace

int main(int argc, char **argv) {
    int status = 0;
    const auto options = capf::cli::parse_options(argc, argv, status);
    if (!options) return status;
    capf::dissection::prepare_epan(options->host);
    const bool text = options->format == capf::cli::Format::text;
    std::vector<capf::sequence::CaptureReport> reports;
    for (const std::string &path : options->captures) {
        reports.push_back(capf::check_capture({path}, options->check));
        tell_problem(reports.back());
        if (!text || (reports.back().packets == 0 && !reports.back().readable)) continue;
        if (reports.size() > 1) print("\n");
        print(capf::report::text_report(reports.back(), {options->color}));
    }
    if (!text)
        print(capf::report::json_report(reports, {capf::dissection::wireshark_version(), options->show_secrets}));
    capf::dissection::stop_epan();
    return capf::sequence::exit_status(reports);
}
