// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/phone_block.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_filter.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kLines = 10;
constexpr std::size_t kLinesOfFilter = 3;

// What is left out where all of it would be too long, one after the other: what is needed least comes first.
enum class Cut {
    nothing,
    long_filter,  // of which a line stays
    details,      // of the cause's sign, which follow below the steps
    sign,         // all of it, likewise
    filter,       // or the frames, which it names as well: one of the two stays
    others,       // what else it may be, which the rest says in full
    texts,        // the end of what is longest, on a narrow screen
};
// On a narrow screen, of an undecided phone: beside a candidate there is less room for what is missing.
constexpr std::size_t kLinesOfUndecided = 5, kLinesBesideCandidate = 3;
constexpr std::size_t kLabelColumn = 2;
constexpr std::size_t kTextColumn = 13;
// On a narrow screen a column for labels would leave too little for what they say.
constexpr std::size_t kNarrow = 60, kNarrowTextColumn = 4;

std::size_t text_column(const Screen &screen) {
    return screen.width < kNarrow ? kNarrowTextColumn : kTextColumn;
}

// The blanks and the label that a line begins with.
std::string label_part(const std::string &label, const Screen &screen) {
    const std::string text = std::string(kLabelColumn, ' ') + (label.empty() ? "" : label + ": ");
    return padded(text, text_column(screen));
}

std::size_t lines_in(const std::string &text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// Not wider than `columns`, and without a part of a word; of words without blanks, as in Japanese, any part.
std::string beginning_of(const std::string &text, std::size_t columns) {
    std::string begin = cut_to_width(text, columns);
    const auto is_narrow = [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != ' '; };
    const bool in_word = begin.size() < text.size() && is_narrow(text[begin.size()]);
    while (in_word && !begin.empty() && is_narrow(begin.back())) begin.pop_back();
    begin.erase(begin.find_last_not_of(' ') + 1);  // npos + 1 is 0
    return begin;
}

// As much of the text as `fits`, with an ellipsis where that is not all.
template <typename Fits>
std::string shortened(const std::string &text, Fits fits) {
    if (fits(text)) return text;
    for (std::size_t columns = display_width(text); columns > 0; --columns) {
        std::string part = beginning_of(text, columns - 1) + " …";
        if (fits(part)) return part;
    }
    return "…";
}

class Block {
public:
    Block(const CaptureReport &capture, const PhoneReport &phone, const PhoneSummary &summary, const Screen &screen,
          Rest rest)
        : capture_(capture), phone_(phone), summary_(summary), screen_(screen), rest_(rest) {}

    PhoneBlock make() {
        for (const Cut cut :
             {Cut::nothing, Cut::long_filter, Cut::details, Cut::sign, Cut::filter, Cut::others, Cut::texts}) {
            cut_ = cut;
            block_ = {};
            compose();
            if (lines_in(block_.text) <= kLines) break;
        }
        return block_;
    }

private:
    void compose() {
        block_.text = phone_title(phone_, screen_) + "\n";
        switch (phone_.verdict) {
            case Verdict::encrypted:
                add(tr("File"), summary_.outcome);
                add(tr("Basis"), summary_.basis);
                break;
            case Verdict::not_enabled:
                add(tr("File"), summary_.outcome);
                break;
            case Verdict::failed:
                cause(cause_label(phone_.diagnoses));
                break;
            case Verdict::incomplete:
                all_undecided();
                cause(tr("Candidate"));
                break;
        }
        if (cut_ >= Cut::others) return to_do(0);
        to_do(lines_in(others_text(0)));
        const std::size_t used = lines_in(block_.text);
        if (used < kLines) block_.text += others_text(kLines - used);
    }

    void add(const std::string &label, const std::string &text) { add(label, text, room()); }

    // Of the last cut, on `most` lines.
    void add(const std::string &label, const std::string &text, std::size_t most) {
        if (text.empty()) return;
        const std::string whole = printable(text);
        const auto fits = [&](const std::string &part) { return lines_in(labelled(label, part, screen_)) <= most; };
        const std::string shown = cut_ >= Cut::texts ? shortened(whole, fits) : whole;
        if (shown != whole) block_.cut.emplace_back(label, text);
        block_.text += labelled(label, shown, screen_);
    }

    [[nodiscard]] std::size_t room() const { return kLines - std::min(kLines, lines_in(block_.text)); }

    void all_undecided() {
        const std::size_t most = summary_.causes.empty() ? kLinesOfUndecided : kLinesBesideCandidate;
        for (std::size_t i = 0; i < phone_.gaps.size(); ++i) {
            const Gap &gap = phone_.gaps[i];
            const std::string text =
                summary_.undecided[i] + in_brackets(gap.refs.empty() ? "" : frames_text(capture_, gap.refs));
            if (cut_ >= Cut::texts && i > 0) {
                block_.cut.emplace_back(tr("Undecided"), text);
            } else {
                add(tr("Undecided"), text, most);
            }
        }
    }

    void cause(const char *label) {
        if (summary_.causes.empty()) return;
        const CauseSummary &first = summary_.causes.front();
        add(label, meaning_with_code(first.finding->code));
        sign(first);
        evidence(*first.finding);
    }

    // Without its details, which follow below the steps, where it would be too long.
    void sign(const CauseSummary &cause) {
        if (cut_ >= Cut::sign) {
            block_.sign_cut = cause.sign != cause.meaning;
            return;
        }
        const std::string &text = cut_ >= Cut::details ? cause.short_sign : cause.sign;
        block_.sign_cut = text != cause.sign;
        if (text != cause.meaning) add("", text);
    }

    // "frames 37, 38 (observed): frame.number in {37, 38}", the filter on a line of its own where they do not fit on
    // one.
    void evidence(const Finding &finding) {
        const std::string frames = frames_text(capture_, finding.refs);
        const std::string how = shown_name(finding.evidence);
        const std::string text = frames.empty() ? how : frames + in_brackets(how);
        if (cut_ >= Cut::filter) {
            const std::string shorter = shorter_evidence(finding, how, text);
            const std::size_t most = phone_.verdict == Verdict::incomplete ? 1 : room();
            // A part of a filter would be none.
            const bool fits = lines_in(labelled(tr("Evidence"), shorter, screen_)) <= most;
            return add(tr("Evidence"), fits ? shorter : text, most);
        }
        const std::string filter = filter_of(finding);
        const bool fits = lines_in(labelled(tr("Evidence"), text + ": " + filter, screen_)) == 1;
        add(tr("Evidence"), filter.empty() || !fits ? text : text + ": " + filter);
        if (!fits) add(tr("Filter"), filter);
    }

    // The filter, which names the frames as well, where it takes no more lines than they do.
    [[nodiscard]] std::string shorter_evidence(const Finding &finding, const std::string &how,
                                               const std::string &frames) const {
        const std::string filter = whole_filter(capture_, finding.refs);
        if (filter.empty()) return frames;
        const auto lines = [&](const std::string &text) { return lines_in(labelled(tr("Evidence"), text, screen_)); };
        const std::string filtered = filter + in_brackets(how);
        return lines(filtered) <= lines(frames) ? filtered : frames;
    }

    // Whole where it is not too long, else for the first frames.
    [[nodiscard]] std::string filter_of(const Finding &finding) const {
        const auto lines = [&](const std::string &filter) { return lines_in(labelled("", filter, screen_)); };
        std::string whole = whole_filter(capture_, finding.refs);
        const std::size_t most = cut_ >= Cut::long_filter ? 1 : kLinesOfFilter;
        if (lines(whole) <= most) return whole;
        const FirstFrames first = first_filter(capture_, finding.refs);
        std::string text = first.note.empty() ? first.filter : first.filter + " " + first.note;
        return lines(text) <= most ? text : "";
    }

    // As many as fit, whole ones, and at least the first, or its beginning.
    void to_do(std::size_t reserved) {
        const std::vector<std::string> &all = summary_.to_do;
        if (cut_ >= Cut::texts && !all.empty() && lines_in(to_do_text(1, false)) > room()) return beginning_to_do();
        const std::size_t used = lines_in(block_.text) + reserved;
        std::size_t fit = all.size();
        while (fit > 1 && used + lines_in(to_do_text(fit, true)) > kLines) --fit;
        block_.text += to_do_text(fit, used + lines_in(to_do_text(fit, true)) <= kLines);
        block_.steps_shown = fit;
    }

    // None is whole: the rest has all of them.
    void beginning_to_do() {
        const auto text = [&](const std::string &step) { return numbered(tr("To do"), {step}, 1, screen_); };
        const auto fits = [&](const std::string &step) { return lines_in(text(step)) <= room(); };
        block_.text += text(shortened(printable(summary_.to_do.front()), fits));
    }

    // The first `count`, and how many more there are.
    [[nodiscard]] std::string to_do_text(std::size_t count, bool with_rest) const {
        const std::vector<std::string> &all = summary_.to_do;
        std::vector<std::string> shown(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
        if (with_rest && count < all.size()) {
            shown.back() += rest_ == Rest::below ? tr_format(" ({} more below)", all.size() - count)
                                                 : tr_format(" ({} more with --phone)", all.size() - count);
        }
        return numbered(tr("To do"), shown, 1, screen_);
    }

    // In words where these fit on `lines` lines, else by their codes; nothing where not even these fit. With 0 lines:
    // what is to be reserved for it.
    [[nodiscard]] std::string others_text(std::size_t lines) const {
        constexpr std::size_t kReserved = 2;
        std::vector<std::string> meanings, codes;
        for (std::size_t i = 1; i < summary_.causes.size(); ++i) {
            const Code code = summary_.causes[i].finding->code;
            meanings.push_back(meaning_with_code(code));
            codes.emplace_back(name_of(code));
        }
        if (meanings.empty()) return "";
        std::string in_words = labelled(tr("Or"), fmt::format("{}", fmt::join(meanings, tr_in(kSemicolon))), screen_);
        if (lines_in(in_words) <= (lines == 0 ? kReserved : lines)) return in_words;
        std::string by_codes = labelled(tr("Or"), fmt::format("{}", fmt::join(codes, tr_in(kComma))), screen_);
        return lines == 0 || lines_in(by_codes) <= lines ? by_codes : "";
    }

    const CaptureReport &capture_;
    const PhoneReport &phone_;
    const PhoneSummary &summary_;
    const Screen &screen_;
    Rest rest_;
    Cut cut_ = Cut::nothing;
    PhoneBlock block_;
};

}  // namespace

PhoneBlock phone_block(const CaptureReport &capture, const PhoneReport &phone, const PhoneSummary &summary,
                       const Screen &screen, Rest rest) {
    return Block(capture, phone, summary, screen, rest).make();
}

std::string phone_title(const PhoneReport &phone, const Screen &screen) {
    const std::string who = printable(who_text(phone));
    const std::string verdict = verdict_with_step(phone, shown_name(phone.verdict));
    const std::size_t width = screen.symbol_width() + display_width(who) + 2 + display_width(verdict);
    return screen.mark(phone.verdict) + screen.bold(who) + (width <= screen.width ? ": " : ":\n    ") +
           verdict_with_step(phone, screen.verdict(phone.verdict));
}

std::string labelled(const std::string &label, const std::string &text, const Screen &screen) {
    const std::string begin = label_part(label, screen);
    return begin + wrap_from(text, display_width(begin), text_column(screen), screen.width) + "\n";
}

std::string numbered(const std::string &label, const std::vector<std::string> &texts, std::size_t first,
                     const Screen &screen) {
    std::string out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string number = fmt::format("{}. ", first + i);
        const std::string begin = label_part(i == 0 ? label : "", screen) + number;
        const std::size_t indent = text_column(screen) + number.size();
        out += begin + wrap_from(printable(texts[i]), display_width(begin), indent, screen.width) + "\n";
    }
    return out;
}

}  // namespace capf::report
