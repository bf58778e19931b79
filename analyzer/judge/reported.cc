// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/reported.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyzer/judge/conclude.h"
#include "analyzer/judge/gaps.h"
#include "analyzer/judge/latest_lines.h"
#include "analyzer/judge/log_indications.h"
#include "analyzer/judge/rule.h"
#include "analyzer/judge/steps_of_logs.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/time_units.h"

namespace capf::judge {
namespace {

using namespace findings;

constexpr std::int64_t kSameRequest = 5 * wire::kNanosecondsPerSecond;  // a server answers within this time

constexpr std::int64_t kClockSlack = wire::kNanosecondsPerSecond / 2;  // how far a log's clock may be off

constexpr std::ptrdiff_t kMostRefs = 8;  // lines of logs that one finding cites

bool is_of_log(const EvidenceRef &ref) {
    return ref.source >= kFirstLogSource;
}

bool is_after(const std::optional<std::int64_t> &time, std::int64_t than) {
    return !time || than > *time;
}

class Reports {
public:
    explicit Reports(PhoneReport &phone) : phone_(phone), lines_(phone.log_lines) {}

    void run() {
        fill_in();
        refute();
        for (const LogLine &line : phone_.log_lines) {
            if (!is_of_then(line)) continue;
            if (const auto indication = indication_of(line, phone_)) take(*indication, line);
            note_contradiction(line);
        }
        settle();
        if (!has_packets()) decide_alone();
        if (phone_.verdict == Verdict::failed) phone_.open_points = open_points(phone_);
    }

private:
    // The line is of the time that the capture shows, by its clock or because it is about a connection in it. Without
    // packets there is no other time.
    [[nodiscard]] bool is_of_then(const LogLine &line) const {
        return line.time || line.join == LogJoin::port || !has_packets();
    }

    [[nodiscard]] bool has_packets() const {
        return !phone_.files.empty() || !phone_.sessions.empty() || !phone_.other_events.empty();
    }

    void fill_in() {
        std::vector<const LogLine *> lines;
        for (const LogLine &line : phone_.log_lines) {
            if (is_of_then(line)) lines.push_back(&line);
        }
        fill_in_steps(phone_, lines);
    }

    // What the phone itself says of its encrypted file suffices; that a server sent it does not.
    void decide_alone() {
        if (phone_.verdict != Verdict::incomplete || !phone_.diagnoses.empty()) return;
        if (phone_.step(Step::encrypted_config).status == StepStatus::ok) {
            phone_.verdict = Verdict::encrypted;
        } else {
            phone_.gaps.push_back({GapKind::logs_only, {ref_of(phone_.log_lines.back())}, {}});
        }
    }

    // Only what was concluded without being seen is taken back by a program's word.
    void refute() {
        for (const LogLine &line : phone_.log_lines) {
            if (!is_of_then(line)) continue;
            const std::vector<Code> codes = refuted_by(line);
            if (codes.empty()) continue;
            const auto refuted = [&](const Finding &one) {
                const bool is_later_fault = std::ranges::any_of(one.refs, [&](const EvidenceRef &ref) {
                    return line.time && ref.time > *line.time + kSameRequest;
                });
                return one.evidence == Evidence::inferred && !is_later_fault && std::ranges::count(codes, one.code) > 0;
            };
            if (std::ranges::all_of(phone_.diagnoses, refuted)) continue;
            std::erase_if(phone_.diagnoses, refuted);
            for (RoundReport &round : phone_.rounds) {
                if (!std::ranges::all_of(round.diagnoses, refuted)) std::erase_if(round.diagnoses, refuted);
            }
        }
    }

    [[nodiscard]] bool has_file_later(const LogLine &line, bool (*is_such)(const FileReport &)) const {
        return std::ranges::any_of(phone_.files, [&](const FileReport &file) {
            return file.status == "complete" && is_after(line.time, file.answered.time) && is_such(file);
        });
    }

    // The file itself came later, on the wire or by what the same log says.
    [[nodiscard]] bool came_later(const LogLine &line) const {
        const std::string name = text_of(line, Param::file);
        const bool came = std::ranges::any_of(phone_.files, [&](const FileReport &file) {
            return file.status == "complete" && is_after(line.time, file.answered.time) &&
                   wire::equal_ignoring_case(file.name, name);
        });
        return came || lines_.has_after(line, "file-sent", name);
    }

    // By any of its names, on the wire or by what a log says.
    [[nodiscard]] bool config_came_later(const LogLine &line) const {
        if (has_file_later(line, [](const FileReport &file) { return file.is_config; })) return true;
        const std::string device = phone_.device.value_or("");
        return std::ranges::any_of(
            std::initializer_list<const char *>{"", ".sgn", ".enc.sgn"},
            [&](const char *ending) { return lines_.has_after(line, "file-sent", device + ".cnf.xml" + ending); });
    }

    // A phone that HTTP refuses as busy may ask again over TFTP, and the trace does not say how that ends.
    [[nodiscard]] bool asked_again(const LogLine &line) const {
        const std::string name = text_of(line, Param::file);
        return came_later(line) || (!name.empty() && lines_.has_after(line, "file-requested", name));
    }

    // A session that worked refutes what CAPF said before it ended. One that worked by its sizes alone must also have
    // begun later: of its own session CAPF knows more than sizes tell.
    [[nodiscard]] bool has_session_later(const LogLine &line) const {
        return std::ranges::any_of(phone_.sessions, [&](const SessionReport &session) {
            if (!session.succeeded) return false;
            if (session.evidence != Evidence::inferred) return is_after(line.time, session.end.time);
            return line.time && session.begin.time > *line.time;
        });
    }

    [[nodiscard]] bool says_later(const LogLine &line, std::initializer_list<const char *> kinds) const {
        return std::ranges::any_of(kinds, [&](const char *kind) { return lines_.has_after(line, kind); });
    }

    // The phone got past it, by what the capture shows or what a log says later.
    [[nodiscard]] bool is_overcome(Indication indication, const LogLine &line) const {
        constexpr auto is_config = [](const FileReport &file) { return file.is_config; };
        constexpr auto is_encrypted = [](const FileReport &file) { return file.is_encrypted; };
        switch (indication) {
            case Indication::log_list_failed:
            case Indication::log_list_missing:
            case Indication::log_list_refused:
                return has_file_later(line, is_config) ||
                       says_later(line, {"trust-list-updated", "trust-list-verified", "signature-valid"});
            case Indication::log_device_unknown:
            case Indication::log_config_missing:
                return config_came_later(line);
            case Indication::log_tvs_not_found:
            case Indication::log_tvs_says_no:
            case Indication::log_tvs_untrusted:
            case Indication::log_https_untrusted:
                return has_file_later(line, is_config);
            case Indication::log_file_busy:
                return asked_again(line);
            case Indication::log_encrypted_missing:
                return came_later(line);
            case Indication::log_config_refused:
            case Indication::log_has_lsc:
            case Indication::log_has_no_lsc:
            case Indication::log_awaits_plain_file:
                return has_file_later(line, is_encrypted) || says_later(line, {"signature-valid"});
            case Indication::log_encrypted_refused:
            case Indication::log_registration_alert:
                return std::ranges::any_of(phone_.registrations, [&](const RegistrationReport &one) {
                    return one.outcome == RegistrationOutcome::registered && is_after(line.time, one.at.time);
                });
            default:
                return has_session_later(line) || says_later(line, {"capf-result"});
        }
    }

    // A phone that works, by what the capture shows, may still fail later: only what follows can show that.
    [[nodiscard]] bool is_after_success(Indication indication, const LogLine &line) const {
        switch (phone_.verdict) {
            case Verdict::encrypted:
                return (indication == Indication::log_encrypted_refused ||
                        indication == Indication::log_registration_alert) &&
                       phone_.encrypted_file && line.time &&
                       *line.time > phone_.files[*phone_.encrypted_file].answered.time;
            case Verdict::not_enabled:
                return indication == Indication::log_registration_alert;
            default:
                return true;
        }
    }

    [[nodiscard]] Finding finding_of(Indication indication, const LogLine &line) const {
        Finding finding = remark({indication, Evidence::reported, {ref_of(line)}, values_as_asked_for(line), 0});
        if (phone_.device) finding.values.emplace_back(Param::device, DeviceName{*phone_.device});
        return finding;
    }

    void take(Indication indication, const LogLine &line) {
        if (!is_after_success(indication, line) || is_overcome(indication, line)) return;
        Finding finding = finding_of(indication, line);
        const auto same = std::ranges::find(phone_.diagnoses, finding.code, &Finding::code);
        if (same == phone_.diagnoses.end()) {
            phone_.diagnoses.push_back(std::move(finding));
            return;
        }
        if (same->evidence == Evidence::inferred) {
            // The others that the same frames left open.
            const EvidenceRefs left_open = same->refs;
            finding.remedy = same->remedy;  // chosen by what the capture shows
            replace_in_rounds(finding, left_open);
            finding.refs.insert(finding.refs.end(), same->refs.begin(), same->refs.end());
            *same = std::move(finding);
            std::erase_if(phone_.diagnoses, [&](const Finding &one) {
                return one.evidence == Evidence::inferred && one.refs == left_open;
            });
        } else if (std::ranges::count_if(same->refs, is_of_log) < kMostRefs) {
            same->refs.push_back(finding.refs.front());
        }
    }

    // A round told the same by what the frames left open.
    void replace_in_rounds(const Finding &finding, const EvidenceRefs &left_open) {
        for (RoundReport &round : phone_.rounds) {
            const auto open = [&](const Finding &one) {
                return one.evidence == Evidence::inferred && one.refs == left_open;
            };
            const auto first = std::ranges::find_if(round.diagnoses, open);
            if (first == round.diagnoses.end()) continue;
            *first = finding;
            std::erase_if(round.diagnoses, open);
        }
    }

    // What a program says comes before what is only concluded, and decides where nothing else did. What the capture
    // itself shows, and is first, stays first.
    void settle() {
        if (phone_.diagnoses.empty()) return;
        const auto inferred = std::ranges::find(phone_.diagnoses, Evidence::inferred, &Finding::evidence);
        std::stable_partition(inferred, phone_.diagnoses.end(),
                              [](const Finding &one) { return one.evidence == Evidence::reported; });
        const Finding &first = phone_.diagnoses.front();
        // Its predecessor may have been taken back.
        if (phone_.verdict == Verdict::failed) phone_.failed_step = first.step();
        if (first.evidence != Evidence::reported) return;
        phone_.verdict = Verdict::failed;
        phone_.gaps.clear();
        phone_.encrypted_file.reset();
        fail_round(first);
        phone_.failed_step = first.step();
        StepResult &step = phone_.steps[static_cast<std::size_t>(first.step())];
        step.status = StepStatus::failed;
        step.evidence = Evidence::reported;
        step.remark = StepRemark::diagnosis;
        step.refs = first.refs;
    }

    // The one that the line is of; the last, where that is not known.
    void fail_round(const Finding &first) {
        if (phone_.rounds.empty()) return;
        const std::int64_t latest_begin = latest_begin_of_round(first);
        auto round = phone_.rounds.rbegin();
        while (round->begin.time > latest_begin && std::next(round) != phone_.rounds.rend()) ++round;
        if (round->outcome == RoundOutcome::failed) return;
        round->outcome = RoundOutcome::failed;
        round->diagnoses = {first};
    }

    // By the time of the line, or else of the frames that it explains.
    static std::int64_t latest_begin_of_round(const Finding &finding) {
        const auto known = std::ranges::find_if(finding.refs, [](const EvidenceRef &ref) { return ref.time != 0; });
        if (known == finding.refs.end()) return std::numeric_limits<std::int64_t>::max();
        return known->time + (is_of_log(*known) ? kClockSlack : 0);
    }

    // The request on the wire that the line is about.
    [[nodiscard]] const FileReport *request_of(const LogLine &line) const {
        const std::string name = text_of(line, Param::file);
        const FileReport *nearest = nullptr;
        for (const FileReport &file : phone_.files) {
            if (!line.time || !wire::equal_ignoring_case(file.name, name)) continue;
            const auto distance = [&](const FileReport &one) { return std::abs(one.asked.time - *line.time); };
            if (distance(file) > kSameRequest) continue;
            if (nearest == nullptr || distance(file) < distance(*nearest)) nearest = &file;
        }
        return nearest;
    }

    void note_contradiction(const LogLine &line) {
        const bool sent = line.kind == "file-sent", missing = line.kind == "file-not-found";
        if (!sent && !missing) return;
        const FileReport *file = request_of(line);
        if (file == nullptr) return;
        const bool did_not_arrive = file->status == "incomplete" || file->status == "no-answer" ||
                                    file->status == "not-found" || file->status == "busy";
        if (sent ? !did_not_arrive : file->status != "complete") return;
        const Indication shown_by = sent ? Indication::log_says_sent : Indication::log_says_missing;
        const auto told = std::ranges::find_if(phone_.notices, [&](const Finding &one) {
            const Value *name = find(one.values, Param::file);
            const auto *known = name == nullptr ? nullptr : std::get_if<FileName>(name);
            return one.shown_by == shown_by && known != nullptr && known->text == file->name;
        });
        if (told != phone_.notices.end()) {
            if (std::ranges::count_if(told->refs, is_of_log) < kMostRefs) told->refs.push_back(ref_of(line));
            return;
        }
        Finding notice =
            remark({shown_by, Evidence::reported, {ref_of(line)}, {{Param::file, FileName{file->name}}}, 0});
        notice.refs.insert(notice.refs.end(), file->refs.begin(), file->refs.end());
        if (file->status == "incomplete") {
            notice.values.emplace_back(Param::bytes, Number{static_cast<std::int64_t>(file->bytes)});
        } else {
            notice.values.emplace_back(Param::answer, file->answer);
        }
        phone_.notices.push_back(std::move(notice));
    }

    PhoneReport &phone_;
    LatestLines lines_;
};

}  // namespace

void judge_reported(PhoneReport &phone) {
    if (!phone.log_lines.empty()) Reports(phone).run();
}

}  // namespace capf::judge
