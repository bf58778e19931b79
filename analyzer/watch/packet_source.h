// SPDX-License-Identifier: GPL-2.0-or-later
// Where packets come from while they are watched: bytes of a capture file, which nobody looks into on this side.
#pragma once

#include <string>
#include <vector>

#include "analyzer/watch/feed_writer.h"

namespace capf::watch {

class PacketSource {
public:
    PacketSource() = default;
    virtual ~PacketSource() = default;
    PacketSource(const PacketSource &) = delete;
    PacketSource &operator=(const PacketSource &) = delete;

    // To be called once, by the process that is to have it. False, and why in problem(), when it cannot begin.
    [[nodiscard]] virtual bool start() { return true; }
    // What to wait for before the next pump(); empty: only time will tell.
    [[nodiscard]] virtual std::vector<int> descriptors() const = 0;
    // Hands on what is there; false once there will be nothing more, and the last part has been ended.
    virtual bool pump(FeedWriter &to) = 0;
    // Asks the source to come to its end, which pump() will then reach soon.
    virtual void stop() = 0;
    // Why it failed, after start() or pump() gave false; empty when it did not.
    [[nodiscard]] const std::string &problem() const { return problem_; }

protected:
    std::string problem_;
};

}  // namespace capf::watch
