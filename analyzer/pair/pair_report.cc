// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/pair_report.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "analyzer/sequence/catalogue.h"
#include "plugin/wire/ascii.h"

namespace capf::pair {
namespace {

using sequence::CaptureReport;
using sequence::Diagnosis;
using sequence::PhoneReport;
using sequence::Verdict;

constexpr std::size_t kLossesInConclusion = 3, kFramesShown = 6;

bool same_device(const PhoneReport &a, const PhoneReport &b) {
    return a.device && b.device && wire::equal_ignoring_case(*a.device, *b.device);
}

bool has_address(const PhoneReport &phone, const std::string &address) {
    return std::find(phone.addresses.begin(), phone.addresses.end(), address) != phone.addresses.end();
}

std::string frame_words(const Frames &frames) {
    std::string words = frames.size() == 1 ? "frame " : "frames ";
    for (std::size_t i = 0; i < frames.size() && i < kFramesShown; ++i) {
        words += (i == 0 ? "" : ", ") + std::to_string(frames[i]);
    }
    return words + (frames.size() > kFramesShown ? ", …" : "");
}

class Joiner {
public:
    Joiner(const FlowMatch &match, const CaptureReport &cucm, PairReport &report)
        : match_(match), cucm_(cucm), report_(report) {}

    void run() {
        for (PhoneReport &phone : report_.joined.phones) {
            report_.frames_in.push_back(Side::phone);
            const PhoneReport *other = counterpart(phone);
            report_.ends.push_back({phone, other != nullptr ? std::optional(*other) : std::nullopt});
            if (other != nullptr) {
                joined_.insert(other);
                prefer_decided(phone, *other);
            }
            if (report_.frames_in.back() == Side::phone) explain(phone);
            tell_losses(phone);
        }
        for (const PhoneReport &other : cucm_.phones) {
            if (!joined_.contains(&other)) report_.only_at_cucm.push_back(name_or_address(other));
        }
    }

private:
    [[nodiscard]] const PhoneReport *counterpart(const PhoneReport &phone) const {
        for (const PhoneReport &other : cucm_.phones) {
            if (same_device(phone, other)) return &other;
        }
        // A phone that never told its name: by the flows that both captures hold, as its address may be another.
        for (const FlowPair &pair : match_.pairs) {
            if (pair.common == 0 || !has_address(phone, pair.phone->client.address)) continue;
            for (const PhoneReport &other : cucm_.phones) {
                const bool other_name = phone.device && other.device;
                if (!other_name && has_address(other, pair.cucm->client.address)) return &other;
            }
        }
        return nullptr;
    }

    static std::string name_or_address(const PhoneReport &phone) {
        if (phone.device) return *phone.device;
        return phone.addresses.empty() ? std::string() : phone.addresses.front();
    }

    // What the phone's own capture cannot decide, CUCM's may: unless something that it sent did not arrive.
    void prefer_decided(PhoneReport &phone, const PhoneReport &other) {
        if (phone.verdict != Verdict::incomplete || other.verdict == Verdict::incomplete) return;
        for (const Loss *loss : losses_of(report_, phone)) {
            if (!loss->phone_to_cucm && !loss->recovered && !loss->acknowledged) return;
        }
        const std::vector<std::string> addresses = phone.addresses;
        phone = other;
        phone.addresses = addresses;  // the losses speak of these
        report_.frames_in.back() = Side::cucm;
    }

    // A reset that CUCM never sent is no refusal of CUCM's. Where its capture may have ended before, both may be.
    void explain(PhoneReport &phone) {
        if (phone.diagnoses.empty() || phone.diagnoses.front().code != "capf-refused") return;
        const Frames frames = phone.diagnoses.front().frames;
        for (const Loss *loss : losses_of(report_, phone)) {
            const bool this_one = std::find_first_of(frames.begin(), frames.end(), loss->frames.begin(),
                                                     loss->frames.end()) != frames.end();
            if (loss->kind != LossKind::reset_in_between || loss->phone_to_cucm || !this_one) continue;
            const sequence::Names names{loss->server.address, std::to_string(loss->server.port),
                                        phone.device.value_or("")};
            Diagnosis unreachable = sequence::make_diagnosis("capf-unreachable", sequence::Evidence::observed, frames,
                                                             describe(*loss, report_), names);
            if (loss->certain) {
                replace_first(phone, std::move(unreachable));
            } else {
                phone.diagnoses.insert(phone.diagnoses.begin() + 1, std::move(unreachable));
            }
            return;
        }
    }

    static void replace_first(PhoneReport &phone, Diagnosis diagnosis) {
        for (sequence::StepResult &step : phone.steps) {
            if (step.step == diagnosis.step) step.summary = diagnosis.summary;
        }
        phone.conclusion = fmt::format("{} stopped at {}: {}. What to do first: {}", phone.device.value_or("The phone"),
                                       sequence::name_of(diagnosis.step), diagnosis.summary, diagnosis.remedy);
        phone.diagnoses.front() = std::move(diagnosis);
    }

    void tell_losses(PhoneReport &phone) const {
        std::size_t told = 0;
        for (const Loss *loss : losses_of(report_, phone)) {
            if (!loss->certain || loss->recovered || told == kLossesInConclusion) continue;
            const std::string words = describe(*loss, report_);
            if (phone.conclusion.find(words) == std::string::npos) phone.conclusion += " Both captures: " + words + ".";
            ++told;
        }
    }

    const FlowMatch &match_;
    const CaptureReport &cucm_;
    PairReport &report_;
    std::set<const PhoneReport *> joined_;
};

}  // namespace

std::vector<const Loss *> losses_of(const PairReport &report, const PhoneReport &phone) {
    std::vector<const Loss *> found;
    for (const Loss &loss : report.losses) {
        if (has_address(phone, loss.client.address)) found.push_back(&loss);
    }
    return found;
}

std::string describe(const Loss &loss, const PairReport &report) {
    const Side other = loss.seen_in == Side::phone ? Side::cucm : Side::phone;
    const char *receiver = loss.phone_to_cucm ? "CUCM" : "the phone";
    const char *sender = loss.phone_to_cucm ? "the phone" : "CUCM";
    const std::string where = fmt::format("{} of {}", frame_words(loss.frames), report.file_of(loss.seen_in));
    const std::string maybe =
        loss.certain ? "" : fmt::format(", if {} was running and complete", report.file_of(other));
    switch (loss.kind) {
        case LossKind::never_arrived:
            if (loss.acknowledged) {
                return fmt::format("{} from {} ({}) was acknowledged and is not in {}: that capture missed it",
                                   loss.what, sender, where, report.file_of(other));
            }
            return fmt::format("{} from {} ({}) never arrived at {}: lost or blocked in between{}{}", loss.what, sender,
                               where, receiver, loss.recovered ? "; a repetition arrived" : "", maybe);
        case LossKind::reset_in_between:
            return fmt::format("{} to {} ({}) was never sent by {}: something in between reset the connection{}",
                               loss.what, receiver, where, sender, maybe);
        case LossKind::answered_in_between:
            return fmt::format("{} to {} ({}) was never sent by {}: something in between made it{}", loss.what,
                               receiver, where, sender, maybe);
        case LossKind::changed:
            return fmt::format("{} from {} ({}) arrived with other bytes ({} of {}): changed on the way", loss.what,
                               sender, where, frame_words(loss.frames_there), report.file_of(other));
    }
    return loss.what;
}

PairReport join(CaptureReport phone, const std::vector<Flow> &phone_flows, const CaptureReport &cucm,
                const std::vector<Flow> &cucm_flows) {
    PairReport report;
    report.phone_file = phone.file;
    report.cucm_file = cucm.file;
    const Span phone_span{phone.first_time.value_or(0), phone.last_time.value_or(0)};
    const Span cucm_span{cucm.first_time.value_or(0), cucm.last_time.value_or(0)};
    report.joined = std::move(phone);
    const FlowMatch match = match_flows(phone_flows, cucm_flows);
    report.clock = match.clock;
    report.common_packets = match.common_packets;
    report.common_flows = match.pairs.size();
    if (match.clock) report.losses = find_losses(match, phone_span, cucm_span);
    Joiner(match, cucm, report).run();
    return report;
}

}  // namespace capf::pair
