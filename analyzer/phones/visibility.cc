// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/visibility.h"

#include <algorithm>
#include <utility>

#include "plugin/wire/time_units.h"

namespace capf::phones {
namespace {

// A capturing machine that loses frames does so while it is busy, for minutes rather than once.
constexpr std::int64_t kNear = 300 * wire::kNanosecondsPerSecond;

bool overlap(const Interval &a, const Interval &b) {
    return a.begin <= b.end && b.begin <= a.end;
}

void add_losses(const Connection &connection, std::vector<Interval> &losses) {
    const std::vector<Interval> more = connection.losses();
    losses.insert(losses.end(), more.begin(), more.end());
}

bool only_one_direction(const Phone &phone) {
    bool any = false;
    for (const CapfConnection &capf : phone.capf) {
        const Connection &connection = *capf.connection;
        any = true;
        const bool from_server = !connection.syn_acks.empty() || connection.server_reset || connection.server_fin ||
                                 connection.from_server.captured() > 0;
        const bool from_client = !connection.syns.empty() || connection.from_client.captured() > 0;
        if (from_server && from_client) return false;
    }
    const bool files_answered = std::any_of(
        phone.transfers.begin(), phone.transfers.end(),
        [](const Transfer *transfer) { return transfer->answered.has_value() && transfer->asked.frame != 0; });
    // Answers alone: nothing that this phone said was captured.
    const bool no_request =
        !phone.transfers.empty() && std::all_of(phone.transfers.begin(), phone.transfers.end(),
                                                [](const Transfer *transfer) { return transfer->asked.frame == 0; });
    return (any || no_request) && !files_answered;
}

}  // namespace

Visibility::Visibility(const Phone &phone, Recording recording) : recording_(std::move(recording)) {
    for (const CapfConnection &capf : phone.capf) add_losses(*capf.connection, losses_);
    for (const auto *list : {&phone.tvs, &phone.https, &phone.file_connections}) {
        for (const Connection *connection : *list) add_losses(*connection, losses_);
    }
    for (const Transfer *transfer : phone.transfers) {
        losses_.insert(losses_.end(), transfer->losses.begin(), transfer->losses.end());
    }
    std::sort(losses_.begin(), losses_.end(), [](const Interval &a, const Interval &b) { return a.begin < b.begin; });
    one_direction_ = only_one_direction(phone);
    cut_frames_ = phone.cut_frames;
}

Visibility Visibility::until(const FrameTime &end) const {
    Visibility part = *this;
    part.recording_.end = end;
    std::erase_if(part.losses_, [&](const Interval &loss) { return loss.begin > end.time; });
    return part;
}

bool Visibility::may_have_missed(const Interval &when) const {
    if (one_direction_ || when.begin < recording_.begin.time || when.end > recording_.end.time) return true;
    const Interval near{when.begin - kNear, when.end + kNear};
    const auto hit = [](const Interval &span) { return [&span](const Interval &one) { return overlap(one, span); }; };
    return std::any_of(losses_.begin(), losses_.end(), hit(near)) ||
           std::any_of(recording_.silences.begin(), recording_.silences.end(), hit(when));
}

bool Visibility::may_have_missed_anything() const {
    return may_have_missed({recording_.begin.time, recording_.end.time});
}

Shown Visibility::shown(bool present, const Interval &when) const {
    if (present) return Shown::present;
    return may_have_missed(when) ? Shown::unknown : Shown::absent;
}

bool Visibility::shows_nothing_for(std::int64_t nanoseconds, std::int64_t since) const {
    return shown(false, {since, since + nanoseconds}) == Shown::absent;
}

std::int64_t Visibility::shows_nothing_since(std::int64_t since) const {
    const std::int64_t end = recording_.end.time;
    return since < end && shown(false, {since, end}) == Shown::absent ? end - since : 0;
}

bool Visibility::holds_all(const Connection &connection) {
    return connection.start_seen() && !connection.lost_in_capture();
}

}  // namespace capf::phones
