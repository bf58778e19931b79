// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text_report.h"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/gap_text.h"
#include "analyzer/report/ladder.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::int64_t kNanoseconds = 1'000'000'000;
// A phone that starts anew for hours fills thousands of lines: the beginning and the end tell enough.
constexpr std::size_t kArrowsShown = 200;
constexpr std::size_t kSessionsShown = 8;

class Writer {
public:
    Writer(const CaptureReport &capture, const TextOptions &options) : capture_(capture), options_(options) {}

    std::string write() {
        head();
        for (std::size_t i = 0; i < capture_.phones.size(); ++i) one_phone(i, lines_of(i));
        if (capture_.phones.empty()) out_ += "\nNo phone that fetches its configuration is in this capture.\n";
        return std::move(out_);
    }

private:
    void line(const std::string &text) { out_ += text + "\n"; }

    std::string paint(const char *color, const std::string &text) const {
        return options_.color ? std::string("\033[") + color + "m" + text + "\033[0m" : text;
    }

    std::string paint(Verdict verdict) const {
        const std::string name = name_of(verdict);
        switch (verdict) {
            case Verdict::encrypted:
            case Verdict::not_enabled:
                return paint("1;32", name);
            case Verdict::failed:
                return paint("1;31", name);
            case Verdict::incomplete:
                return paint("1;33", name);
        }
        return name;
    }

    // They make neither a phone nor an exit status.
    static std::string strangers_text(std::size_t count) {
        return fmt::format("{} other {} connected to CAPF, TVS or the file service", count,
                           count == 1 ? "host" : "hosts");
    }

    void head() {
        line(paint("1", printable(capture_.file)));
        if (capture_.first_time) {
            const auto seconds = static_cast<std::time_t>(*capture_.first_time / kNanoseconds);
            line(fmt::format("  {} packets, {:%Y-%m-%d %H:%M:%S} UTC, {:.3f} s", capture_.packets, fmt::gmtime(seconds),
                             static_cast<double>(*capture_.last_time - *capture_.first_time) / 1e9));
        }
        if (capture_.redacted) line("  redacted: names and addresses are pseudonyms");
        for (const CapturePart &part : capture_.parts) {
            line(fmt::format("  {}: {} packets, frames from {}", printable(part.file), part.packets, part.first_frame));
        }
        if (capture_.strangers > 0) line("  " + strangers_text(capture_.strangers));
        for (const Finding &notice : capture_.notices) {
            line("  " + wrap(fmt::format("{}: {} ({})", name_of(notice.code), printable(summary_text(notice)),
                                         frames_text(capture_, notice.refs)),
                             4));
        }
    }

    [[nodiscard]] std::vector<LadderLine> lines_of(std::size_t phone) const {
        if (options_.ladder) return options_.ladder(phone);
        std::vector<LadderLine> lines;
        for (Arrow &arrow : make_ladder(capture_.phones[phone])) {
            std::string frame = frame_label(capture_, arrow.at.position);
            lines.push_back({std::move(arrow), std::move(frame)});
        }
        return lines;
    }

    void one_phone(std::size_t index, const std::vector<LadderLine> &lines) {
        const PhoneReport &phone = capture_.phones[index];
        std::string title = phone.device ? printable(*phone.device) : "Phone without a name";
        for (std::size_t i = 0; i < phone.addresses.size(); ++i) title += (i == 0 ? " at " : ", ") + phone.addresses[i];
        line("\n" + paint("1", title) + ": " + paint(phone.verdict) +
             (phone.failed_step ? std::string(" at ") + name_of(*phone.failed_step) : ""));
        ladder(lines);
        steps(phone);
        rounds(phone);
        joins(phone);
        diagnoses(phone);
        for (const Finding &notice : phone.notices) {
            line("  " + wrap(fmt::format("Notice {}: {}", name_of(notice.code), printable(summary_text(notice))), 4));
        }
        line("\n  " + wrap(printable(options_.conclusion ? options_.conclusion(index) : conclusion_text(phone)), 2));
    }

    void ladder(const std::vector<LadderLine> &lines) {
        line("");
        std::size_t from = 0, to = 0;
        for (const auto &[arrow, frames] : lines) {
            from = std::max(from, arrow.from.size());
            to = std::max(to, arrow.to.size());
        }
        const std::size_t left_out = lines.size() > kArrowsShown ? lines.size() - kArrowsShown : 0;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (left_out > 0 && i == kArrowsShown / 2) {
                line(fmt::format("           … {} more …", left_out));
                i += left_out;
            }
            const auto &[arrow, frames] = lines[i];
            line(fmt::format("  {} {:<{}} > {:<{}} {} [{}]", moment(arrow.at.time), arrow.from, from, arrow.to, to,
                             printable(arrow.text), frames));
        }
    }

    // Relative to the first packet, as in the traces of Cisco's document, unless the user wants the clock's.
    [[nodiscard]] std::string moment(std::int64_t time) const {
        if (options_.time == TimeDisplay::utc) return utc_words(time);
        if (options_.time == TimeDisplay::local) return local_words(time);
        const std::int64_t relative = time - capture_.first_time.value_or(0);
        return fmt::format("{:>6}.{:06}", relative / kNanoseconds, relative % kNanoseconds / 1000);
    }

    void rounds(const PhoneReport &phone) {
        if (phone.rounds.size() < 2) return;
        line("");
        for (std::size_t i = 0; i < phone.rounds.size(); ++i) {
            const RoundReport &round = phone.rounds[i];
            line(
                fmt::format("  Round {} from {}: {:<11} {}", i + 1, moment(round.begin.time), name_of(round.outcome),
                            wrap(fmt::format("{} ({} to {})", printable(round_text(phone, round)),
                                             frame_label(capture_, round.begin.position),
                                             frame_label(capture_, std::max(round.begin.position, round.end.position))),
                                 41)));
        }
    }

    // On what it rests that a session is this phone's, where that is not its own word.
    void joins(const PhoneReport &phone) {
        std::size_t shown = 0;
        for (const SessionReport &session : phone.sessions) {
            if (session.join == "device-name" && session.candidates.empty()) continue;
            if (++shown > kSessionsShown) break;
            if (shown == 1) line("");
            line("  " + wrap(fmt::format("CAPF session of {} (frame {}) {}", dissection::to_string(session.client),
                                         frame_label(capture_, session.begin.position), join_text(session)),
                             4));
        }
    }

    static std::string join_text(const SessionReport &session) {
        std::string words = "is this phone's by its IP address at that time";
        if (session.join == "certificate") words = "is this phone's by the name in its certificate";
        if (session.join == "hardware-address") words = "is this phone's by its Ethernet address";
        if (session.join == "none") words = "is all that is seen of this phone";
        if (session.candidates.empty()) return words;
        words += "; it may be of ";
        for (std::size_t i = 0; i < session.candidates.size(); ++i) {
            words += (i == 0 ? "" : " or ") + printable(session.candidates[i]);
        }
        return words;
    }

    std::string mark(StepStatus status) const {
        switch (status) {
            case StepStatus::ok:
                return paint("32", "[ok]        ");
            case StepStatus::failed:
                return paint("1;31", "[FAILED]    ");
            case StepStatus::not_needed:
                return "[not needed]";
            case StepStatus::not_seen:
                return "[not seen]  ";
            case StepStatus::unknown:
                return paint("33", "[unknown]   ");
        }
        return "";
    }

    void steps(const PhoneReport &phone) {
        line("");
        for (const StepResult &step : phone.steps) {
            const std::string evidence =
                step.evidence == Evidence::observed ? "" : std::string(" (") + name_of(step.evidence) + ")";
            line(fmt::format("  {} {:<16} {}{}", mark(step.status), name_of(step.step),
                             wrap(printable(step_text(phone, step)), 32), evidence));
        }
    }

    void diagnoses(const PhoneReport &phone) {
        if (phone.diagnoses.empty() && phone.history.empty() && phone.gaps.empty()) return;
        line("");
        for (const Gap &gap : phone.gaps) {
            const std::string frames = gap.refs.empty() ? "" : " (" + frames_text(capture_, gap.refs) + ")";
            line("  " + wrap("Undecided: " + printable(gap_text(gap)) + frames, 4));
        }
        const char *first = phone.verdict == Verdict::incomplete ? "Candidate:" : "Cause:";
        for (std::size_t i = 0; i < phone.diagnoses.size(); ++i) {
            const Finding &one = phone.diagnoses[i];
            line(fmt::format("  {} {} ({}{}{})", i == 0 ? first : "  or: ", paint("1", std::string(name_of(one.code))),
                             name_of(one.evidence), one.refs.empty() ? "" : ", ", frames_text(capture_, one.refs)));
            line("         " + wrap(printable(summary_text(one)), 9));
            // What to do about the likeliest stands in the paragraph below.
            if (i > 0) line("         " + wrap("What to do: " + printable(remedy_text(one)), 9));
        }
        for (const RepeatedFinding &one : joined_by_text(phone.history)) {
            line("  " + wrap(fmt::format("Earlier{}: {}: {} ({})",
                                         one.count > 1 ? ", " + times_text(static_cast<std::int64_t>(one.count)) : "",
                                         name_of(one.first->code), printable(summary_text(*one.first)),
                                         frames_text(capture_, one.refs)),
                             4));
        }
    }

    const CaptureReport &capture_;
    const TextOptions &options_;
    std::string out_;
};

}  // namespace

std::string text_report(const CaptureReport &capture, const TextOptions &options) {
    return Writer(capture, options).write();
}

}  // namespace capf::report
