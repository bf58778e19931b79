// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/rounds.h"

#include <algorithm>

namespace capf::judge {
namespace {

enum class Kind { trust_list, config, capf, encrypted, encrypted_missing, other };

struct Event {
    Kind kind = Kind::other;
    FrameTime begin, end;
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
        events.push_back({kind_of(file), begin, file.transfer->moment()});
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
    [[nodiscard]] bool begins_anew(Kind kind) const {
        if (kind == Kind::trust_list) return config_ || capf_ || encrypted_;
        return kind == Kind::config && (capf_ || encrypted_);
    }

    void add(Kind kind) {
        config_ |= kind == Kind::config;
        capf_ |= kind == Kind::capf;
        encrypted_ |= kind == Kind::encrypted;
    }

private:
    bool config_ = false, capf_ = false, encrypted_ = false;
};

}  // namespace

std::vector<Round> find_rounds(const History &history) {
    std::vector<Round> rounds;
    RoundProgress progress;
    for (const Event &event : events_of(history)) {
        if (rounds.empty() || progress.begins_anew(event.kind)) {
            rounds.push_back({event.begin, event.end});
            progress = {};
        }
        progress.add(event.kind);
        if (event.end.time >= rounds.back().end.time) rounds.back().end = event.end;
    }
    return rounds;
}

}  // namespace capf::judge
