// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/done_phones.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "analyzer/capture/capture_file.h"
#include "analyzer/watch/waiting.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/time_units.h"

namespace capf::watch {
namespace {

using capture::PhonePart;
using findings::PhoneReport;

// A phone that was silent so long is done with, whatever came of it. Nanoseconds.
constexpr std::int64_t kSilent = 60 * wire::kNanosecondsPerSecond, kGone = 1800 * wire::kNanosecondsPerSecond;

// The parts that a phone is in, by index. One that is called by a name in one part may have its addresses in another.
class PlacesOfPhones {
public:
    explicit PlacesOfPhones(const std::vector<PhonePart> &parts) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            for (const std::string &device : parts[i].devices) parts_.emplace(device, i);
            for (const capture::IpAddress &address : parts[i].addresses) parts_.emplace(capture::to_text(address), i);
        }
    }

    [[nodiscard]] std::vector<std::size_t> of(const PhoneEnd &phone) const {
        std::vector<std::size_t> found;
        for (const std::string &name : phone.names) {
            const auto part = parts_.find(name);
            if (part != parts_.end()) found.push_back(part->second);
        }
        return found;
    }

private:
    std::unordered_map<std::string, std::size_t> parts_;  // a name and an address are in one part each
};

// Marks the parts of phones that are not done with, and those of phones that are in one of these, too.
void mark_busy(const std::vector<PhoneEnd> &phones, const std::vector<std::vector<std::size_t>> &places,
               std::int64_t now, std::vector<bool> &is_busy) {
    for (bool more = true; more;) {
        more = false;
        for (std::size_t i = 0; i < phones.size(); ++i) {
            const bool busy = phones[i].at > now || std::any_of(places[i].begin(), places[i].end(),
                                                                [&](std::size_t part) { return is_busy[part]; });
            if (!busy) continue;
            for (const std::size_t part : places[i]) {
                more |= !is_busy[part];
                is_busy[part] = true;
            }
        }
    }
}

// Of a part without a phone: one may turn out to be in it.
bool may_be_wanted(const PhonePart &part, const capture::Frames &frames, std::int64_t now) {
    return part.frames.empty() || frames[part.frames.back()].time + kGone > now;
}

}  // namespace

PhoneEnd end_of(const PhoneReport &phone) {
    const bool is_open = phone.verdict == findings::Verdict::incomplete;
    PhoneEnd end{key_of(phone), phone.addresses, last_sign(phone) + (is_open ? kGone : kSilent)};
    if (phone.device) end.names.push_back(wire::upper(*phone.device));
    return end;
}

std::vector<PhoneEnd> ends_of(const std::vector<PhoneReport> &phones) {
    std::vector<PhoneEnd> ends;
    ends.reserve(phones.size());
    for (const PhoneReport &phone : phones) ends.push_back(end_of(phone));
    return ends;
}

std::optional<DoneParts> find_done_parts(const std::vector<PhonePart> &parts, const capture::Frames &frames,
                                         const std::vector<PhoneEnd> &phones, std::int64_t now) {
    const PlacesOfPhones all(parts);
    std::vector<std::vector<std::size_t>> places;
    std::vector<bool> has_phone(parts.size(), false), is_busy(parts.size(), false);
    for (const PhoneEnd &phone : phones) {
        places.push_back(all.of(phone));
        if (places.back().empty()) return std::nullopt;
        for (const std::size_t part : places.back()) has_phone[part] = true;
    }
    mark_busy(phones, places, now, is_busy);
    DoneParts result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool stays = is_busy[i] || (!has_phone[i] && may_be_wanted(parts[i], frames, now));
        (stays ? result.others : result.done).push_back(&parts[i]);
        if (!stays) result.frames += parts[i].frames.size();
    }
    for (std::size_t i = 0; i < phones.size(); ++i) {
        if (!is_busy[places[i].front()]) result.keys.push_back(phones[i].key);
    }
    std::sort(result.keys.begin(), result.keys.end());
    return result;
}

bool are_done(const std::vector<PhoneReport> &phones, const std::vector<std::string> &keys, std::int64_t now) {
    std::vector<std::string> seen;
    for (const PhoneEnd &phone : ends_of(phones)) {
        if (phone.at > now) return false;
        seen.push_back(phone.key);
    }
    std::sort(seen.begin(), seen.end());
    return seen == keys;
}

}  // namespace capf::watch
