// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/ladder_rows.h"

#include <algorithm>
#include <set>

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

std::vector<LadderColumn> columns_of(const std::vector<Arrow> &arrows) {
    std::vector<LadderColumn> columns;
    for (const Service service : {Service::files, Service::capf, Service::tvs, Service::signalling}) {
        LadderColumn column{service, title_of(service), {}};
        for (const Arrow &arrow : arrows) {
            auto &known = column.addresses;
            if (arrow.service == service && std::find(known.begin(), known.end(), server_of(arrow)) == known.end()) {
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

// Each step at the first row that is evidence of it. Steps that were not needed or not seen have no row.
void place_steps(const PhoneReport &phone, std::vector<LadderRow> &rows) {
    for (const StepResult &step : phone.steps) {
        if (step.status != StepStatus::ok && step.status != StepStatus::failed) continue;
        const std::vector<std::uint32_t> positions = positions_of(step.refs);
        const std::set<std::uint32_t> frames(positions.begin(), positions.end());
        const auto row = std::find_if(rows.begin(), rows.end(),
                                      [&](const LadderRow &one) { return frames.contains(one.arrow.at.position); });
        if (row != rows.end()) row->steps.push_back(step.step);
    }
}

void mark_failure(const PhoneReport &phone, std::vector<LadderRow> &rows) {
    if (!phone.failed_step || phone.diagnoses.empty() || rows.empty()) return;
    const std::vector<std::uint32_t> evidence = positions_of(phone.diagnoses.front().refs);
    const std::set<std::uint32_t> frames(evidence.begin(), evidence.end());
    LadderRow *last = nullptr;
    for (LadderRow &row : rows) {
        row.failed = frames.contains(row.arrow.at.position);
        if (row.failed) last = &row;
    }
    (last != nullptr ? *last : rows.back()).stopped_here = true;
}

}  // namespace

LadderRows ladder_rows(const PhoneReport &phone) {
    std::vector<Arrow> arrows = make_ladder(phone);
    LadderRows ladder;
    if (arrows.size() > kMostLadderRows) {
        ladder.left_out = arrows.size() - kMostLadderRows;
        arrows.resize(kMostLadderRows);
    }
    ladder.columns = columns_of(arrows);
    for (Arrow &arrow : arrows) {
        LadderRow row;
        row.column = column_of(ladder.columns, arrow.service);
        if (!ladder.rows.empty()) {
            const std::int64_t silence = arrow.at.time - ladder.rows.back().arrow.at.time;
            row.gap = silence >= kGap ? silence : 0;
        }
        row.arrow = std::move(arrow);
        ladder.rows.push_back(std::move(row));
    }
    place_steps(phone, ladder.rows);
    mark_failure(phone, ladder.rows);
    return ladder;
}

}  // namespace capf::report
