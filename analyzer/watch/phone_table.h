// SPDX-License-Identifier: GPL-2.0-or-later
// What the terminal shows, apart from drawing: the phones in their order, the filter, and which one is chosen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analyzer/watch/phone_row.h"

namespace capf::watch {

class PhoneTable {
public:
    void put(PhoneRow row);
    void remove(const std::string &key) { rows_.erase(key); }
    // Only phones whose name, address, verdict or state_text() holds this text, in either case.
    void set_filter(std::string text) { filter_ = std::move(text); }
    [[nodiscard]] const std::string &filter() const { return filter_; }

    // What failed first, then what is overdue, what waits, what is undecided, and what went well; by name.
    // `now`: by the capture's clock, nanoseconds since 1970.
    [[nodiscard]] std::vector<const PhoneRow *> in_order(std::int64_t now) const;
    [[nodiscard]] const PhoneRow *find(const std::string &key) const;
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    // How many have the verdict.
    [[nodiscard]] std::size_t count(const std::string &verdict) const;

private:
    [[nodiscard]] bool fits(const PhoneRow &row, std::int64_t now) const;

    std::map<std::string, PhoneRow> rows_;
    std::string filter_;
};

[[nodiscard]] bool is_overdue(const PhoneRow &row, std::int64_t now);
// "waits for capf-connect: 12 s", "OVERDUE: waits for capf-connect: 45 s; capf-not-attempted", what failed.
[[nodiscard]] std::string state_text(const PhoneRow &row, std::int64_t now);

}  // namespace capf::watch
