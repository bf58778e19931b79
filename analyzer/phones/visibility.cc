// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/visibility.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "plugin/wire/time_units.h"

namespace capf::phones {
namespace {

// A capturing machine that loses frames does so while it is busy, for minutes rather than once.
constexpr std::int64_t kNear = 300 * wire::kNanosecondsPerSecond;

bool overlap(const Interval &a, const Interval &b) {
    return a.begin <= b.end && b.begin <= a.end;
}

bool both_heard(const Connection *connection) {
    const bool client = !connection->syns.empty() || connection->client_end() || connection->from_client.captured() > 0;
    return client && connection->server_heard();
}

bool only_one_direction(const Phone &phone) {
    for (const auto *list : {&phone.tvs, &phone.https, &phone.file_connections, &phone.signalling}) {
        if (std::any_of(list->begin(), list->end(), both_heard)) return false;
    }
    bool any = false;
    for (const CapfConnection &capf : phone.capf) {
        any = true;
        if (both_heard(capf.connection)) return false;
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

bool no_server_heard(const Phone &phone) {
    bool any = false;
    for (const auto *list : {&phone.file_connections, &phone.https, &phone.tvs}) {
        for (const Connection *connection : *list) {
            if (connection->server_heard()) return false;
            any |= connection->server_unheard();
        }
    }
    const bool answered = std::any_of(phone.transfers.begin(), phone.transfers.end(),
                                      [](const Transfer *transfer) { return transfer->answered.has_value(); });
    return any && !answered;
}

using Ports = std::set<std::pair<std::string, std::uint16_t>>;  // by the phone's address

// Ports of datagrams: TFTP, DNS, SIP.
Ports datagram_ports(const Phone &phone) {
    Ports ports;
    const auto add = [&](const dissection::Endpoint &client) { ports.emplace(client.address, client.port); };
    for (const Transfer *transfer : phone.transfers) {
        if (transfer->transport == "tftp") add(transfer->client);
    }
    for (const dissection::NameLookup &lookup : phone.lookups) add(lookup.source);
    for (const auto *answers : {&phone.registrations, &phone.refusals}) {
        for (const dissection::Registration &one : *answers) add(one.source);
    }
    for (const UnansweredRequest &one : phone.unanswered) add(one.request.source);
    for (const dissection::Alarm &alarm : phone.alarms) add(alarm.source);
    return ports;
}

// A phone takes one port after the other. Where it mostly does so, ports that are left out were of connections that the
// capture does not hold. Returns the first frames of the connections before and after them, in pairs.
std::vector<FrameTime> missing_connections(const Phone &phone, std::vector<const Connection *> connections) {
    constexpr std::size_t kEstablished = 2;
    constexpr int kLongestJump = 8;
    const Ports used = datagram_ports(phone);
    std::sort(connections.begin(), connections.end(),
              [](const Connection *a, const Connection *b) { return a->first.time < b->first.time; });
    std::size_t in_sequence = 0;
    std::vector<FrameTime> around;
    for (std::size_t i = 1; i < connections.size(); ++i) {
        const Connection &before = *connections[i - 1], &here = *connections[i];
        if (before.client.address != here.client.address) continue;
        const int step = here.client.port - before.client.port;
        if (step == 1) ++in_sequence;
        if (step <= 1 || step > kLongestJump) continue;
        int known = 0;
        for (int port = before.client.port + 1; port < here.client.port; ++port) {
            known += used.contains({here.client.address, static_cast<std::uint16_t>(port)}) ? 1 : 0;
        }
        if (known < step - 1) around.insert(around.end(), {before.first, here.first});
    }
    // Of a host that skips ports anyway, a gap tells nothing.
    const bool sequential = in_sequence >= kEstablished && around.size() <= 2 * in_sequence;
    return sequential ? around : std::vector<FrameTime>{};
}

}  // namespace

Visibility::Visibility(const Phone &phone, Recording recording) : recording_(std::move(recording)) {
    std::vector<const Connection *> connections;
    for (const CapfConnection &capf : phone.capf) connections.push_back(capf.connection);
    for (const auto *list : {&phone.tvs, &phone.https, &phone.file_connections}) {
        connections.insert(connections.end(), list->begin(), list->end());
    }
    for (const Connection *connection : connections) {
        const std::vector<Interval> more = connection->losses();
        losses_.insert(losses_.end(), more.begin(), more.end());
        if (!more.empty()) of_broken_flows_.push_back(connection->first);
    }
    // A phone asks for one file after the other. A connection whose beginning is missing, behind one that is whole, is
    // not one that was there before the capture.
    std::int64_t first_whole = std::numeric_limits<std::int64_t>::max();
    for (const Connection *connection : phone.file_connections) {
        if (connection->start_seen()) first_whole = std::min(first_whole, connection->first.time);
    }
    for (const Connection *connection : phone.file_connections) {
        if (connection->start_seen() || connection->first.time < first_whole) continue;
        losses_.push_back({connection->first.time, connection->first.time});
        of_broken_flows_.push_back(connection->first);
    }
    // Of signalling only the beginning and the end are looked at: what is not there was left out, not lost.
    connections.insert(connections.end(), phone.signalling.begin(), phone.signalling.end());
    around_missing_connections_ = missing_connections(phone, std::move(connections));
    for (std::size_t i = 1; i < around_missing_connections_.size(); i += 2) {
        losses_.push_back({around_missing_connections_[i - 1].time, around_missing_connections_[i].time});
    }
    for (const MissingPackets &missing : phone.missing_packets) {
        losses_.push_back(missing.when);
        of_broken_flows_.push_back(missing.next);
    }
    for (const Transfer *transfer : phone.transfers) {
        losses_.insert(losses_.end(), transfer->losses.begin(), transfer->losses.end());
        if (!transfer->losses.empty()) of_broken_flows_.push_back(transfer->asked);
    }
    std::sort(losses_.begin(), losses_.end(), [](const Interval &a, const Interval &b) { return a.begin < b.begin; });
    one_direction_ = only_one_direction(phone);
    only_phone_heard_ = no_server_heard(phone);
    cut_frames_ = phone.cut_frames;
}

Visibility Visibility::until(const FrameTime &end) const {
    Visibility part = *this;
    part.recording_.end = end;
    std::erase_if(part.losses_, [&](const Interval &loss) { return loss.begin > end.time; });
    return part;
}

std::int64_t Visibility::seconds_recorded_after(std::int64_t time) const {
    return std::max<std::int64_t>(0, recording_.end.time - time) / wire::kNanosecondsPerSecond;
}

std::vector<FrameTime> Visibility::frames_at_losses() const {
    std::vector<FrameTime> frames = around_missing_connections_;
    frames.insert(frames.end(), of_broken_flows_.begin(), of_broken_flows_.end());
    std::erase_if(frames, [&](const FrameTime &frame) { return frame.frame == 0 || frame.time > recording_.end.time; });
    return frames;
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

bool Visibility::lacks_of_client(const Connection &connection) {
    return connection.from_client.lost_in_capture();
}

bool Visibility::holds_all(const Connection &connection) {
    return connection.start_seen() && !connection.lost_in_capture();
}

}  // namespace capf::phones
