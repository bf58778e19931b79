// SPDX-License-Identifier: GPL-2.0-or-later
// What many captures say together.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/batch/record.h"

namespace capf::batch {

class Summary {
public:
    // The phones that are listed one by one, whatever their number; by default none is.
    using Wanted = std::function<bool(const RecordedPhone &phone)>;
    void list_phones(Wanted wanted) { wanted_ = std::move(wanted); }

    void add(const RecordFacts &facts);

    // For a command without batch's options that list more.
    void name_no_options() { names_options_ = false; }

    // A few paragraphs for a person, safe to print.
    [[nodiscard]] std::string text() const;
    // As of `check`, see the README: 4 when a capture could not be processed, or not to its end.
    [[nodiscard]] int exit_status() const;
    [[nodiscard]] std::uint64_t captures() const { return captures_; }

private:
    // Lines of one kind: the first few, and how many there are.
    struct Lines {
        std::vector<std::string> first;
        std::uint64_t count = 0;
        void add(const std::string &line);
    };
    // The phones that failed for the same reason.
    struct Cause {
        std::uint64_t count = 0;
        std::set<std::string> phones;  // the first few by name
    };
    void add_phone(const RecordFacts &facts, const RecordedPhone &phone);
    [[nodiscard]] std::string verdicts_text() const;
    [[nodiscard]] std::string causes_text() const;
    // `option`: of batch, lists all of them; empty where none does.
    [[nodiscard]] std::string lines_text(const char *title, const Lines &lines, std::string_view option) const;
    [[nodiscard]] std::string more_text(std::uint64_t count, std::string_view option) const;

    std::uint64_t captures_ = 0, without_phones_ = 0;
    std::map<Status, std::uint64_t> statuses_;
    std::map<std::string, std::uint64_t> verdicts_;
    std::map<std::string, Cause> causes_;
    Lines unprocessed_, ambiguous_, undecided_;
    Wanted wanted_;
    bool names_options_ = true;
    std::vector<std::string> listed_;
};

}  // namespace capf::batch
