// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/signalling_streams.h"

#include <optional>
#include <string_view>

#include "analyzer/dissection/tree_reader.h"
#include "plugin/wire/ports.h"

namespace capf::dissection {
namespace {

constexpr std::size_t kMostDirections = 100'000;
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

void SignallingStreams::take(Direction &direction, const Seen &frame, wire::SignallingReader &reader,
                             std::vector<Observation> &out) {
    std::vector<FrameTime> begun = direction.frames;
    direction.frames.push_back(frame.at);
    std::size_t done = 0;
    while (done < direction.bytes.size()) {
        const auto message = next_message(wire::Bytes(direction.bytes).subspan(done), frame, reader);
        if (!message) break;
        if (message->size == 0) {  // the middle of something
            done = direction.bytes.size();
            break;
        }
        done += message->size;
        direction.frames = {frame.at};
        if (!message->event) continue;
        Seen seen = frame;
        if (message->event->from_server) std::swap(seen.source, seen.destination);
        Observation observation = observation_of(*message->event, seen, "TCP");
        if (auto *answer = std::get_if<Registration>(&observation)) answer->earlier = begun;
        out.push_back(std::move(observation));
        begun.clear();
    }
    direction.bytes.erase(direction.bytes.begin(), direction.bytes.begin() + static_cast<std::ptrdiff_t>(done));
    if (direction.bytes.empty() || direction.bytes.size() > kLongestMessage) {
        direction.bytes.clear();
        direction.frames.clear();
    }
}

std::vector<Observation> SignallingStreams::read(const TcpSegment &segment, const Seen &frame,
                                                 wire::SignallingReader &reader) {
    std::vector<Observation> out;
    const bool opens = (segment.flags & kTcpSyn) != 0;
    if (segment.length == 0 && !opens) return out;
    if (!is_port_of(frame, wire::kSipPort) && !is_port_of(frame, wire::kSccpPort)) return out;
    const auto key = std::make_pair(frame.stream, frame.source.port);
    const auto found = directions_.find(key);
    if (found == directions_.end() && directions_.size() >= kMostDirections) return out;
    Direction &direction = directions_[key];
    if (opens) {
        direction = {};
        direction.next = segment.sequence + 1;
        return out;
    }
    const bool first = found == directions_.end();
    const auto ahead = static_cast<std::int32_t>(segment.sequence - direction.next);
    if (!first && ahead < 0) return out;  // sent again
    if (!first && ahead > 0) {
        direction.broken = true;
        direction.bytes.clear();
        direction.frames.clear();
    }
    direction.next = segment.sequence + segment.length;
    if (!direction.broken) return out;
    direction.bytes.insert(direction.bytes.end(), segment.bytes.begin(), segment.bytes.end());
    take(direction, frame, reader, out);
    return out;
}

}  // namespace capf::dissection
