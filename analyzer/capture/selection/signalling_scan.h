// SPDX-License-Identifier: GPL-2.0-or-later
// Finds in signalling what says whether a phone has registered, and the alarms of phones, without dissecting a busy
// network's signalling.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "analyzer/capture/selection/flow_key.h"
#include "analyzer/capture/selection/tcp_segment.h"
#include "plugin/wire/signalling.h"

namespace capf::capture {

// A payload that begins with SIP's answer to a REGISTER, provisional ones included; or with an answer whose header goes
// on in the next segment before it says to what.
[[nodiscard]] bool is_sip_answer_to_register(const std::uint8_t *payload, std::uint32_t length);
// A payload that begins with such an answer, a REFER, or a REGISTER, which names its phone where several share an
// address.
[[nodiscard]] inline bool may_be_sip_of_interest(const std::uint8_t *payload, std::uint32_t length) {
    if (length < 8) return false;
    if (*payload == 'S') return is_sip_answer_to_register(payload, length);
    if (*payload != 'R') return false;
    const std::string_view text(reinterpret_cast<const char *>(payload), length);
    return text.starts_with("REFER ") || text.starts_with("REGISTER ");
}
// SCCP messages of which one tells of a registration, or is an alarm.
[[nodiscard]] bool may_be_sccp_of_interest(const std::uint8_t *payload, std::uint32_t length);

// A frame and its time, in nanoseconds since 1970.
struct SeenFrame {
    std::uint32_t frame = 0;
    std::int64_t time = 0;
};

// What frames that are not chosen said.
struct SignallingSeen {
    std::uint32_t frame = 0;
    std::int64_t time = 0;  // nanoseconds since 1970
    bool cut = false;
    bool udp = false;
    EndpointKey phone, server;
    wire::SignallingEvent event;
    std::vector<SeenFrame> earlier = {};  // segments that the message begins in, before `frame`

    [[nodiscard]] bool is_registration() const;       // one that succeeded
    [[nodiscard]] bool is_refusal_of_device() const;  // of one that said a phone's name
};

class SignallingScan {
public:
    // Of a phone that is known: reads the messages in a payload, with what an earlier segment left. True when a message
    // goes on in the next segment of the connection.
    bool read_segment(const PacketHeaders &headers, const RawSegment &segment, const Record &record,
                      std::uint32_t number, bool sccp);
    void read_datagram(const PacketHeaders &headers, wire::Bytes payload, const Record &record, std::uint32_t number);
    // Of a phone that shows nothing else so far only the first registration; and whether it is refused, which makes it
    // a phone to look at from then on.
    bool read_unknown(const PacketHeaders &headers, wire::Bytes payload, const Record &record, std::uint32_t number,
                      bool sccp);
    // Whether the segment may go on with a message of an earlier one.
    [[nodiscard]] bool awaits(const PacketHeaders &headers) const {
        return !partial_.empty() && partial_.contains({source_of(headers), destination_of(headers)});
    }
    // Those of the phones that turned out to be of interest, in the order of their frames.
    [[nodiscard]] std::vector<SignallingSeen> of(const Hosts &phones) const;
    void forget(const Hosts &phones);

private:
    static constexpr std::size_t kMost = 250'000, kRecent = 1024, kMostPartial = 4096, kLongest = 65'536,
                                 kMostSent = 16;  // requests and provisional answers of a call
    struct Direction {
        EndpointKey from, to;
        friend bool operator==(const Direction &, const Direction &) = default;
    };
    struct HashDirection {
        std::size_t operator()(const Direction &key) const { return mixed(hash_of(key.from)) + hash_of(key.to); }
    };
    struct Partial {
        std::uint32_t next = 0;  // sequence number
        std::vector<std::uint8_t> bytes;
        std::vector<SeenFrame> frames;  // of `bytes`
    };

    std::size_t read(const PacketHeaders &headers, wire::Bytes bytes, const Record &record, std::uint32_t number,
                     bool sccp, bool all_there_is, const std::vector<SeenFrame> &earlier = {});
    static SignallingSeen seen(const PacketHeaders &headers, const Record &record, std::uint32_t number,
                               wire::SignallingEvent event);

    wire::SignallingReader reader_;
    std::unordered_map<Direction, Partial, HashDirection> partial_;
    // By phone, and SIP's call or SCCP's connection: requests that have no final answer so far. Phones register again
    // and again: those that were answered tell no more than their answers.
    using Asked = std::pair<IpAddress, std::string>;
    struct HashAsked {
        std::size_t operator()(const Asked &key) const {
            return mixed(HashKey{}(key.first)) + std::hash<std::string>{}(key.second);
        }
    };
    void keep(SignallingSeen seen);

    wire::SignallingReader unknown_reader_;
    std::vector<SignallingSeen> known_;
    std::unordered_map<Asked, std::vector<SignallingSeen>, HashAsked> asked_;
    std::unordered_map<IpAddress, SignallingSeen, HashKey> first_;
    // Phones register again and again: those that are known to be in first_, without a search.
    std::vector<IpAddress> recent_ = std::vector<IpAddress>(kRecent);
};

}  // namespace capf::capture
