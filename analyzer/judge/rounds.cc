// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/rounds.h"

#include <algorithm>
#include <set>
#include <string>

namespace capf::judge {
namespace {

enum class Kind { trust_list, config, capf, encrypted, encrypted_missing, other };

struct Event {
    Kind kind = Kind::other;
    FrameTime begin, end;
    std::string transport = {};  // of a file: "http", "https" or "tftp"
    bool arrived = false;        // a file came whole
};

Kind kind_of(const CheckedFile &file) {
    if (file.is_trust_list()) return Kind::trust_list;
    if (file.is_config()) return Kind::config;
    if (!file.is_encrypted_config()) return Kind::other;
    return file.complete() ? Kind::encrypted : Kind::encrypted_missing;
}

std::vector<Event> events_of(const History &history) {
    std::vector<Event> events;
    for (const CheckedFile &file : history.files) {
        FrameTime begin = file.transfer->asked;
        if (begin.frame == 0) begin.frame = file.transfer->moment().frame;  // the request is not in the capture
        events.push_back(
            {kind_of(file), begin, file.transfer->moment(), file.transfer->transport, file.transfer->complete()});
    }
    for (const CapfDialogue &dialogue : history.dialogues) {
        events.push_back({Kind::capf, dialogue.begin(), dialogue.end()});
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const Event &a, const Event &b) { return a.begin.time < b.begin.time; });
    return events;
}

// How far the round in hand has come.
class RoundProgress {
public:
    [[nodiscard]] bool begins_anew(const Event &event) const {
        if (event.kind == Kind::trust_list) return (config_ || capf_ || encrypted_) && !falls_back(event);
        return event.kind == Kind::config && (capf_ || encrypted_);
    }

    void add(const Event &event) {
        config_ |= event.kind == Kind::config;
        config_arrived_ |= event.kind == Kind::config && event.arrived;
        capf_ |= event.kind == Kind::capf;
        encrypted_ |= event.kind == Kind::encrypted;
        if (!event.transport.empty()) transports_.insert(event.transport);
        last_ = event.end.time;
    }

private:
    // A phone that got no configuration over HTTP asks for all of its files over TFTP, at once.
    [[nodiscard]] bool falls_back(const Event &event) const {
        constexpr std::int64_t kAtOnce = 30 * kSecond;
        return !config_arrived_ && !capf_ && !encrypted_ && !transports_.contains(event.transport) &&
               event.begin.time - last_ < kAtOnce;
    }

    bool config_ = false, config_arrived_ = false, capf_ = false, encrypted_ = false;
    std::set<std::string> transports_;
    std::int64_t last_ = 0;
};

}  // namespace

std::vector<Round> find_rounds(const History &history) {
    std::vector<Round> rounds;
    RoundProgress progress;
    for (const Event &event : events_of(history)) {
        if (rounds.empty() || progress.begins_anew(event)) {
            rounds.push_back({event.begin, event.end});
            progress = {};
        }
        progress.add(event);
        if (event.end.time >= rounds.back().end.time) rounds.back().end = event.end;
    }
    return rounds;
}

}  // namespace capf::judge
