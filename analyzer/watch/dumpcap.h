// SPDX-License-Identifier: GPL-2.0-or-later
// dumpcap as a source of packets: it has the rights to capture, by its group or its capabilities, and we have none.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include "analyzer/watch/packet_copy.h"
#include "analyzer/watch/packet_source.h"

namespace capf::watch {

class Dumpcap : public PacketSource {
public:
    // `copy` gets all bytes; it may be null, and stays the caller's.
    Dumpcap(std::string interface, std::string filter, PacketCopy *copy)
        : interface_(std::move(interface)), filter_(std::move(filter)), copy_(copy) {}
    ~Dumpcap() override;
    // Starts it, looked for in PATH. False, and why in problem().
    [[nodiscard]] bool start() override;

    [[nodiscard]] std::vector<int> descriptors() const override;
    bool pump(FeedWriter &to) override;
    // As Ctrl-C does: it writes what it still has, and how many packets it lost.
    void stop() override;

private:
    bool read_packets(FeedWriter &to);
    void read_messages();
    void finish(FeedWriter &to);

    std::string interface_, filter_;
    PacketCopy *copy_;
    pid_t process_ = -1;
    int packets_ = -1, messages_ = -1;  // what it writes
    std::string said_;
    std::chrono::steady_clock::time_point heard_at_;  // since it was asked to end
    bool started_part_ = false, stopped_ = false;
};

// What dumpcap says at its end: "Packets received/dropped on interface 'eth0': 5/2 (…)". All that were dropped, 0 where
// it says nothing.
[[nodiscard]] std::uint64_t dropped_packets(const std::string &messages);

}  // namespace capf::watch
