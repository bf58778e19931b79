// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/html/parts.h"

#include <utility>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_filter.h"
#include "analyzer/report/frame_label.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"
#include "plugin/wire/time_units.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kUnbroken = 32;  // characters
constexpr std::int64_t kSoon = 90 * wire::kSecondsPerDay;
constexpr int kCell = 10;  // width of a step's mark in the strip

std::pair<const char *, std::string_view> sign_and_label(Verdict verdict) {
    switch (verdict) {
        case Verdict::encrypted:
            return {"✓", tr_in(NC_("verdict", "encrypted"))};
        case Verdict::failed:
            return {"✕", tr_in(NC_("verdict", "failed"))};
        case Verdict::incomplete:
            return {"?", tr_in(NC_("verdict", "incomplete"))};
        case Verdict::not_enabled:
            return {"–", tr_in(NC_("verdict", "not enabled"))};
    }
    return {"?", tr_in(NC_("verdict", "incomplete"))};
}

std::pair<const char *, std::string_view> sign_and_label(StepStatus status) {
    switch (status) {
        case StepStatus::ok:
            return {"✓", tr_in(NC_("status", "ok"))};
        case StepStatus::failed:
            return {"✕", tr_in(NC_("status", "failed"))};
        case StepStatus::not_needed:
            return {"–", tr_in(NC_("status", "not needed"))};
        case StepStatus::not_seen:
            return {"·", tr_in(NC_("status", "not seen"))};
        case StepStatus::unknown:
            return {"?", tr_in(NC_("status", "unknown"))};
    }
    return {"?", tr_in(NC_("status", "unknown"))};
}

// Shapes differ as well as colours: a full block, a cross, a bar, a dot, a ring.
Markup strip_mark(StepStatus status, int x) {
    switch (status) {
        case StepStatus::ok:
            return markup("<rect class=\"ok\" x=\"{}\" y=\"1\" width=\"8\" height=\"8\" rx=\"1.5\"/>", x);
        case StepStatus::failed:
            return markup("<path class=\"failed\" d=\"M{} 1l8 8m0 -8l-8 8\"/>", x);
        case StepStatus::not_needed:
            return markup("<rect class=\"not-needed\" x=\"{}\" y=\"4\" width=\"8\" height=\"2\"/>", x);
        case StepStatus::not_seen:
            return markup("<circle class=\"not-seen\" cx=\"{}\" cy=\"5\" r=\"1.2\"/>", x + 4);
        case StepStatus::unknown:
            return markup("<circle class=\"unknown\" cx=\"{}\" cy=\"5\" r=\"3\"/>", x + 4);
    }
    return {};
}

}  // namespace

Markup verdict_badge(Verdict verdict) {
    const auto [sign, label] = sign_and_label(verdict);
    return markup("<span class=\"badge {}\"><span aria-hidden=\"true\">{}</span> {}</span>", name_of(verdict), sign,
                  label);
}

Markup status_badge(StepStatus status) {
    const auto [sign, label] = sign_and_label(status);
    return markup("<span class=\"status {}\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</span>",
                  name_of(status), sign, label);
}

Validity validity_of(const trust::Certificate &certificate, std::int64_t now) {
    const auto days = [](std::int64_t span) { return count_text(span / wire::kSecondsPerDay, "day"); };
    if (certificate.not_after < now) {
        return {"failed", "✕", tr_format("expired {} before the capture", days(now - certificate.not_after))};
    }
    if (certificate.not_before > now) {
        return {"failed", "✕", tr_format("not valid until {} after the capture", days(certificate.not_before - now))};
    }
    if (certificate.not_after - now < kSoon)
        return {"unknown", "!", tr_format("ends in {}", days(certificate.not_after - now))};
    return {"ok", "✓", tr("valid at the capture's time")};
}

Markup validity_note(const Validity &validity) {
    return markup("<span class=\"status {}\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</span>",
                  validity.css, validity.sign, validity.words);
}

Markup evidence_note(Evidence evidence) {
    if (evidence == Evidence::observed) return {};
    return markup(" <span class=\"evidence\">{}</span>", shown_name(evidence));
}

Markup cause_words(Code code) {
    return markup("{} <span class=\"code\">[<code>{}</code>]</span>", meaning_of(code), name_of(code));
}

Markup frames_with_filter(const CaptureReport &capture, const EvidenceRefs &refs, std::string_view how) {
    constexpr std::size_t kLongest = 200;  // about three lines
    const std::string frames = frames_text(capture, refs);
    FirstFrames shown{whole_filter(capture, refs), ""};
    if (shown.filter.size() > kLongest) shown = first_filter(capture, refs);
    if (frames.empty()) return markup("{}", how);
    const Markup copy =
        shown.filter.empty()
            ? Markup{}
            : markup(
                  "<span class=\"filter\"><code>{}</code>{}<button type=\"button\" class=\"copy\" hidden "
                  "aria-label=\"{}\">{}</button></span>",
                  shown.filter, shown.note.empty() ? "" : " " + shown.note, tr("Copy the display filter"),
                  tr("Copy filter"));
    return markup("<div class=\"frames\"><span>{}{}</span> {}</div>", frames, in_brackets(how), copy);
}

Markup frames_in_short(const EvidenceRefs &refs) {
    return markup("{}", frame_list(refs, 4));
}

Markup steps_strip(const std::vector<StepResult> &steps) {
    Markup marks;
    std::string label;
    int x = 1;
    for (const StepResult &step : steps) {
        marks += strip_mark(step.status, x);
        if (!label.empty()) label += tr_in(kComma);
        label += fmt::format("{} {}", shown_name(step.step), sign_and_label(step.status).second);
        x += kCell;
    }
    return markup(
        "<svg class=\"strip\" viewBox=\"0 0 {} 10\" width=\"{}\" height=\"10\" role=\"img\"><title>{}</title>{}</svg>",
        x, x, label, marks);
}

Markup term(std::string_view name, const Markup &value) {
    return markup("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
}

Markup term(std::string_view name, std::string_view value) {
    return term(name, markup("{}", value));
}

std::string notice_frames(const EvidenceRefs &refs) {
    constexpr std::size_t kShown = 4;
    const std::string frames = frame_list(refs, kShown);
    return findings::positions_of(refs).size() == 1 ? tr_format("frame {}", frames) : tr_format("frames {}", frames);
}

Markup notice_list(const Findings &notices) {
    const Markup all = markup_of_each(notices, [](const Finding &notice) {
        return markup("<li><code>{}</code> <span>{}</span> <span class=\"muted\">{}</span></li>", name_of(notice.code),
                      summary_text(notice), notice.refs.empty() ? "" : notice_frames(notice.refs));
    });
    return all.html.empty() ? all : markup("<ul class=\"notices\">{}</ul>", all);
}

std::string base_name(const std::string &path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

Markup unbroken(std::string_view name) {
    return name.size() > kUnbroken ? markup("{}", name) : markup("<span class=\"name\">{}</span>", name);
}

Markup capture_name(const std::string &path) {
    const std::string name = base_name(path);
    return name.size() > kUnbroken ? markup("{}", name) : markup("<span class=\"capture-name\">{}</span>", name);
}

std::string phone_name(const PhoneReport &phone) {
    if (phone.device) return *phone.device;
    return phone.addresses.empty() ? tr("Phone without a name") : phone.addresses.front();
}

Markup name_of_phone(const PhoneReport &phone) {
    return unbroken(phone_name(phone));
}

std::string phone_id(const PhoneRef &ref) {
    return fmt::format("c{}p{}", ref.capture_index + 1, ref.phone_index + 1);
}

}  // namespace capf::report
