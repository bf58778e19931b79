// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/visibility.h"

#include <algorithm>
#include <utility>

#include "plugin/wire/time_units.h"

namespace capf::phones {
namespace {

// A capturing machine that loses frames does so while it is busy, for minutes rather than once.
constexpr std::int64_t kNear = 300 * wire::kNanosecondsPerSecond;

bool overlap(const Interval &a, const Interval &b) {
    return a.begin <= b.end && b.begin <= a.end;
}

void add_losses(const Connection &connection, std::vector<Interval> &losses) {
    const std::vector<Interval> more = connection.losses();
    losses.insert(losses.end(), more.begin(), more.end());
}

bool only_one_direction(const Phone &phone) {
    bool any = false;
    for (const CapfConnection &capf : phone.capf) {
        const Connection &connection = *capf.connection;
        any = true;
        const bool from_server = !connection.syn_acks.empty() || connection.server_reset || connection.server_fin ||
                                 connection.from_server.captured() > 0;
        const bool from_client = !connection.syns.empty() || connection.from_client.captured() > 0;
        if (from_server && from_client) return false;
    }
    const bool files_answered = std::any_of(
        phone.transfers.begin(), phone.transfers.end(),
        [](const Transfer *transfer) { return transfer->answered.has_value() && transfer->asked.frame != 0; });
    // Answers alone: nothing that this phone said was captured.
    const bool no_request =
        !phone.transfers.empty() && std::all_of(phone.transfers.begin(), phone.transfers.end(),
                                                [](const Transfer *transfer) { return transfer->asked.frame == 0; });
    return (any || no_request) && !files_answered;
}

// A port that the phone took for a connection, or for datagrams.
struct PortUse {
    std::int64_t time = 0;
    const dissection::Endpoint *client = nullptr;
};

// A phone takes one port after the other. Where it has done so for a while, ports that are left out were of connections
// that the capture does not hold.
void add_missing_connections(std::vector<PortUse> uses, std::vector<Interval> &losses) {
    constexpr int kEstablished = 2;
    constexpr int kLongestJump = 8;
    std::sort(uses.begin(), uses.end(), [](const PortUse &a, const PortUse &b) { return a.time < b.time; });
    int in_sequence = 0;
    for (std::size_t i = 1; i < uses.size(); ++i) {
        const PortUse &before = uses[i - 1], &here = uses[i];
        const int step = here.client->port - before.client->port;
        if (before.client->address != here.client->address) continue;
        if (step == 1) ++in_sequence;
        if (step > 1 && step <= kLongestJump && in_sequence >= kEstablished) {
            losses.push_back({before.time, here.time});
        }
    }
}

// Of datagrams: TFTP, DNS, SIP.
void add_datagrams(const Phone &phone, std::vector<PortUse> &uses) {
    for (const Transfer *transfer : phone.transfers) {
        if (transfer->transport == "tftp") uses.push_back({transfer->asked.time, &transfer->client});
    }
    for (const dissection::NameLookup &lookup : phone.lookups) uses.push_back({lookup.at.time, &lookup.source});
    for (const auto *answers : {&phone.registrations, &phone.refusals}) {
        for (const dissection::Registration &one : *answers) uses.push_back({one.at.time, &one.source});
    }
    for (const dissection::Alarm &alarm : phone.alarms) uses.push_back({alarm.at.time, &alarm.source});
}

}  // namespace

Visibility::Visibility(const Phone &phone, Recording recording) : recording_(std::move(recording)) {
    std::vector<const Connection *> connections;
    for (const CapfConnection &capf : phone.capf) connections.push_back(capf.connection);
    for (const auto *list : {&phone.tvs, &phone.https, &phone.file_connections}) {
        connections.insert(connections.end(), list->begin(), list->end());
    }
    for (const Connection *connection : connections) add_losses(*connection, losses_);
    // Of signalling only the beginning and the end are looked at: what is not there was left out, not lost.
    connections.insert(connections.end(), phone.signalling.begin(), phone.signalling.end());
    std::vector<PortUse> uses;
    uses.reserve(connections.size());
    for (const Connection *connection : connections) uses.push_back({connection->first.time, &connection->client});
    add_datagrams(phone, uses);
    add_missing_connections(std::move(uses), losses_);
    for (const Transfer *transfer : phone.transfers) {
        losses_.insert(losses_.end(), transfer->losses.begin(), transfer->losses.end());
    }
    std::sort(losses_.begin(), losses_.end(), [](const Interval &a, const Interval &b) { return a.begin < b.begin; });
    one_direction_ = only_one_direction(phone);
    cut_frames_ = phone.cut_frames;
}

Visibility Visibility::until(const FrameTime &end) const {
    Visibility part = *this;
    part.recording_.end = end;
    std::erase_if(part.losses_, [&](const Interval &loss) { return loss.begin > end.time; });
    return part;
}

bool Visibility::may_have_missed(const Interval &when) const {
    if (one_direction_ || when.begin < recording_.begin.time || when.end > recording_.end.time) return true;
    const Interval near{when.begin - kNear, when.end + kNear};
    const auto hit = [](const Interval &span) { return [&span](const Interval &one) { return overlap(one, span); }; };
    return std::any_of(losses_.begin(), losses_.end(), hit(near)) ||
           std::any_of(recording_.silences.begin(), recording_.silences.end(), hit(when));
}

bool Visibility::may_have_missed_anything() const {
    return may_have_missed({recording_.begin.time, recording_.end.time});
}

Shown Visibility::shown(bool present, const Interval &when) const {
    if (present) return Shown::present;
    return may_have_missed(when) ? Shown::unknown : Shown::absent;
}

bool Visibility::shows_nothing_for(std::int64_t nanoseconds, std::int64_t since) const {
    return shown(false, {since, since + nanoseconds}) == Shown::absent;
}

std::int64_t Visibility::shows_nothing_since(std::int64_t since) const {
    const std::int64_t end = recording_.end.time;
    return since < end && shown(false, {since, end}) == Shown::absent ? end - since : 0;
}

bool Visibility::holds_all(const Connection &connection) {
    return connection.start_seen() && !connection.lost_in_capture();
}

}  // namespace capf::phones
