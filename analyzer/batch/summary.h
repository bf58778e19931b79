// SPDX-License-Identifier: GPL-2.0-or-later
// What many captures say together.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/batch/record.h"
#include "analyzer/report/text_options.h"

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

    // So many captures that could not be processed are listed.
    static constexpr std::size_t kUnprocessedLines = 5;

    // For a command without batch's options that list more.
    void name_no_options() { names_options_ = false; }

    // For a person, safe to print: two screens at most, unless phones are listed one by one.
    [[nodiscard]] std::string text(const report::Screen &screen) const;
    // As of `check`, see the README: 4 when a capture could not be processed, or not to its end.
    [[nodiscard]] int exit_status() const;
    [[nodiscard]] std::uint64_t captures() const { return captures_; }

private:
    // What is in a capture: its file, and a phone or a text.
    using Place = std::pair<std::string, std::string>;
    // Places of one kind: how many there are, and the first few by name, whichever capture was done first.
    struct Places {
        std::multiset<Place> first;
        std::uint64_t count = 0;
        void add(Place place, std::size_t most);
    };
    struct Cause {
        Places phones;
        bool inferred = true;  // for all of them
    };
    using NamedCause = std::pair<std::string, Cause>;  // by its code

    void add_phone(const RecordFacts &facts, const RecordedPhone &phone);
    [[nodiscard]] std::string captures_text() const;
    [[nodiscard]] std::string verdicts_text(const report::Screen &screen) const;
    [[nodiscard]] std::string causes_text(const report::Screen &screen) const;
    [[nodiscard]] std::vector<NamedCause> most_frequent_first() const;
    [[nodiscard]] static std::string rarer_causes_text(std::span<const NamedCause> causes,
                                                       const report::Screen &screen);
    [[nodiscard]] std::string listed_text(const report::Screen &screen) const;
    // `option`: of batch, lists all of them; empty where none does.
    [[nodiscard]] std::string places_text(const char *title, const Places &places, std::string_view option,
                                          const report::Screen &screen) const;
    [[nodiscard]] bool may_name_options() const { return names_options_ && !selected_; }

    std::uint64_t captures_ = 0, left_out_ = 0, without_phones_ = 0;
    int exit_status_ = 0;
    std::map<Status, std::uint64_t> statuses_;
    std::map<std::string, std::uint64_t> verdicts_;
    std::map<std::string, Cause> causes_;  // of the phones that failed, by code
    Places unprocessed_, ambiguous_, undecided_;
    bool selected_ = false;
    bool names_options_ = true;
    std::multiset<Place> listed_;
};

}  // namespace capf::batch
