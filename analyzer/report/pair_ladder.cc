// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/pair_ladder.h"

#include <algorithm>
#include <cstdlib>

#include "analyzer/language/translate.h"
#include "analyzer/report/loss_text.h"

namespace capf::report {
namespace {

using pair::Loss;
using pair::LossKind;
using pair::Side;

// What both ends saw of one thing is this close, by one clock: the way takes less, a repetition comes later.
constexpr std::int64_t kSameThing = 500'000'000;  // nanoseconds

bool same_thing(const Arrow &a, const Arrow &b) {
    return a.service == b.service && a.from_phone == b.from_phone && a.text == b.text &&
           std::abs(a.at.time - b.at.time) <= kSameThing;
}

class Ladder {
public:
    Ladder(const pair::PairReport &report, std::size_t phone)
        : report_(report), ends_(report.ends[phone]), losses_(pair::losses_of(report, ends_.at_phone)) {}

    std::vector<JoinedArrow> make() {
        for (Arrow &arrow : make_ladder(ends_.at_phone)) {
            const std::uint32_t frame = arrow.at.position;
            joined_.push_back({std::move(arrow), frame, 0, loss_at(Side::phone, frame)});
        }
        if (report_.clock && ends_.at_cucm) add_cucm();
        if (report_.clock) add_losses();
        std::stable_sort(joined_.begin(), joined_.end(),
                         [](const JoinedArrow &a, const JoinedArrow &b) { return a.arrow.at.time < b.arrow.at.time; });
        return std::move(joined_);
    }

private:
    [[nodiscard]] const Loss *loss_at(Side side, std::uint32_t frame) {
        for (const Loss *loss : losses_) {
            if (loss->seen_in == side && holds(loss->frames, frame)) return loss;
        }
        return nullptr;
    }

    static bool holds(const pair::Frames &frames, std::uint32_t frame) {
        return std::find(frames.begin(), frames.end(), frame) != frames.end();
    }

    void add_cucm() {
        const std::size_t at_phone = joined_.size();
        for (Arrow &arrow : make_ladder(*ends_.at_cucm)) {
            arrow.at.time = report_.clock->to_phone(arrow.at.time);
            const std::uint32_t frame = arrow.at.position;
            if (JoinedArrow *same = nearest(arrow, at_phone)) {
                same->cucm_frame = frame;
            } else {
                joined_.push_back({std::move(arrow), 0, frame, loss_at(Side::cucm, frame)});
            }
        }
    }

    // The first `count` are those that the phone's capture tells. What was lost there has no counterpart here, however
    // much a repetition looks like it; what was changed on the way is known by its frames.
    JoinedArrow *nearest(const Arrow &arrow, std::size_t count) {
        JoinedArrow *found = nullptr;
        for (std::size_t i = 0; i < count; ++i) {
            JoinedArrow &one = joined_[i];
            if (one.cucm_frame != 0) continue;
            if (one.loss != nullptr && one.loss->kind == LossKind::changed) {
                if (holds(one.loss->frames_there, arrow.at.position)) return &one;
                continue;
            }
            if (one.loss != nullptr || !same_thing(one.arrow, arrow)) continue;
            const auto distance = [&](const JoinedArrow &x) { return std::abs(x.arrow.at.time - arrow.at.time); };
            if (found == nullptr || distance(one) < distance(*found)) found = &one;
        }
        return found;
    }

    void add_losses() {
        for (const Loss *loss : losses_) {
            const bool told =
                std::any_of(joined_.begin(), joined_.end(), [&](const JoinedArrow &one) { return one.loss == loss; });
            if (told || loss->frames.empty()) continue;
            const bool at_phone = loss->seen_in == Side::phone;
            JoinedArrow one;
            one.arrow.at = loss->at;
            if (!at_phone) one.arrow.at.time = report_.clock->to_phone(loss->at.time);
            one.arrow.from = loss->phone_to_cucm ? loss->client.address : loss->server.address;
            one.arrow.to = loss->phone_to_cucm ? loss->server.address : loss->client.address;
            one.arrow.from_phone = loss->phone_to_cucm;
            one.arrow.text = packet_text(loss->what);
            (at_phone ? one.phone_frame : one.cucm_frame) = loss->frames.front();
            if (!loss->frames_there.empty()) (at_phone ? one.cucm_frame : one.phone_frame) = loss->frames_there.front();
            one.loss = loss;
            joined_.push_back(std::move(one));
        }
    }

    const pair::PairReport &report_;
    const pair::BothEnds &ends_;
    std::vector<const Loss *> losses_;
    std::vector<JoinedArrow> joined_;
};

// Why a side has no frame.
std::string absence(const Loss *loss) {
    if (loss == nullptr) return "-";
    if (loss->acknowledged) return tr("not captured");
    const std::string doubt = loss->certain ? "" : "?";
    switch (loss->kind) {
        case LossKind::never_arrived:
            return tr("lost") + doubt;
        case LossKind::reset_in_between:
        case LossKind::answered_in_between:
            return tr("never sent") + doubt;
        case LossKind::changed:
            break;
    }
    return "-";
}

}  // namespace

std::vector<JoinedArrow> joined_ladder(const pair::PairReport &report, std::size_t phone) {
    return Ladder(report, phone).make();
}

std::string frames_of_both(const JoinedArrow &joined) {
    const auto side = [&](std::uint32_t frame) { return frame != 0 ? std::to_string(frame) : absence(joined.loss); };
    const bool changed = joined.loss != nullptr && joined.loss->kind == LossKind::changed;
    return side(joined.phone_frame) + " | " + side(joined.cucm_frame) + (changed ? tr(" changed") : "");
}

}  // namespace capf::report
