// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/feeder.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <vector>

#include "analyzer/watch/followed_file.h"

namespace capf::watch {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kRefreshEvery{1000}, kKeysEvery{200};

int to_ourselves = -1;

void note_signal(int signal) {
    const int before = errno;
    const char which = static_cast<char>(signal);
    [[maybe_unused]] const ssize_t written = write(to_ourselves, &which, 1);
    errno = before;
}

void catch_signals(std::initializer_list<int> signals) {
    for (const int signal : signals) {
        struct sigaction action {};
        sigaction(signal, nullptr, &action);
        if (action.sa_handler == SIG_IGN) continue;  // as under nohup
        action = {};
        action.sa_handler = note_signal;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, nullptr);
    }
}

class Feeder {
public:
    explicit Feeder(const FeederSetup &setup)
        : source_(*setup.source),
          display_(setup.display),
          feed_(setup.feed),
          control_(setup.control),
          output_(setup.output),
          signals_(setup.signals.out),
          keys_(setup.keys) {
        if (setup.duration) deadline_ = Clock::now() + *setup.duration;
        fcntl(control_, F_SETFL, fcntl(control_, F_GETFL) | O_NONBLOCK);
        std::signal(SIGPIPE, SIG_IGN);
        to_ourselves = setup.signals.in;
        catch_signals({SIGINT, SIGTERM, SIGHUP});
        if (display_ != nullptr) catch_signals({SIGTSTP, SIGCONT});
    }

    bool run() {
        if (!source_.start()) end_source();
        for (turn(); !is_over(); turn()) wait();
        if (display_ != nullptr) display_->leave();
        return source_.problem().empty();
    }

private:
    // All that can be done without waiting.
    void turn() {
        feed_.flush();
        if (feed_.descriptor() < 0 && !source_ended_) stop();  // nobody reads any more
        read_signals();
        read_control();
        if (display_ != nullptr && !display_->read_keys()) stop();
        if (deadline_ && Clock::now() >= *deadline_) stop();
        if (display_ != nullptr && display_->opened() != opened_) {
            opened_ = display_->opened();
            feed_.send(FeedKind::opened, to_message(opened_));
        }
        keys_when_due();
        if (!source_ended_ && !feed_.is_full() && !source_.pump(feed_)) end_source();
        if (display_ != nullptr) display_->refresh();
        if (source_ended_ && !feed_.has_pending()) feed_.close();
    }

    void end_source() {
        source_ended_ = true;
        if (!source_.problem().empty()) feed_.send(FeedKind::failed, source_.problem());
    }

    // Without a display nothing is left to do once all was fed.
    [[nodiscard]] bool is_over() const {
        if (control_ended_ && (source_ended_ || feed_.descriptor() < 0)) return true;
        return source_ended_ && feed_.descriptor() < 0 && (display_ == nullptr || control_ended_ || may_leave_);
    }

    void stop() {
        deadline_.reset();
        source_.stop();
    }

    [[nodiscard]] milliseconds patience(bool follows) const {
        milliseconds longest = display_ != nullptr ? kRefreshEvery : milliseconds(60'000);
        if (!source_ended_) longest = std::min(longest, follows ? kFollowEvery : kKeysEvery);
        if (!deadline_) return longest;
        const auto left = std::chrono::ceil<milliseconds>(*deadline_ - Clock::now());
        return std::clamp(left, milliseconds(0), longest);
    }

    void wait() {
        std::vector<pollfd> all{{signals_, POLLIN, 0}};
        if (!control_ended_) all.push_back({control_, POLLIN, 0});
        if (display_ != nullptr) all.push_back({display_->descriptor(), POLLIN, 0});
        if (feed_.descriptor() >= 0) {
            // Without events it still tells that nobody reads any more.
            all.push_back({feed_.descriptor(), static_cast<short>(feed_.has_pending() ? POLLOUT : 0), 0});
        }
        // Without events it tells the same.
        if (output_ >= 0) all.push_back({output_, 0, 0});
        const std::vector<int> sources = source_ended_ ? std::vector<int>() : source_.descriptors();
        if (!feed_.is_full()) {
            for (const int one : sources) all.push_back({one, POLLIN, 0});
        }
        poll(all.data(), all.size(), static_cast<int>(patience(sources.empty()).count()));
        for (const pollfd &one : all) {
            if (display_ != nullptr && one.fd == display_->descriptor()) look_for_terminal(one);
            if (one.fd == output_ && (one.revents & POLLERR) != 0) lose_reader();
            if (one.fd == feed_.descriptor() && (one.revents & POLLERR) != 0) feed_.close();
        }
    }

    void lose_reader() {
        output_ = -1;
        stop();
    }

    // It may go without a SIGHUP, as under nohup: nobody would read on.
    void look_for_terminal(const pollfd &keyboard) {
        if ((keyboard.revents & (POLLHUP | POLLERR | POLLNVAL)) == 0) return;
        stop();
        display_ = nullptr;
    }

    void read_signals() {
        char which = 0;
        while (read(signals_, &which, 1) == 1) {
            if (which == SIGTSTP) {
                suspend();
            } else if (which == SIGCONT) {
                if (display_ != nullptr) display_->resume();
            } else {
                stop();
                // The terminal is gone, and with it who would read on.
                if (which == SIGHUP) display_ = nullptr;
            }
        }
    }

    // The shell has the terminal only once all of us have stopped: what it prints would else be lost with the display.
    // In the group of the session's leader (`ssh -t HOST capfcheck watch`) there is no shell that lets us go on.
    void suspend() {
        if (getsid(0) == getpgrp()) return;
        if (display_ != nullptr) display_->suspend();
        kill(0, SIGSTOP);
    }

    void read_control() {
        char piece[65536];
        while (!control_ended_) {
            const ssize_t n = read(control_, piece, sizeof piece);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0 && errno == EAGAIN) break;
            control_ended_ = n <= 0;
            if (n > 0) parser_.add({piece, static_cast<std::size_t>(n)});
        }
        if (control_ended_ || parser_.is_broken()) stop();
        while (const auto message = parser_.next()) {
            if (message->kind == ControlKind::stop) stop();
            may_leave_ |= message->kind == ControlKind::leave;
            if (display_ != nullptr) display_->take(*message);
        }
    }

    void keys_when_due() {
        if (source_ended_ || Clock::now() < next_keys_) return;
        next_keys_ = Clock::now() + kKeysEvery;
        keys_.pump(feed_);
    }

    PacketSource &source_;
    Display *display_;
    FeedWriter feed_;
    int control_, output_, signals_;
    KeyFiles keys_;
    ControlParser parser_;
    OpenedPhone opened_;  // as the other side knows it
    std::optional<Clock::time_point> deadline_;
    Clock::time_point next_keys_;
    bool source_ended_ = false, control_ended_ = false, may_leave_ = false;
};

}  // namespace

bool run_feeder(const FeederSetup &setup) {
    return Feeder(setup).run();
}

}  // namespace capf::watch
