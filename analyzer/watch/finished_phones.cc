// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/finished_phones.h"

#include <algorithm>
#include <utility>

#include "analyzer/watch/waiting.h"

namespace capf::watch {
namespace {

using namespace findings;

bool decides(const PhoneReport &phone) {
    return phone.verdict != Verdict::incomplete;
}

// What a report prints of a phone in full is for one that was just seen. Of one that was forgotten, whole files and
// messages would be most of what is kept.
void shorten(PhoneReport &phone) {
    for (FileReport &file : phone.files) file.config.clear();
    for (SessionReport &session : phone.sessions) session.messages.clear();
    phone.certificates.clear();
}

}  // namespace

void FinishedPhones::add(CaptureReport part) {
    packets_ += part.packets;
    strangers_ += part.strangers;
    if (!first_time_) first_time_ = part.first_time;
    last_time_ = part.last_time;
    for (Finding &notice : part.notices) {
        if (!has_code(notices_, notice.code)) notices_.push_back(std::move(notice));
    }
    add_phones(std::move(part));
}

void FinishedPhones::add_phones(CaptureReport part) {
    dissected_ += part.dissected;
    for (PhoneReport &phone : part.phones) {
        shorten(phone);
        const auto [at, fresh] = phones_.try_emplace(key_of(phone));
        if (fresh || decides(phone) || !decides(at->second)) at->second = std::move(phone);
    }
}

void FinishedPhones::add_packets_to(CaptureReport &last) const {
    last.packets += packets_;
    last.dissected += dissected_;
    if (first_time_) last.first_time = first_time_;
    if (!last.last_time) last.last_time = last_time_;
}

const PhoneReport *FinishedPhones::find(const std::string &key) const {
    const auto found = phones_.find(key);
    return found == phones_.end() ? nullptr : &found->second;
}

void FinishedPhones::add_to(CaptureReport &last) const {
    if (empty()) return;
    add_packets_to(last);
    last.strangers += strangers_;
    for (const Finding &notice : notices_) {
        if (!has_code(last.notices, notice.code)) last.notices.push_back(notice);
    }
    for (const auto &[key, phone] : phones_) {
        const auto again = std::find_if(last.phones.begin(), last.phones.end(),
                                        [&one = key](const PhoneReport &other) { return key_of(other) == one; });
        if (again == last.phones.end()) {
            last.phones.push_back(phone);
        } else if (!decides(*again) && decides(phone)) {
            *again = phone;
        }
    }
}

}  // namespace capf::watch
