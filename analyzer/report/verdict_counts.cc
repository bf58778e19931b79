// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/verdict_counts.h"

#include <string_view>
#include <utility>

#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

using findings::Verdict;

// A line of colored parts; colors take no columns.
class Line {
public:
    explicit Line(const Screen &screen) : screen_(screen) {}

    // `plain`: without colors; `blank` before it, unless it begins a line.
    void add(const std::string &part, const std::string &plain, std::string_view blank) {
        constexpr std::size_t kIndent = 2;
        const std::size_t columns = display_width(plain);
        if (column_ > 0 && column_ + blank.size() + columns > screen_.width) {
            text_ += "\n" + std::string(kIndent, ' ');
            column_ = kIndent;
        } else if (column_ > 0) {
            text_ += blank;
            column_ += blank.size();
        }
        text_ += part;
        column_ += columns;
    }
    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    const Screen &screen_;
    std::string text_;
    std::size_t column_ = 0;
};

std::string how_many(std::uint64_t count, const std::string &verdict) {
    // TRANSLATORS: how many phones came to a verdict: "3 failed".
    return tr_format_in("how many of what", "{0} {1}", grouped(count), verdict);
}

}  // namespace

std::string verdict_counts(const VerdictCounts &counts, const std::string &more, const Screen &screen) {
    std::uint64_t phones = 0;
    for (const auto &[verdict, count] : counts) phones += count;
    const std::string all = count_text(static_cast<std::int64_t>(phones), "phone");
    Line line(screen);
    const std::string_view comma = tr_in(kComma);
    const std::string mark = phones > 0 ? ":" : "";
    line.add(screen.bold(all) + mark, all + mark, "");
    std::string_view blank = " ";
    std::uint64_t left = phones;
    for (const Verdict verdict : {Verdict::failed, Verdict::incomplete, Verdict::encrypted, Verdict::not_enabled}) {
        const auto found = counts.find(verdict);
        if (found == counts.end() || found->second == 0) continue;
        left -= found->second;
        const std::string end(left > 0 ? comma.substr(0, comma.find(' ')) : "");
        line.add(how_many(found->second, screen.verdict(verdict)) + end,
                 how_many(found->second, shown_name(verdict)) + end, blank);
        blank = comma.ends_with(' ') ? " " : "";
    }
    if (!more.empty()) line.add(more, more, " ");
    return std::move(line).text();
}

}  // namespace capf::report
