// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/cause_groups.h"

#include <algorithm>

#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/pattern.h"

namespace capf::report {
namespace {

using namespace findings;

int rank(Verdict verdict) {
    if (verdict == Verdict::failed) return 0;
    return verdict == Verdict::incomplete ? 1 : 2;
}

const Finding &cause_of(const PhoneRef &ref) {
    return ref.phone().diagnoses.front();
}

// A remedy names the phone's own values, unless all phones of the group share them.
std::vector<std::string> common_steps(const CauseGroup &group) {
    Finding shared = cause_of(group.phones.front());
    for (const PhoneRef &ref : group.phones) {
        const Finding &other = cause_of(ref);
        std::erase_if(shared.values, [&](const auto &value) {
            const Value *same = find(other.values, value.first);
            return same == nullptr || value_text(*same) != value_text(value.second);
        });
        std::erase_if(shared.remedy, [&](Action action) {
            return std::find(other.remedy.begin(), other.remedy.end(), action) == other.remedy.end();
        });
    }
    return remedy_steps(shared);
}

}  // namespace

std::vector<PhoneRef> failures_first(std::span<const CaptureReport> captures) {
    std::vector<PhoneRef> refs;
    for (std::size_t i = 0; i < captures.size(); ++i) {
        for (std::size_t k = 0; k < captures[i].phones.size(); ++k) refs.push_back({&captures[i], i, k});
    }
    std::ranges::stable_sort(refs, {}, [](const PhoneRef &ref) { return rank(ref.phone().verdict); });
    return refs;
}

std::vector<CauseGroup> group_by_cause(std::span<const PhoneRef> phones) {
    std::vector<CauseGroup> groups;
    for (const PhoneRef &ref : phones) {
        if (ref.phone().verdict != Verdict::failed || ref.phone().diagnoses.empty()) continue;
        const Code code = cause_of(ref).code;
        auto group = std::ranges::find(groups, code, &CauseGroup::code);
        if (group == groups.end()) group = groups.insert(group, {code, {}, {}});
        group->phones.push_back(ref);
        group->inferred &= cause_of(ref).evidence == Evidence::inferred;
    }
    std::ranges::stable_sort(
        groups, [](const CauseGroup &a, const CauseGroup &b) { return a.phones.size() > b.phones.size(); });
    for (CauseGroup &group : groups) group.to_do = common_steps(group);
    return groups;
}

}  // namespace capf::report
