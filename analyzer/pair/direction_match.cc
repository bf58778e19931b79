// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/direction_match.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace capf::pair {
namespace {

constexpr std::int64_t kNear = 500'000'000;  // nanoseconds: a packet and its copy, the offset taken off
// Nobody takes a packet for lost sooner, and a frame that is captured twice is so within less.
constexpr std::int64_t kSoonestRepetition = 20'000'000;  // nanoseconds

std::vector<const Packet *> of_direction(const Flow &flow, bool from_client) {
    std::vector<const Packet *> packets;
    for (const Packet &packet : flow.packets) {
        if (packet.from_client == from_client) packets.push_back(&packet);
    }
    return packets;
}

bool is_before(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(b - a) > 0;
}

// Which bytes of a direction a capture holds.
class Coverage {
public:
    explicit Coverage(const std::vector<const Packet *> &packets) {
        for (const Packet *packet : packets) {
            if (!packet->has_payload()) continue;
            if (ranges_.empty()) base_ = packet->sequence;
            const std::int64_t begin = from_base(packet->sequence);
            ranges_.emplace_back(begin, begin + packet->payload.length);
        }
        std::sort(ranges_.begin(), ranges_.end());
        std::vector<std::pair<std::int64_t, std::int64_t>> joined;
        for (const auto &range : ranges_) {
            if (joined.empty() || range.first > joined.back().second) {
                joined.push_back(range);
            } else {
                joined.back().second = std::max(joined.back().second, range.second);
            }
        }
        ranges_ = std::move(joined);
    }

    [[nodiscard]] bool holds(std::uint32_t sequence, std::uint32_t length) const {
        const std::int64_t begin = from_base(sequence);
        const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), begin,
                                            [](std::int64_t at, const auto &range) { return at < range.first; });
        return after != ranges_.begin() && std::prev(after)->second >= begin + length;
    }

private:
    // Within half of the sequence space of the first packet, which is more than a capture of a phone's files holds.
    [[nodiscard]] std::int64_t from_base(std::uint32_t sequence) const {
        return static_cast<std::int32_t>(sequence - base_);
    }

    std::uint32_t base_ = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges_;  // apart from each other, in order
};

class DirectionMatcher {
public:
    DirectionMatcher(const FlowPair &pair, bool from_client, const ClockOffset &clock)
        : tcp_(pair.phone->tcp),
          clock_(clock),
          sender_is_phone_(from_client),
          sent_(of_direction(from_client ? *pair.phone : *pair.cucm, from_client)),
          received_(of_direction(from_client ? *pair.cucm : *pair.phone, from_client)),
          sent_bytes_(sent_),
          received_bytes_(received_) {
        // Who receives acknowledges, in either capture.
        acknowledged_[0] = from_client ? pair.phone->acknowledged_by_server : pair.cucm->acknowledged_by_client;
        acknowledged_[1] = from_client ? pair.cucm->acknowledged_by_server : pair.phone->acknowledged_by_client;
    }

    DirectionMatch run() {
        find_shift();
        match_alike();
        if (nothing_carried_over()) {
            all_changed();
            return std::move(result_);
        }
        for (std::size_t i = 0; i < sent_.size(); ++i) sent_alone(i);
        for (std::size_t i = 0; i < received_.size(); ++i) received_alone(i);
        return std::move(result_);
    }

private:
    // What is added to a sent sequence number on the way: what most of the equal payloads say, else the SYNs.
    void find_shift() {
        if (!tcp_) return;
        std::map<std::pair<std::uint32_t, std::uint64_t>, std::vector<std::uint32_t>> by_content;
        for (const Packet *packet : received_) {
            if (packet->has_payload() && packet->payload.head != 0) {
                by_content[{packet->payload.length, packet->payload.head}].push_back(packet->sequence);
            }
        }
        std::map<std::uint32_t, std::size_t> votes;
        for (const Packet *packet : sent_) {
            const auto found = by_content.find({packet->payload.length, packet->payload.head});
            if (found == by_content.end()) continue;
            for (const std::uint32_t sequence : found->second) ++votes[sequence - packet->sequence];
        }
        std::size_t most = 0;
        for (const auto &[shift, count] : votes) {
            if (count > most) {
                most = count;
                shift_ = shift;
            }
        }
        same_content_ = most;
        if (!shift_) shift_ = shift_of_syns();
    }

    [[nodiscard]] std::optional<std::uint32_t> shift_of_syns() const {
        const auto is_syn = [](const Packet *packet) { return packet->is_syn(); };
        const auto here = std::find_if(sent_.begin(), sent_.end(), is_syn);
        const auto there = std::find_if(received_.begin(), received_.end(), is_syn);
        if (here == sent_.end() || there == received_.end()) return std::nullopt;
        return (*there)->sequence - (*here)->sequence;
    }

    // By how much the copy is away from where it should be in time.
    [[nodiscard]] std::int64_t off(const Packet &sent, const Packet &received) const {
        return sender_is_phone_ ? received.at.time - clock_.to_cucm(sent.at.time)
                                : sent.at.time - clock_.to_cucm(received.at.time);
    }

    [[nodiscard]] bool alike(const Packet &sent, const Packet &received) const {
        if (!tcp_) {
            return sent.tftp_opcode == received.tftp_opcode && sent.tftp_block == received.tftp_block &&
                   sent.payload.length == received.payload.length;
        }
        if (sent.is_syn() != received.is_syn() || sent.is_reset() != received.is_reset() ||
            sent.payload.length != received.payload.length) {
            return false;
        }
        if (sent.is_syn() || sent.is_reset()) return true;
        if (!sent.has_payload() && sent.is_fin() != received.is_fin()) return false;
        return shift_ ? sent.sequence + *shift_ == received.sequence : sent.payload.head == received.payload.head;
    }

    // The nearest in time first, so that of several repetitions the right one is missing.
    void match_alike() {
        std::vector<std::tuple<std::int64_t, std::size_t, std::size_t>> candidates;
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            for (std::size_t j = first_near(*sent_[i]); j < received_.size(); ++j) {
                const std::int64_t away = off(*sent_[i], *received_[j]);
                if (std::abs(away) > kNear) {
                    if (is_late(*sent_[i], *received_[j])) break;
                    continue;
                }
                if (alike(*sent_[i], *received_[j])) candidates.emplace_back(std::abs(away), i, j);
            }
        }
        std::sort(candidates.begin(), candidates.end());
        partner_of_sent_.assign(sent_.size(), std::nullopt);
        partner_of_received_.assign(received_.size(), std::nullopt);
        for (const auto &[away, i, j] : candidates) {
            if (partner_of_sent_[i] || partner_of_received_[j]) continue;
            partner_of_sent_[i] = j;
            partner_of_received_[j] = i;
            note(arrived_, *sent_[i]);
            note(known_to_sender_, *received_[j]);
        }
    }

    // Packets of a flow are in the order of their time, so only a window of them has to be looked at.
    [[nodiscard]] std::size_t first_near(const Packet &sent) const {
        const auto first = std::partition_point(received_.begin(), received_.end(), [&](const Packet *packet) {
            return std::abs(off(sent, *packet)) > kNear && !is_late(sent, *packet);
        });
        return static_cast<std::size_t>(first - received_.begin());
    }
    [[nodiscard]] bool is_late(const Packet &sent, const Packet &received) const {
        return sender_is_phone_ ? off(sent, received) > kNear : off(sent, received) < -kNear;
    }

    [[nodiscard]] bool nothing_carried_over() const {
        const auto carries = [](const Packet *packet) { return packet->has_payload() && packet->payload.head != 0; };
        return tcp_ && same_content_ == 0 && std::any_of(sent_.begin(), sent_.end(), carries) &&
               std::any_of(received_.begin(), received_.end(), carries);
    }

    // Not one payload is the same: something in between ends the connection and makes its own.
    void all_changed() {
        const auto carries = [](const Packet *packet) { return packet->has_payload(); };
        result_.changed.push_back({*std::find_if(sent_.begin(), sent_.end(), carries),
                                   *std::find_if(received_.begin(), received_.end(), carries)});
    }

    void sent_alone(std::size_t i) {
        const Packet &packet = *sent_[i];
        if (partner_of_sent_[i]) {
            const Packet &copy = *received_[*partner_of_sent_[i]];
            if (differs(packet.payload, copy.payload)) result_.changed.push_back({&packet, &copy});
            return;
        }
        const bool repeated = arrived_.contains(repetition_of(packet));
        // Cut or joined anew, by network cards that do it (offload) or by a proxy.
        const bool covered =
            shift_ && packet.has_payload() && received_bytes_.holds(packet.sequence + *shift_, packet.payload.length);
        if (!repeated && covered) return;
        result_.sender_only.push_back(
            {&packet, repeated, is_later(arrived_, packet), !repeated && is_acknowledged(packet)});
    }

    void received_alone(std::size_t j) {
        if (partner_of_received_[j]) return;
        const Packet &packet = *received_[j];
        if (is_later(known_to_sender_, packet)) result_.repeated_at_receiver.push_back(&packet);
        if (shift_ && packet.has_payload() && sent_bytes_.holds(packet.sequence - *shift_, packet.payload.length))
            return;
        result_.receiver_only.push_back({&packet, false, false, false});
    }

    // Where one capture cut the frame, only the head can be compared.
    static bool differs(const PayloadPrint &a, const PayloadPrint &b) {
        if (a.whole != 0 && b.whole != 0) return a.whole != b.whole;
        return a.head != 0 && b.head != 0 && a.head != b.head;
    }

    // What a repetition has in common with the packet that it repeats.
    using Repetition = std::tuple<bool, bool, std::uint32_t, std::uint32_t, std::uint16_t, std::uint32_t>;
    static Repetition repetition_of(const Packet &packet) {
        return {packet.is_syn(),       packet.is_reset(),  packet.sequence,
                packet.payload.length, packet.tftp_opcode, packet.tftp_block};
    }

    // When each was last seen, by the clock of its capture.
    using Repetitions = std::map<Repetition, std::int64_t>;
    static void note(Repetitions &seen, const Packet &packet) {
        std::int64_t &time = seen.try_emplace(repetition_of(packet), packet.at.time).first->second;
        time = std::max(time, packet.at.time);
    }
    [[nodiscard]] static bool is_later(const Repetitions &seen, const Packet &packet) {
        const auto found = seen.find(repetition_of(packet));
        return found != seen.end() && found->second - packet.at.time >= kSoonestRepetition;
    }

    [[nodiscard]] bool is_acknowledged(const Packet &packet) const {
        if (!tcp_ || packet.is_reset()) return false;
        const std::uint32_t end =
            packet.sequence + packet.payload.length + (packet.is_syn() || packet.is_fin() ? 1 : 0);
        const auto reaches = [&](const std::optional<std::uint32_t> &acknowledged, std::uint32_t wanted) {
            return acknowledged && !is_before(*acknowledged, wanted);
        };
        return reaches(acknowledged_[0], end) || (shift_ && reaches(acknowledged_[1], end + *shift_));
    }

    bool tcp_;
    const ClockOffset &clock_;
    bool sender_is_phone_;
    std::vector<const Packet *> sent_, received_;
    Coverage sent_bytes_, received_bytes_;
    Repetitions arrived_;                           // what is in both captures, in the sender's sequence numbers
    Repetitions known_to_sender_;                   // the same, in the receiver's
    std::optional<std::uint32_t> acknowledged_[2];  // by the receiver, in the sender's capture and in its own
    std::optional<std::uint32_t> shift_;
    std::size_t same_content_ = 0;
    std::vector<std::optional<std::size_t>> partner_of_sent_, partner_of_received_;
    DirectionMatch result_;
};

}  // namespace

DirectionMatch match_direction(const FlowPair &pair, bool from_client, const ClockOffset &clock) {
    return DirectionMatcher(pair, from_client, clock).run();
}

}  // namespace capf::pair
