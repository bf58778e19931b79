// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/signalling_streams.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "analyzer/dissection/sequence_distance.h"
#include "analyzer/dissection/tree_reader.h"
#include "plugin/wire/ports.h"

namespace capf::dissection {
namespace {

constexpr std::size_t kMostDirections = 100'000;
constexpr std::size_t kMostEarly = 64;           // segments behind a gap
constexpr std::size_t kLongestMessage = 65'536;  // bytes

bool is_port_of(const Seen &frame, std::uint16_t port) {
    return frame.source.port == port || frame.destination.port == port;
}

// A message at the beginning of `bytes`: how long it is, 0 where there is none, and what it says. Nothing while the
// rest of it is to come.
struct Message {
    std::size_t size = 0;
    std::optional<wire::SignallingEvent> event;
};

std::optional<Message> next_message(wire::Bytes bytes, const Seen &frame, wire::SignallingReader &reader) {
    if (is_port_of(frame, wire::kSccpPort)) {
        const auto message = wire::parse_sccp(bytes);
        if (!message) return Message{};
        if (!message->whole) return std::nullopt;
        return Message{message->size, reader.read(*message, frame.stream)};
    }
    const auto message = wire::parse_sip({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
    if (!message) return Message{};
    if (!message->whole) return std::nullopt;
    return Message{message->size, reader.read(*message)};
}

}  // namespace

SignallingStreams::Direction *SignallingStreams::direction(std::uint32_t stream, std::uint16_t source_port, bool make) {
    const auto found = directions_.find({stream, source_port});
    if (found != directions_.end()) return &found->second;
    return make && directions_.size() < kMostDirections ? &directions_[{stream, source_port}] : nullptr;
}

void SignallingStreams::take(Direction &direction, const Segment &segment, Reading &reading) {
    Bytes &bytes = direction.bytes;
    if (segment.sequence != direction.next) bytes.clear();  // the rest of that message is lost
    direction.next = segment.sequence + segment.length;
    bytes.insert(bytes.end(), segment.bytes.begin(), segment.bytes.end());
    std::size_t done = 0;
    while (done < bytes.size()) {
        auto message = next_message(wire::Bytes(bytes).subspan(done), segment.frame, reading.reader);
        if (!message) break;
        done = message->size == 0 ? bytes.size() : done + message->size;  // without one: the middle of something
        if (!message->event) continue;
        Seen seen = segment.frame;
        if (message->event->from_server) std::swap(seen.source, seen.destination);
        reading.out.push_back(observation_of(*message->event, seen, "TCP"));
    }
    bytes.erase(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(done));
    if (bytes.size() > kLongestMessage) bytes.clear();
}

// What is missing before `direction.early` does not come any more.
void SignallingStreams::lose(Direction &direction, Reading &reading) {
    direction.broken = true;
    for (const Segment &one : std::exchange(direction.early, {})) take(direction, one, reading);
}

// The other side has all bytes before `number`.
void SignallingStreams::acknowledged(Direction &direction, std::uint32_t number, Reading &reading) {
    if (!direction.early.empty() && distance(direction.early.front().sequence, number) > 0) lose(direction, reading);
}

void SignallingStreams::keep(Direction &direction, Segment segment) {
    const auto behind = std::upper_bound(
        direction.early.begin(), direction.early.end(), segment,
        [](const Segment &one, const Segment &other) { return distance(one.sequence, other.sequence) > 0; });
    direction.early.insert(behind, std::move(segment));
}

void SignallingStreams::sent(Direction &direction, const TcpSegment &segment, const Seen &frame, Reading &reading) {
    if (!direction.begun || (segment.flags & kTcpSyn) != 0) {
        direction = {};
        direction.begun = true;
        direction.next = segment.sequence + ((segment.flags & kTcpSyn) != 0 ? 1 : segment.length);
        return;
    }
    const std::uint32_t end = segment.sequence + segment.length;
    const std::int32_t ahead = distance(direction.next, segment.sequence);
    if (segment.length == 0 || distance(direction.next, end) <= 0) return;  // sent again
    if (ahead > 0 && !direction.broken) {
        keep(direction, {segment.sequence, segment.length, segment.bytes, frame});
        if (direction.early.size() > kMostEarly) lose(direction, reading);
        return;
    }
    if (direction.broken) {
        // Of what was sent before, only what is new.
        const auto old = static_cast<std::size_t>(ahead < 0 ? -ahead : 0);
        const Bytes bytes(segment.bytes.begin() + static_cast<std::ptrdiff_t>(std::min(old, segment.bytes.size())),
                          segment.bytes.end());
        const auto begin = static_cast<std::uint32_t>(segment.sequence + old);
        return take(direction, {begin, end - begin, bytes, frame}, reading);
    }
    direction.next = end;
    // What came early and is in its place now is Wireshark's to show.
    while (!direction.early.empty() && distance(direction.next, direction.early.front().sequence) <= 0) {
        const Segment &filled = direction.early.front();
        if (distance(direction.next, filled.sequence + filled.length) > 0)
            direction.next = filled.sequence + filled.length;
        direction.early.erase(direction.early.begin());
    }
}

std::vector<Observation> SignallingStreams::finish(wire::SignallingReader &reader) {
    Reading reading{reader, {}};
    for (auto &[side, direction] : directions_) {
        if (!direction.early.empty()) lose(direction, reading);
    }
    return std::move(reading.out);
}

std::vector<Observation> SignallingStreams::read(const TcpSegment &segment, const Seen &frame,
                                                 wire::SignallingReader &reader) {
    if (!is_port_of(frame, wire::kSipPort) && !is_port_of(frame, wire::kSccpPort)) return {};
    Reading reading{reader, {}};
    if (Direction *other = direction(frame.stream, frame.destination.port, false);
        other != nullptr && (segment.flags & kTcpAck) != 0) {
        acknowledged(*other, segment.acknowledgement, reading);
    }
    const bool says_something = segment.length > 0 || (segment.flags & kTcpSyn) != 0;
    if (Direction *own = says_something ? direction(frame.stream, frame.source.port, true) : nullptr) {
        sent(*own, segment, frame, reading);
    }
    return std::move(reading.out);
}

}  // namespace capf::dissection
