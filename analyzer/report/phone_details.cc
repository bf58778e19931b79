// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/phone_details.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/log_text.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::int64_t kMicroseconds = 1'000'000;
// A phone that starts anew for hours fills thousands of lines: the beginning and the end tell enough.
constexpr std::size_t kArrowsShown = 200;
constexpr std::size_t kSessionsShown = 8;
constexpr std::size_t kRoundIndent = 10;
constexpr std::size_t kLadderIndent = 18;

// Relative to the first packet, as in the traces of Cisco's document, unless the user wants the clock's.
std::string moment(const CaptureReport &capture, std::int64_t time, TimeDisplay display) {
    if (display == TimeDisplay::utc) return utc_words(time);
    if (display == TimeDisplay::local) return local_words(time);
    // A line of a log may be from before the first packet.
    const std::int64_t relative = (time - capture.first_time.value_or(0)) / 1000;
    const std::int64_t distance = std::abs(relative);
    const std::string seconds = fmt::format("{}{}", relative < 0 ? "-" : "", distance / kMicroseconds);
    return fmt::format("{:>6}.{:06}", seconds, distance % kMicroseconds);
}

std::string ladder_text(const CaptureReport &capture, const std::vector<LadderLine> &lines,
                        const TextOptions &options) {
    std::size_t from = 0, to = 0;
    for (const LadderLine &line : lines) {
        from = std::max(from, line.arrow.from.size());
        to = std::max(to, line.arrow.to.size());
    }
    const std::size_t left_out = lines.size() > kArrowsShown ? lines.size() - kArrowsShown : 0;
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (left_out > 0 && i == kArrowsShown / 2) {
            text += tr_format("           … {} more …\n", left_out);
            i += left_out;
        }
        const Arrow &arrow = lines[i].arrow;
        const std::string time = moment(capture, arrow.at.time, options.time);
        // What a program says goes nowhere.
        const std::string start = lines[i].is_of_log()
                                      ? fmt::format("  {} {} ", time, padded(tr("log"), from + 3 + to))
                                      : fmt::format("  {} {:<{}} > {:<{}} ", time, arrow.from, from, arrow.to, to);
        std::string place = "[" + lines[i].frames + "]";
        std::replace(place.begin(), place.end(), ' ', kNoBreak);
        text += wrap_behind(start, printable(arrow.text) + " " + place, kLadderIndent, options.screen.width) + "\n";
    }
    return text;
}

std::string rounds_text(const CaptureReport &capture, const PhoneReport &phone, const TextOptions &options) {
    if (phone.rounds.size() < 2) return "";
    std::string text;
    for (std::size_t i = 0; i < phone.rounds.size(); ++i) {
        const RoundReport &round = phone.rounds[i];
        const std::string start = tr_format("  Round {0} from {1}, {2}: ", i + 1,
                                            moment(capture, round.begin.time, options.time), shown_name(round.outcome));
        const std::string what = tr_format("{0} ({1} to {2})", printable(round_text(phone, round)),
                                           frame_label(capture, round.begin.position),
                                           frame_label(capture, std::max(round.begin.position, round.end.position)));
        text += wrap_behind(start, what, kRoundIndent, options.screen.width) + "\n";
    }
    return text;
}

std::string join_text(const SessionReport &session) {
    const char *words = tr("is this phone's by its IP address at that time");
    if (session.join == "certificate") words = tr("is this phone's by the name in its certificate");
    if (session.join == "hardware-address") words = tr("is this phone's by its Ethernet address");
    if (session.join == "none") words = tr("is all that is seen of this phone");
    if (session.candidates.empty()) return words;
    std::string candidates;
    for (const std::string &one : session.candidates) {
        if (!candidates.empty()) candidates += tr_in(kOr);
        candidates += printable(one);
    }
    return tr_format("{0}; it may be of {1}", words, candidates);
}

// On what it rests that a session is this phone's, where that is not its own word.
std::string joins_text(const CaptureReport &capture, const PhoneReport &phone, const Screen &screen) {
    std::string text;
    std::size_t shown = 0;
    for (const SessionReport &session : phone.sessions) {
        if (session.join == "device-name" && session.candidates.empty()) continue;
        if (++shown > kSessionsShown) break;
        text += "  " +
                wrap(session.handshake_done
                         ? tr_format("CAPF session of {0} (frame {1}) {2}", dissection::to_string(session.client),
                                     frame_label(capture, session.begin.position), join_text(session))
                         : tr_format("CAPF connection of {0} (frame {1}) {2}", dissection::to_string(session.client),
                                     frame_label(capture, session.begin.position), join_text(session)),
                     4, screen.width) +
                "\n";
    }
    return text;
}

// A blank line before a part that is there.
std::string part(const std::string &text) {
    return text.empty() ? "" : "\n" + text;
}

std::string others_text(const CaptureReport &capture, const PhoneSummary &summary, const Screen &screen) {
    std::string text;
    for (std::size_t i = 1; i < summary.causes.size(); ++i) {
        const CauseSummary &one = summary.causes[i];
        const std::string frames =
            one.finding->refs.empty() ? "" : std::string(tr_in(kComma)) + frames_text(capture, one.finding->refs);
        text += labelled(
            tr("Or"),
            printable(meaning_with_code(one.finding->code) + in_brackets(shown_name(one.finding->evidence) + frames)),
            screen);
        if (one.sign != one.meaning) text += labelled("", printable(one.sign), screen);
        text += numbered(tr("To do"), one.to_do, 1, screen);
    }
    return text;
}

std::string earlier_text(const CaptureReport &capture, const PhoneReport &phone, const Screen &screen) {
    std::string text;
    // What is a cause of the verdict as well stands there.
    Findings history = phone.history;
    std::erase_if(history, [&](const Finding &one) {
        return std::ranges::any_of(
            phone.diagnoses, [&](const Finding &cause) { return cause.code == one.code && cause.refs == one.refs; });
    });
    const Finding *before = nullptr;
    for (const RepeatedFinding &one : joined_by_text(history)) {
        const bool is_other = before != nullptr && are_alternatives(*before, *one.first);
        before = one.first;
        const std::string times =
            one.count > 1 ? std::string(tr_in(kComma)) + times_text(static_cast<std::int64_t>(one.count)) : "";
        text += labelled(is_other ? tr("Or") : tr("Earlier"),
                         printable(fmt::format("{} [{}]{}{}", summary_text(*one.first), name_of(one.first->code), times,
                                               in_brackets(frames_text(capture, one.refs)))),
                         screen);
    }
    return text;
}

// Those with one code together.
std::string notices_text(const PhoneReport &phone, const Screen &screen) {
    std::string text;
    for (std::size_t i = 0; i < phone.notices.size(); ++i) {
        const Code code = phone.notices[i].code;
        const auto before = phone.notices.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::any_of(phone.notices.begin(), before, [&](const Finding &one) { return one.code == code; })) continue;
        std::string all;
        for (const Finding &one : phone.notices) {
            if (one.code == code) all += std::string(all.empty() ? "" : tr_in(kSemicolon)) + summary_text(one);
        }
        text += labelled(tr("Notice"), printable(fmt::format("{} [{}]", all, name_of(code))), screen);
    }
    return text;
}

std::string checklist_text(const PhoneSummary &summary, const Screen &screen) {
    if (summary.checklist.empty()) return "";
    std::vector<std::string> points = summary.checklist;
    points.push_back(tr_format("(5) and {}", tr(kCollectPoint)));
    std::string text = "  " + wrap(tr("If that does not help, go through Cisco's list:"), 2, screen.width) + "\n";
    for (const std::string &point : points) text += "  " + wrap(printable(point), 6, screen.width) + "\n";
    return text;
}

// What logs say whose clocks are not known, in their own order.
std::string lines_without_time(const CaptureReport &capture, const PhoneReport &phone, const Screen &screen) {
    std::string text;
    std::size_t shown = 0;
    for (const LogLine &one : phone.log_lines) {
        if (one.time || !one.matters || ++shown > kArrowsShown) continue;
        if (shown == 1) text += std::string("  ") + tr("Log lines of which only the order is known:") + "\n";
        text +=
            "    " +
            wrap(printable(log_line_text(one)) + " [" + log_label(capture, one.file, one.line) + "]", 6, screen.width) +
            "\n";
    }
    if (shown > kArrowsShown) text += tr_format("    … {} more …\n", shown - kArrowsShown);
    return text;
}

// The lines of logs that the causes rest on.
std::string reported_text(const CaptureReport &capture, const PhoneReport &phone, const Screen &screen) {
    constexpr std::size_t kMost = 5;
    std::string text;
    std::size_t shown = 0;
    for (const LogLine &one : phone.log_lines) {
        const bool is_evidence = std::ranges::any_of(phone.diagnoses, [&](const Finding &finding) {
            return std::ranges::any_of(finding.refs, [&](const EvidenceRef &ref) {
                return ref.source == kFirstLogSource + one.file && ref.position == one.line;
            });
        });
        if (!is_evidence) continue;
        if (++shown > kMost) break;
        text += labelled(tr("Log"), printable(log_line_text(one)) + " [" + log_label(capture, one.file, one.line) + "]",
                         screen);
    }
    return text;
}

}  // namespace

std::string steps_text(const PhoneReport &phone, const Screen &screen) {
    std::string text;
    std::size_t name_width = 0;
    for (const StepResult &step : phone.steps)
        name_width = std::max(name_width, display_width(shown_name(step.step)) + 1);
    const std::size_t indent = 2 + screen.mark_width() + name_width;
    for (const StepResult &step : phone.steps) {
        const std::string evidence = step.evidence == Evidence::observed ? "" : in_brackets(shown_name(step.evidence));
        text += fmt::format("  {}{}{}\n", screen.mark(step.status), padded(shown_name(step.step), name_width),
                            wrap_from(printable(step_text(phone, step)) + evidence, indent,
                                      std::min(indent, screen.width / 2), screen.width));
    }
    return text;
}

std::string rest_text(const CaptureReport &capture, const PhoneReport &phone, const PhoneSummary &summary,
                      const PhoneBlock &block, const Screen &screen) {
    const std::vector<std::string> more(summary.to_do.begin() + static_cast<std::ptrdiff_t>(block.steps_shown),
                                        summary.to_do.end());
    std::string cut;
    for (const auto &[label, text] : block.cut) cut += labelled(label, printable(text), screen);
    const std::string sign =
        block.sign_cut ? labelled(cause_label(phone.diagnoses), printable(summary.causes.front().sign), screen) : "";
    return part(cut + sign + numbered(tr("To do"), more, block.steps_shown + 1, screen) +
                others_text(capture, summary, screen)) +
           part(reported_text(capture, phone, screen)) + part(checklist_text(summary, screen)) +
           part(earlier_text(capture, phone, screen) + notices_text(phone, screen));
}

std::string course_text(const CaptureReport &capture, const PhoneReport &phone, const std::vector<LadderLine> &ladder,
                        const TextOptions &options) {
    return part(ladder_text(capture, ladder, options)) + part(lines_without_time(capture, phone, options.screen)) +
           part(rounds_text(capture, phone, options)) + part(joins_text(capture, phone, options.screen));
}

}  // namespace capf::report
