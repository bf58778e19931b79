// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/tvs_sessions.h"

namespace capf::logs {
namespace {

constexpr std::size_t kMost = 4096;  // numbers of file descriptors, which are used again

}  // namespace

void TvsSessions::open(const std::string &session, std::string_view address) {
    if (addresses_.size() >= kMost && !addresses_.contains(session)) addresses_.clear();
    addresses_[session] = address;
    requests_.erase(session);
}

void TvsSessions::begin_request(const std::string &session) {
    if (requests_.size() >= kMost) requests_.clear();
    requests_.insert(session);
}

void TvsSessions::end_request(const std::string &session) {
    requests_.erase(session);
}

std::string TvsSessions::only_open() const {
    return requests_.size() == 1 ? *requests_.begin() : std::string();
}

std::string_view TvsSessions::address_of(const std::string &session) const {
    const auto found = addresses_.find(session);
    return found == addresses_.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace capf::logs
