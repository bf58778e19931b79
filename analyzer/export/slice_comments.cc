// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/slice_comments.h"

#include <fmt/format.h>

#include "analyzer/language/language.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/verdict_lines.h"

namespace capf::exporting {
namespace {

using namespace findings;
using report::remedy_text;
using report::step_text;
using report::summary_text;

// A frame that a phone's every step names needs no longer comment than a screen holds.
constexpr std::size_t kMostOnOneFrame = 40;

class Comments {
public:
    void add(const EvidenceRefs &refs, const std::string &text) {
        for (const std::uint32_t frame : positions_of(refs)) {
            std::vector<std::string> &there = comments_[frame];
            if (there.size() < kMostOnOneFrame) there.push_back("capfcheck: " + report::printable(text));
        }
    }
    PacketComments take() { return std::move(comments_); }

private:
    PacketComments comments_;
};

std::string label(const PhoneReport &phone) {
    if (phone.device) return *phone.device;
    return phone.addresses.empty() ? "a phone" : phone.addresses.front();
}

void add_phone(const PhoneReport &phone, Comments &comments) {
    const std::string who = label(phone);
    for (std::size_t i = 0; i < phone.diagnoses.size(); ++i) {
        const Finding &one = phone.diagnoses[i];
        comments.add(one.refs, fmt::format("{} {}: {} at {}: {} ({}): {} What to do: {}", who, name_of(phone.verdict),
                                           i == 0 ? "cause" : "candidate", name_of(one.step()), name_of(one.code),
                                           name_of(one.evidence), summary_text(one) + ".", remedy_text(one)));
    }
    for (const Finding &one : phone.history) {
        comments.add(one.refs, fmt::format("{} earlier: {}: {}", who, name_of(one.code), summary_text(one)));
    }
    for (const StepResult &step : phone.steps) {
        comments.add(step.refs, fmt::format("{} step {}: {} ({}): {}", who, name_of(step.step), name_of(step.status),
                                            name_of(step.evidence), step_text(phone, step)));
    }
}

}  // namespace

std::string slice_comment(const CaptureReport &report) {
    const language::English english;
    return fmt::format(
        "Frames that matter of {}, which has {} packets; the others are left out, so frame numbers differ.{}\n{}",
        report::printable(report.file), report.packets,
        report.redacted
            ? " Redacted: names and addresses are pseudonyms; signed and encrypted content is cut off or zeroed."
            : "",
        report::verdict_lines(report));
}

PacketComments packet_comments(const CaptureReport &report) {
    const language::English english;
    Comments comments;
    for (const PhoneReport &phone : report.phones) add_phone(phone, comments);
    return comments.take();
}

}  // namespace capf::exporting
