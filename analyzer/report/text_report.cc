// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/text_report.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/cause_groups.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/log_text.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_block.h"
#include "analyzer/report/phone_details.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/verdict_counts.h"

namespace capf::report {
namespace {

using namespace findings;

// Of more phones with one cause, each has a line instead of a block of its own.
constexpr std::size_t kBlocksOfACause = 3;
constexpr std::size_t kLinesOfAPhone = 10;  // that come first
constexpr std::size_t kNamesOfACause = 6;   // all stand at their blocks, below
constexpr const char *kRedacted = N_("redacted: names and addresses are pseudonyms");

class TextWriter {
public:
    TextWriter(std::span<const CaptureReport> captures, const TextOptions &options)
        : captures_(captures),
          options_(options),
          screen_(options.screen),
          phones_(failures_first(captures)),
          groups_(group_by_cause(phones_)) {}

    std::string write() {
        if (captures_.size() == 1) {
            head(captures_.front());
        } else {
            what_was_read();
        }
        if (phones_.size() == 1) {
            out_ += "\n";
            whole(phones_.front());
        } else if (!phones_.empty()) {
            overview();
            each();
        } else if (std::ranges::any_of(captures_, &CaptureReport::readable)) {
            out_ += std::string("\n") + wrap(without_phones(), 0, screen_.width) + "\n";
        }
        if (captures_.size() > 1) remarks();
        logs();
        if (phones_.size() > 1) counts_again();
        return std::move(out_);
    }

private:
    void line(const std::string &text, std::size_t indent = 0) {
        out_ += std::string(indent, ' ') + wrap(text, indent == 0 ? 2 : indent + 2, screen_.width) + "\n";
    }

    // On one line where both fit.
    void title(const std::string &name, const std::string &text) {
        const bool fits = display_width(name) + 2 + display_width(text) <= screen_.width;
        out_ += screen_.bold(name) + (fits ? ": " + text : "\n  " + wrap(text, 2, screen_.width)) + "\n";
    }

    [[nodiscard]] std::string size_text(const CaptureReport &capture) const {
        if (is_of_logs_alone(capture)) return tr("no capture; the logs are listed at the end");
        std::string text = count_text(capture.packets, "packet");
        if (capture.first_time) {
            const bool local = options_.time == TimeDisplay::local;
            text +=
                tr_format(", {0}, {1} s", local ? local_second(*capture.first_time) : utc_second(*capture.first_time),
                          seconds_words(*capture.last_time - *capture.first_time, 3));
        }
        return text;
    }

    void head(const CaptureReport &capture) {
        title(printable(capture.file), size_text(capture));
        if (capture.redacted && captures_.size() == 1) line(tr(kRedacted), 2);
        for (const CapturePart &part : capture.parts) {
            line(tr_format("{0}: {1}, frames from {2}", printable(part.file), count_text(part.packets, "packet"),
                           part.first_frame),
                 2);
        }
        // They make neither a phone nor an exit status.
        if (capture.strangers > 0) {
            line(tr_format("{} connected to CAPF, TVS or the file service",
                           count_text(static_cast<std::int64_t>(capture.strangers), "other host")),
                 2);
        }
        if (captures_.size() == 1 && !capture.log_files.empty() && !is_of_logs_alone(capture)) tell_of_logs();
        for (const Finding &notice : capture.notices) {
            line(fmt::format("{} [{}]{}", printable(summary_text(notice)), name_of(notice.code),
                             in_brackets(frames_text(capture, notice.refs))),
                 2);
        }
    }

    void tell_of_logs() { line(tr("with logs, which are listed at the end"), 2); }

    // What was read beside the captures: it would stand before what they come to.
    void logs() {
        for (const CaptureReport &capture : captures_) {
            const std::vector<std::string> logs = logs_lines(capture), alarms = alarm_lines(capture);
            if (logs.empty() && alarms.empty()) continue;
            out_ += "\n" + screen_.bold(tr("Logs")) +
                    (captures_.size() == 1 ? "" : tr_format(" beside {}", printable(capture.file))) + "\n";
            for (const std::string &log : logs) line(printable(log), 2);
            for (const std::string &alarm : alarms) line(printable(alarm), 2);
        }
    }

    void what_was_read() {
        out_ += screen_.bold(count_text(static_cast<std::int64_t>(captures_.size()), "capture")) + "\n";
        if (std::ranges::any_of(captures_, &CaptureReport::redacted)) line(tr(kRedacted), 2);
        const auto has_logs = [](const CaptureReport &capture) { return !capture.log_files.empty(); };
        if (std::ranges::any_of(captures_, has_logs)) tell_of_logs();
    }

    // Of several captures, behind what they come to, those of which there is something to say.
    void remarks() {
        bool first = true;
        for (const CaptureReport &capture : captures_) {
            if (capture.strangers == 0 && capture.notices.empty() && capture.parts.empty()) continue;
            if (std::exchange(first, false)) out_ += "\n" + screen_.bold(tr("Captures")) + "\n";
            head(capture);
        }
    }

    // How many came to what, and why.
    void overview() {
        out_ += "\n" + counts() + "\n";
        if (!groups_.empty()) out_ += "\n" + screen_.bold(tr("Causes")) + "\n";
        for (const CauseGroup &group : groups_) {
            out_ += fmt::format("{:>4}  {}\n      {}\n", grouped(group.phones.size()),
                                wrap(group_text(group), 6, screen_.width), wrap(names_of(group), 6, screen_.width));
            if (group.phones.size() <= kBlocksOfACause) continue;  // it stands in their blocks
            for (std::size_t i = 0; i < group.to_do.size(); ++i) {
                out_ += fmt::format("      {}. {}\n", i + 1, wrap(printable(group.to_do[i]), 9, screen_.width));
            }
        }
    }

    // Once the overview has scrolled away, only healthy phones are left on the screen.
    void counts_again() {
        if (screen_.height == 0 || lines_in(out_) < screen_.height) return;
        out_ += "\n" + counts() + "\n";
        if (!groups_.empty()) out_ += wrap(tr("The causes are at the top."), 0, screen_.width) + "\n";
    }

    [[nodiscard]] std::string counts() const {
        VerdictCounts counts;
        for (const PhoneRef &ref : phones_) ++counts[ref.phone().verdict];
        const std::size_t left_out = phones_left_out();
        return verdict_counts(
            counts, left_out == 0 ? "" : tr_format("(not shown: {} with another verdict)", grouped(left_out)), screen_);
    }

    [[nodiscard]] std::size_t phones_left_out() const {
        std::size_t count = 0;
        for (const CaptureReport &capture : captures_) count += capture.phones_left_out;
        return count;
    }

    [[nodiscard]] std::string without_phones() const {
        if (const auto count = static_cast<std::int64_t>(phones_left_out()); count > 0) {
            return tr_format("No phone has this verdict; {} with another.", count_text(count, "phone"));
        }
        return captures_.size() == 1 ? tr("No phone that fetches its configuration is in this capture.")
                                     : tr("No phone that fetches its configuration is in these captures.");
    }

    static std::string group_text(const CauseGroup &group) {
        const std::string text = meaning_with_code(group.code);
        return group.inferred ? tr_format("likely: {}", text) : text;
    }

    static std::string names_of(const CauseGroup &group) {
        std::string names;
        for (std::size_t i = 0; i < group.phones.size() && i < kNamesOfACause; ++i) {
            if (i > 0) names += tr_in(kComma);
            names += printable(who_text(group.phones[i].phone()));
        }
        if (group.phones.size() > kNamesOfACause) {
            names += tr_format(" and {} more", grouped(group.phones.size() - kNamesOfACause));
        }
        return names;
    }

    // Those that failed and those that are undecided as a block, healthy ones as a line.
    void each() {
        for (const PhoneRef &ref : phones_) {
            const PhoneReport &phone = ref.phone();
            if (options_.details) {
                out_ += "\n" + in_capture(ref);
                whole(ref);
            } else if (phone.verdict == Verdict::failed || phone.verdict == Verdict::incomplete) {
                out_ += "\n" + in_capture(ref);
                if (is_one_of_many(phone)) {
                    short_block(ref);
                } else {
                    block(ref);
                }
            } else if (options_.ladder) {
                out_ += "\n" + in_capture(ref);
                block(ref);
            } else {
                if (!healthy_before_) out_ += "\n";
                healthy_before_ = true;
                out_ += healthy_line(ref);
            }
        }
    }

    // Where there are several, the capture that a phone is in, once for all that follow each other.
    std::string in_capture(const PhoneRef &ref) {
        if (captures_.size() == 1 || ref.capture == named_) return "";
        named_ = ref.capture;
        return screen_.paint("2", printable(ref.capture->file)) + "\n";
    }

    // With its capture where there are several, on a line of its own where both do not fit.
    [[nodiscard]] std::string healthy_line(const PhoneRef &ref) const {
        const std::string title = phone_title(ref.phone(), screen_);
        if (captures_.size() == 1) return title + "\n";
        const std::string file = printable(ref.capture->file);
        Screen plain = screen_;
        plain.color = false;
        const bool fits = display_width(phone_title(ref.phone(), plain)) + 2 + display_width(file) <= screen_.width;
        return title + (fits ? "  " : "\n    ") + screen_.paint("2", file) + "\n";
    }

    void block(const PhoneRef &ref) {
        out_ += phone_block(*ref.capture, ref.phone(), summarize(ref.phone()), screen_, Rest::by_phone_option).text;
        course(ref);
    }

    // What distinguishes this phone from the others with the same cause; the rest stands in the overview.
    void short_block(const PhoneRef &ref) {
        std::string text = short_text(ref, false);
        if (lines_in(text) > kLinesOfAPhone) text = short_text(ref, true);
        out_ += text;
        course(ref);
    }

    [[nodiscard]] std::string short_text(const PhoneRef &ref, bool briefly) const {
        const Findings &causes = ref.phone().diagnoses;
        const Finding &cause = causes.front();
        const std::string sign = briefly ? short_summary_text(cause) : summary_text(cause);
        std::string text = phone_title(ref.phone(), screen_) + "\n";
        text += labelled(cause_label(causes),
                         printable(fmt::format("{} [{}]{}", sign, name_of(cause.code),
                                               in_brackets(frames_text(*ref.capture, cause.refs)))),
                         screen_);
        std::vector<std::string_view> others;
        for (std::size_t i = 1; i < causes.size(); ++i) others.push_back(name_of(causes[i].code));
        if (others.empty() || briefly) return text;
        return text + labelled(tr("Or"), fmt::format("{}", fmt::join(others, tr_in(kComma))), screen_);
    }

    [[nodiscard]] bool is_one_of_many(const PhoneReport &phone) const {
        if (phone.verdict != Verdict::failed || phone.diagnoses.empty()) return false;
        return std::ranges::any_of(groups_, [&](const CauseGroup &group) {
            return group.code == phone.diagnoses.front().code && group.phones.size() > kBlocksOfACause;
        });
    }

    void whole(const PhoneRef &ref) {
        const PhoneSummary summary = summarize(ref.phone());
        const PhoneBlock first = phone_block(*ref.capture, ref.phone(), summary, screen_, Rest::below);
        out_ += first.text + "\n" + steps_text(ref.phone(), screen_);
        out_ += rest_text(*ref.capture, ref.phone(), summary, first, screen_);
        course(ref);
    }

    void course(const PhoneRef &ref) {
        if (options_.remarks_of) {
            for (const std::string &remark : options_.remarks_of(ref.phone_index)) line(printable(remark), 2);
        }
        const std::string course = course_text(*ref.capture, ref.phone(), ladder_of(ref), options_);
        if (options_.ladder || fits(course)) {
            out_ += course;
        } else if (phones_.size() == 1 && screen_.height > 0) {
            out_ += "\n" + screen_.paint("2", tr("-v shows the ladder and the rounds.")) + "\n";
        }
    }

    // One phone, on a screen where all of it can be seen at once.
    [[nodiscard]] bool fits(const std::string &course) const {
        return phones_.size() == 1 && screen_.height > 0 && lines_in(out_) + lines_in(course) < screen_.height;
    }

    static std::size_t lines_in(const std::string &text) {
        return static_cast<std::size_t>(std::ranges::count(text, '\n'));
    }

    [[nodiscard]] std::vector<LadderLine> ladder_of(const PhoneRef &ref) const {
        if (options_.ladder_of) return options_.ladder_of(ref.phone_index);
        return ladder_lines(*ref.capture, ref.phone());
    }

    std::span<const CaptureReport> captures_;
    const TextOptions &options_;
    const Screen &screen_;
    const std::vector<PhoneRef> phones_;
    const std::vector<CauseGroup> groups_;
    std::string out_;
    bool healthy_before_ = false;           // a line of a healthy phone stands already
    const CaptureReport *named_ = nullptr;  // the capture whose name stands above the blocks
};

}  // namespace

std::string text_report(std::span<const CaptureReport> captures, const TextOptions &options) {
    return TextWriter(captures, options).write();
}

}  // namespace capf::report
