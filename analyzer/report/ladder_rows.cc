// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/ladder_rows.h"

#include <algorithm>

#include "analyzer/language/translate.h"

namespace capf::report {
namespace {

using namespace findings;

const char *title_of(Service service) {
    switch (service) {
        case Service::files:
            return "TFTP / HTTP";
        case Service::capf:
            return "CAPF";
        case Service::tvs:
            return "TVS";
        case Service::signalling:
            return tr("Call control");
    }
    return "";
}

const std::string &server_of(const Arrow &arrow) {
    return arrow.from_phone ? arrow.to : arrow.from;
}

std::vector<LadderColumn> columns_of(const std::vector<LadderLine> &lines) {
    std::vector<LadderColumn> columns;
    for (const Service service : {Service::files, Service::capf, Service::tvs, Service::signalling}) {
        LadderColumn column{service, title_of(service), {}};
        for (const LadderLine &line : lines) {
            const Arrow &arrow = line.arrow;
            auto &known = column.addresses;
            if (!line.is_of_log() && arrow.service == service &&
                std::find(known.begin(), known.end(), server_of(arrow)) == known.end()) {
                known.push_back(server_of(arrow));
            }
        }
        const bool always = service == Service::files || service == Service::capf;
        if (always || !column.addresses.empty()) columns.push_back(std::move(column));
    }
    return columns;
}

std::size_t column_of(const std::vector<LadderColumn> &columns, Service service) {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const LadderColumn &column) { return column.service == service; });
    return static_cast<std::size_t>(found - columns.begin());
}

// The same frame, or the same line of a log.
bool is_among(const EvidenceRef &at, const EvidenceRefs &refs) {
    return std::ranges::any_of(refs, [&](const EvidenceRef &one) {
        return one.source == at.source && one.position == at.position && at.position != 0;
    });
}

// Each step at the first row that is evidence of it. Steps that were not needed or not seen have no row.
void place_steps(const PhoneReport &phone, std::vector<LadderRow> &rows) {
    for (const StepResult &step : phone.steps) {
        if (step.status != StepStatus::ok && step.status != StepStatus::failed) continue;
        const auto row =
            std::ranges::find_if(rows, [&](const LadderRow &one) { return is_among(one.arrow.at, step.refs); });
        if (row != rows.end()) row->steps.push_back(step.step);
    }
}

void mark_failure(const PhoneReport &phone, std::vector<LadderRow> &rows) {
    if (!phone.failed_step || phone.diagnoses.empty() || rows.empty()) return;
    LadderRow *last = nullptr;
    for (LadderRow &row : rows) {
        row.failed = is_among(row.arrow.at, phone.diagnoses.front().refs);
        if (row.failed) last = &row;
    }
    (last != nullptr ? *last : rows.back()).stopped_here = true;
}

}  // namespace

LadderRows ladder_rows(const CaptureReport &capture, const PhoneReport &phone) {
    std::vector<LadderLine> lines = ladder_lines(capture, phone);
    LadderRows ladder;
    if (lines.size() > kMostLadderRows) {
        ladder.left_out = lines.size() - kMostLadderRows;
        lines.resize(kMostLadderRows);
    }
    ladder.columns = columns_of(lines);
    for (LadderLine &line : lines) {
        LadderRow row;
        if (line.is_of_log()) {
            row.log_place = line.frames;
        } else {
            row.column = column_of(ladder.columns, line.arrow.service);
        }
        if (!ladder.rows.empty()) {
            const std::int64_t silence = line.arrow.at.time - ladder.rows.back().arrow.at.time;
            row.gap = silence >= kGap ? silence : 0;
        }
        row.arrow = std::move(line.arrow);
        ladder.rows.push_back(std::move(row));
    }
    place_steps(phone, ladder.rows);
    mark_failure(phone, ladder.rows);
    return ladder;
}

}  // namespace capf::report
