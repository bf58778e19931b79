// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/phone_table.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/time_units.h"

namespace capf::watch {
namespace {

using findings::Verdict;

bool has(const PhoneRow &row, Verdict verdict) {
    return row.verdict == name_of(verdict);
}

int urgency(const PhoneRow &row, std::int64_t now) {
    if (has(row, Verdict::failed)) return 0;
    if (is_overdue(row, now)) return 1;
    if (row.since != 0) return 2;
    return has(row, Verdict::incomplete) ? 3 : 4;
}

bool holds(const std::string &text, const std::string &lower_part) {
    return wire::lower(text).find(lower_part) != std::string::npos;
}

}  // namespace

bool is_overdue(const PhoneRow &row, std::int64_t now) {
    return row.since != 0 && now - row.since >= row.usual;
}

std::string state_text(const PhoneRow &row, std::int64_t now) {
    if (row.since == 0) return row.state;
    const std::int64_t seconds = std::max<std::int64_t>(0, now - row.since) / wire::kNanosecondsPerSecond;
    if (!is_overdue(row, now)) return tr_format("{0}: {1} s", row.state, seconds);
    return tr_format("OVERDUE: {0}: {1} s; {2}", row.state, seconds, row.candidates);
}

void PhoneTable::put(PhoneRow row) {
    std::string key = row.key;
    rows_.insert_or_assign(std::move(key), std::move(row));
}

bool PhoneTable::fits(const PhoneRow &row, std::int64_t now) const {
    const std::string part = wire::lower(filter_);
    return holds(row.name, part) || holds(row.address, part) || holds(row.verdict, part) ||
           holds(state_text(row, now), part);
}

std::vector<const PhoneRow *> PhoneTable::in_order(std::int64_t now) const {
    std::vector<const PhoneRow *> rows;
    for (const auto &[key, row] : rows_) {
        if (fits(row, now)) rows.push_back(&row);
    }
    std::stable_sort(rows.begin(), rows.end(), [&](const PhoneRow *a, const PhoneRow *b) {
        return std::forward_as_tuple(urgency(*a, now), a->name) < std::forward_as_tuple(urgency(*b, now), b->name);
    });
    return rows;
}

const PhoneRow *PhoneTable::find(const std::string &key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : &found->second;
}

std::size_t PhoneTable::count(const std::string &verdict) const {
    return static_cast<std::size_t>(
        std::count_if(rows_.begin(), rows_.end(), [&](const auto &entry) { return entry.second.verdict == verdict; }));
}

}  // namespace capf::watch
