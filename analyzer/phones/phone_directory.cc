// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/phone_directory.h"

#include <algorithm>

#include "analyzer/phones/device_name.h"
#include "plugin/wire/ascii.h"

namespace capf::phones {
namespace {

// A phone that CAPF failed tries it again three times, 30 seconds apart. [Cisco]
constexpr std::int64_t kRetryTime = 120'000'000'000;  // nanoseconds
// An address goes on to another phone when that one starts, which takes it a minute or two: phones that are seen at the
// same address within less share it. [inferred from the boot times of phones]
constexpr std::int64_t kHandover = 120'000'000'000;

}  // namespace

const char *join_name(Join join) {
    switch (join) {
        case Join::device_name:
            return "device-name";
        case Join::certificate:
            return "certificate";
        case Join::hardware_address:
            return "hardware-address";
        case Join::address:
            return "address";
        case Join::none:
            break;
    }
    return "none";
}

PhoneDirectory::Index PhoneDirectory::by_device(const std::string &device) {
    // CUCM keeps names in upper case: the case in requests and certificates differs.
    const auto [at, fresh] = by_name_.try_emplace(wire::upper(device), phones_.size());
    if (fresh) phones_.emplace_back().device = device;
    return at->second;
}

std::optional<PhoneDirectory::Index> PhoneDirectory::known(const std::vector<std::string> &names) const {
    for (const std::string &name : names) {
        if (name.empty()) continue;
        const std::string key = wire::upper(name);
        asked_.insert(key);
        if (const auto found = by_name_.find(key); found != by_name_.end()) return found->second;
    }
    return std::nullopt;
}

bool PhoneDirectory::is_called(Index phone, const std::string &name) const {
    const std::optional<std::string> &device = phones_[phone].device;
    return device && wire::upper(*device) == wire::upper(name);
}

PhoneDirectory::Index PhoneDirectory::add_nameless() {
    phones_.emplace_back();
    return phones_.size() - 1;
}

void PhoneDirectory::seen(Index index, const std::string &address, const FrameTime &at, Sign sign) {
    Phone &phone = phones_[index];
    if (std::find(phone.addresses.begin(), phone.addresses.end(), address) == phone.addresses.end()) {
        phone.addresses.push_back(address);
    }
    if (phone.first.time == 0 || at.time < phone.first.time) phone.first = at;
    if (at.time > phone.last.time) phone.last = at;
    sightings_[address].push_back({at.time, index, sign});
}

bool PhoneDirectory::was_seen(const std::string &address, std::int64_t time) const {
    asked_.insert(address);
    const auto found = sightings_.find(address);
    return found != sightings_.end() && std::any_of(found->second.begin(), found->second.end(),
                                                    [&](const Sighting &one) { return one.time <= time; });
}

// When one phone was at an address, and what it had done there last before the time in question.
struct PhoneDirectory::Presence {
    Index phone = 0;
    std::int64_t first = 0, last = 0;
    std::optional<std::int64_t> before, after;
    Sign first_sign = Sign::other;
    Sign last_sign = Sign::other;  // of configuration, CAPF and encrypted file
    std::int64_t sign_time = 0;
};

std::vector<PhoneDirectory::Presence> PhoneDirectory::presences(const std::vector<Sighting> &sightings,
                                                                std::int64_t time) {
    std::map<Index, Presence> by_phone;
    for (const Sighting &one : sightings) {
        const auto [at, fresh] =
            by_phone.try_emplace(one.phone, Presence{one.phone, one.time, one.time, {}, {}, one.sign, Sign::other, 0});
        Presence &presence = at->second;
        if (one.time < presence.first) presence.first_sign = one.sign;
        presence.first = std::min(presence.first, one.time);
        presence.last = std::max(presence.last, one.time);
        if (one.time > time) {
            presence.after = std::min(presence.after.value_or(one.time), one.time);
            continue;
        }
        presence.before = std::max(presence.before.value_or(one.time), one.time);
        const bool later = presence.last_sign == Sign::other || one.time >= presence.sign_time;
        if (one.sign == Sign::other || !later) continue;
        presence.sign_time = one.time;
        presence.last_sign = one.sign;
    }
    std::vector<Presence> result;
    result.reserve(by_phone.size());
    for (const auto &[phone, presence] : by_phone) result.push_back(presence);
    return result;
}

PhoneDirectory::Match PhoneDirectory::at_address(const std::string &address, std::int64_t time, bool to_capf) const {
    asked_.insert(address);
    const auto found = sightings_.find(address);
    if (found == sightings_.end()) return {};
    std::vector<Presence> there = presences(found->second, time);
    // The last that was seen before, else the first that is seen after.
    std::sort(there.begin(), there.end(), [](const Presence &a, const Presence &b) {
        if (a.before.has_value() != b.before.has_value()) return a.before.has_value();
        return a.before ? *a.before > *b.before : *a.after < *b.after;
    });
    // Who had left the address before that one came, or came after it had left, does not share the address with it.
    const Presence nearest = there.front();
    std::erase_if(there, [&](const Presence &one) {
        return one.last + kHandover < nearest.first || one.first > nearest.last + kHandover;
    });
    if (to_capf) {
        const auto waits = [](const Presence &one) { return one.before && one.last_sign == Sign::config; };
        const auto may_retry = [&](const Presence &one) {
            return one.before && one.last_sign == Sign::capf && time - one.sign_time < kRetryTime;
        };
        // One that comes later, and does not begin with a trust list as after a reset, was on its way before: the
        // capture, which begins late, does not show how far it had come.
        const auto on_its_way = [](const Presence &one) { return !one.before && one.first_sign != Sign::other; };
        std::stable_partition(there.begin(), there.end(), may_retry);
        std::stable_partition(there.begin(), there.end(), waits);
        // Where some wait for CAPF or may try it again, the others have no reason to go there.
        const bool any = waits(there.front()) || may_retry(there.front());
        std::erase_if(there,
                      [&](const Presence &one) { return any && !waits(one) && !may_retry(one) && !on_its_way(one); });
    }
    const Presence &best = there.front();
    Match match{best.phone, {}};
    if (there.size() < 2) return match;
    for (const Presence &one : there) match.candidates.push_back(one.phone);
    return match;
}

PhoneDirectory::Keys PhoneDirectory::keys() const {
    Keys keys{{}, asked_};
    for (const auto &[name, phone] : by_name_) keys.known.insert(name);
    for (const auto &[address, sightings] : sightings_) keys.known.insert(address);
    return keys;
}

std::string PhoneDirectory::label(Index phone) const {
    const Phone &one = phones_[phone];
    if (one.device) return *one.device;
    return one.addresses.empty() ? "" : one.addresses.front();
}

}  // namespace capf::phones
