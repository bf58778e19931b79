// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/pair_report.h"

#include <algorithm>
#include <map>
#include <set>

#include "analyzer/judge/conclude.h"
#include "plugin/wire/ascii.h"

namespace capf::pair {
namespace {

using findings::CaptureReport;
using findings::Code;
using findings::Finding;
using findings::Indication;
using findings::PhoneReport;
using findings::Verdict;

bool same_device(const PhoneReport &a, const PhoneReport &b) {
    return a.device && b.device && wire::equal_ignoring_case(*a.device, *b.device);
}

bool has_address(const PhoneReport &phone, const std::string &address) {
    return std::find(phone.addresses.begin(), phone.addresses.end(), address) != phone.addresses.end();
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
        if (phone.diagnoses.empty() || phone.diagnoses.front().code != Code::capf_refused) return;
        const Finding refused = phone.diagnoses.front();
        const std::vector<std::uint32_t> frames = findings::positions_of(refused.refs);
        for (const Loss *loss : losses_of(report_, phone)) {
            const bool this_one = std::find_first_of(frames.begin(), frames.end(), loss->frames.begin(),
                                                     loss->frames.end()) != frames.end();
            if (loss->kind != LossKind::reset_in_between || loss->phone_to_cucm || !this_one) continue;
            Finding unreachable = judge::remark(
                {Indication::reset_in_between, findings::Evidence::observed, refused.refs, refused.values});
            if (loss->certain) {
                phone.diagnoses.front() = std::move(unreachable);
            } else {
                phone.diagnoses.insert(phone.diagnoses.begin() + 1, std::move(unreachable));
            }
            return;
        }
    }

    const FlowMatch &match_;
    const CaptureReport &cucm_;
    PairReport &report_;
    std::set<const PhoneReport *> joined_;
};

// Upper-case names of phones that told it, by their addresses.
std::map<std::string, std::string> devices_in(const CaptureReport &capture) {
    std::map<std::string, std::string> devices;
    for (const PhoneReport &phone : capture.phones) {
        if (!phone.device) continue;
        for (const std::string &address : phone.addresses) devices.emplace(address, wire::upper(*phone.device));
    }
    return devices;
}

}  // namespace

std::vector<const Loss *> losses_of(const PairReport &report, const PhoneReport &phone) {
    std::vector<const Loss *> found;
    for (const Loss &loss : report.losses) {
        if (has_address(phone, loss.client.address)) found.push_back(&loss);
    }
    return found;
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
    report.swapped = signs_of_swap(match, devices_in(report.joined));
    // Of swapped captures every loss would be told the wrong way round.
    if (match.clock && report.swapped.empty()) report.losses = find_losses(match, phone_span, cucm_span);
    Joiner(match, cucm, report).run();
    return report;
}

}  // namespace capf::pair
