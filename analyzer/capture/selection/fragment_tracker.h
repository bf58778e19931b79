// SPDX-License-Identifier: GPL-2.0-or-later
// Later fragments share the fate of their datagram's first one, which has the ports.
#pragma once

#include <deque>
#include <unordered_map>
#include <vector>

#include "analyzer/capture/selection/empty_segments.h"

namespace capf::capture {

class FragmentTracker {
public:
    // What was decided about the first fragment. The later ones that came before it and now matter are returned; their
    // bytes live until the next call.
    std::vector<NumberedRecord> decided(const PacketHeaders &first, bool matters);
    // Whether a later fragment matters. One whose first fragment has not been seen is kept for decided().
    bool later(const PacketHeaders &headers, const Record &record, std::uint32_t number);

private:
    struct Key {
        IpAddress source, destination;
        std::uint32_t id = 0;
        std::uint8_t protocol = 0;
        friend bool operator==(const Key &, const Key &) = default;
    };
    struct HashFragment {
        std::size_t operator()(const Key &key) const {
            return hash_of(EndpointKey{key.source, key.protocol}) + mixed(key.id) +
                   hash_of(EndpointKey{key.destination});
        }
    };
    struct Waiting {
        Key key;
        NumberedRecord frame;
        std::vector<std::uint8_t> bytes;
    };
    static Key key_of(const PacketHeaders &headers);

    static constexpr std::size_t kDatagrams = 4096, kWaiting = 256;
    std::unordered_map<Key, bool, HashFragment> decisions_;
    std::deque<Key> order_;  // of decisions_, oldest first
    std::deque<Waiting> waiting_;
    std::vector<Waiting> released_;
};

}  // namespace capf::capture
