// SPDX-License-Identifier: GPL-2.0-or-later
// The process that has the packets' source, and the terminal. It looks into no packet.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "analyzer/watch/control.h"
#include "analyzer/watch/feed.h"
#include "analyzer/watch/feed_writer.h"
#include "analyzer/watch/key_files.h"
#include "analyzer/watch/packet_source.h"

namespace capf::watch {

// What is shown meanwhile, where there is a terminal.
class Display {
public:
    Display() = default;
    virtual ~Display() = default;
    Display(const Display &) = delete;
    Display &operator=(const Display &) = delete;

    [[nodiscard]] virtual int descriptor() const = 0;  // of the keyboard
    virtual void take(const ControlMessage &message) = 0;
    // The phone that is to be shown as `check` shows it.
    [[nodiscard]] virtual OpenedPhone opened() const = 0;
    // Keys that were typed; false when the user wants to end.
    virtual bool read_keys() = 0;
    // The time has gone on, or the terminal's size has changed.
    virtual void refresh() = 0;
    virtual void leave() = 0;
    // Leaves it for a while; resume() takes it again.
    virtual void suspend() = 0;
    virtual void resume() = 0;
};

// A pipe that does not block, for numbers of signals: whichever process gets one that asks for the end writes it to
// `in`, and the feeder reads it from `out`.
struct SignalPipe {
    int out = -1, in = -1;
};

struct FeederSetup {
    int feed = -1, control = -1;  // descriptors; they become the feeder's
    SignalPipe signals;
    PacketSource *source = nullptr;  // not started yet
    KeyFiles keys;
    std::optional<std::chrono::milliseconds> duration;  // --for
    Display *display = nullptr;                         // may be null
    int output = -1;  // a pipe or socket that the other side writes to: once nobody reads it any more, all ends
};

// Starts the source and feeds until it ends, the other side, the user or a signal (SIGINT, SIGTERM, SIGHUP) wants to
// end, the terminal or who reads the output has gone, or the time is over; then leaves the display. With a display,
// SIGTSTP stops the process group, whose others are to ignore it, once the display is left. True when the source ended
// well; else the feed has told why.
[[nodiscard]] bool run_feeder(const FeederSetup &setup);

}  // namespace capf::watch
