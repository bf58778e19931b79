// SPDX-License-Identifier: GPL-2.0-or-later
// Standard input as a source of packets: `ssh host tcpdump -U -w - | capfcheck watch -`.
#pragma once

#include <chrono>
#include <optional>

#include "analyzer/watch/packet_copy.h"
#include "analyzer/watch/packet_source.h"

namespace capf::watch {

class PipeSource : public PacketSource {
public:
    // `copy` gets all bytes, and may be null. Both stay the caller's.
    PipeSource(int descriptor, PacketCopy *copy) : descriptor_(descriptor), copy_(copy) {}
    [[nodiscard]] std::vector<int> descriptors() const override {
        return ended_at_ ? std::vector<int>() : std::vector<int>{descriptor_};
    }
    bool pump(FeedWriter &to) override;
    void stop() override { stopped_ = true; }

private:
    // At the end of the pipe: whether it is time to say so.
    [[nodiscard]] bool end();

    int descriptor_;
    PacketCopy *copy_;
    std::optional<std::chrono::steady_clock::time_point> ended_at_;
    bool started_part_ = false, stopped_ = false;
};

}  // namespace capf::watch
