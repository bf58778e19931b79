// SPDX-License-Identifier: GPL-2.0-or-later
// What many captures say together.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/batch/record.h"

namespace capf::batch {

class Summary {
public:
    // The phones are selected ones, and listed one by one, whatever their number.
    void list_phones() { selected_ = true; }

    // `exit_status`: of the capture, where its phones do not tell it: they are selected ones.
    void add(const RecordFacts &facts, std::optional<int> exit_status = {});
    // A capture without a selected phone.
    void leave_out() { ++left_out_; }
    void take_status(int exit_status);

    // So many lines of each kind are listed.
    static constexpr std::size_t kLines = 10;

    // For a command without batch's options that list more.
    void name_no_options() { names_options_ = false; }

    // A few paragraphs for a person, safe to print.
    [[nodiscard]] std::string text() const;
    // As of `check`, see the README: 4 when a capture could not be processed, or not to its end.
    [[nodiscard]] int exit_status() const;
    [[nodiscard]] std::uint64_t captures() const { return captures_; }

private:
    // Lines of one kind: how many there are, and the first few by name, whichever capture was done first.
    struct Lines {
        std::multiset<std::string> first;
        std::uint64_t count = 0;
        void add(const std::string &line, std::size_t most);
    };
    void add_phone(const RecordFacts &facts, const RecordedPhone &phone);
    [[nodiscard]] std::string verdicts_text() const;
    [[nodiscard]] std::string causes_text() const;
    // `option`: of batch, lists all of them; empty where none does.
    [[nodiscard]] std::string lines_text(const char *title, const Lines &lines, std::string_view option) const;
    [[nodiscard]] std::string more_text(std::uint64_t count, std::string_view option) const;

    std::uint64_t captures_ = 0, left_out_ = 0;
    int exit_status_ = 0;
    std::map<Status, std::uint64_t> statuses_;
    std::map<std::string, std::uint64_t> verdicts_;
    std::map<std::string, Lines> causes_;  // the phones that failed, by code
    Lines unprocessed_, ambiguous_, undecided_;
    bool selected_ = false;
    bool names_options_ = true;
    std::multimap<std::string, std::string> listed_;  // by capture
};

}  // namespace capf::batch
