// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/pair/losses.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/pair/direction_match.h"

namespace capf::pair {
namespace {

constexpr std::int64_t kMayGoOn = 30'000'000'000;  // nanoseconds after a capture's last packet

const std::vector<PacketName> kPiece = {{"TCP data", ""}};

std::vector<PacketName> names_of(const Packet &packet, const Flow &flow) {
    if (!packet.what.empty()) return packet.what;
    if (packet.is_syn()) {
        return {{packet.from_client ? fmt::format("TCP SYN to port {}", flow.server.port) : "TCP SYN, ACK", ""}};
    }
    if (packet.is_reset()) return {{"TCP RST", ""}};
    if (packet.has_payload()) return kPiece;
    return {{"TCP FIN", ""}};
}

// Told with what it belongs to.
bool is_piece(const std::vector<PacketName> &what) {
    return what == kPiece;
}

class Finder {
public:
    Finder(const FlowMatch &match, const Span &phone, const Span &cucm) : match_(match), phone_(phone), cucm_(cucm) {}

    std::vector<Loss> run() {
        for (const FlowPair &pair : match_.pairs) {
            one_direction(pair, true);
            one_direction(pair, false);
        }
        for (const Flow *flow : match_.phone_only) whole_flow(*flow);
        std::stable_sort(losses_.begin(), losses_.end(),
                         [&](const Loss &a, const Loss &b) { return phone_time(a) < phone_time(b); });
        return std::move(losses_);
    }

private:
    [[nodiscard]] std::int64_t phone_time(const Loss &loss) const {
        return loss.seen_in == Side::phone ? loss.at.time : match_.clock->to_phone(loss.at.time);
    }

    enum class Running { yes, perhaps, no };
    // Whether the other capture was running when it should have seen this packet. After its last packet it may have
    // gone on for a while without seeing one.
    [[nodiscard]] Running other_was_running(Side seen_in, std::int64_t time) const {
        const Span &other = seen_in == Side::phone ? cucm_ : phone_;
        const std::int64_t there = seen_in == Side::phone ? match_.clock->to_cucm(time) : match_.clock->to_phone(time);
        if (there < other.first || there > other.last + kMayGoOn) return Running::no;
        return there <= other.last ? Running::yes : Running::perhaps;
    }

    void one_direction(const FlowPair &pair, bool from_client) {
        const DirectionMatch found = match_direction(pair, from_client, *match_.clock);
        const Side sender = from_client ? Side::phone : Side::cucm;
        const Side receiver = from_client ? Side::cucm : Side::phone;
        begin_group();
        for (const Unmatched &one : found.sender_only) {
            Loss loss = make(LossKind::never_arrived, *pair.phone, one, from_client, sender);
            loss.recovered = one.repeated;
            loss.acknowledged = one.acknowledged;
            add_if_running(std::move(loss), !one.acknowledged);
        }
        begin_group();
        for (const Unmatched &one : found.receiver_only) {
            // Anything but a reset may as well have escaped the capture at the sender.
            add_if_running(make(kind_of_stray(*one.packet), *pair.phone, one, from_client, receiver),
                           one.packet->is_reset());
        }
        begin_group();
        for (const Changed &one : found.changed) {
            Loss loss = make(LossKind::changed, *pair.phone, {one.sent, false, false, false}, from_client, sender);
            loss.frames_there = {one.received->at.frame};
            add(std::move(loss));
        }
    }

    // A flow that only the phone's capture holds, to a server that CUCM's capture knows: all that the phone sent was
    // lost, and all that it got came from somewhere else.
    void whole_flow(const Flow &flow) {
        if (!match_.servers.contains(flow.server.address)) return;
        begin_group();
        for (const Packet &packet : flow.packets) {
            if (!packet.from_client) continue;
            add_if_running(make(LossKind::never_arrived, flow, {&packet, false, false, false}, true, Side::phone),
                           true);
        }
        begin_group();
        for (const Packet &packet : flow.packets) {
            if (packet.from_client) continue;
            add_if_running(make(kind_of_stray(packet), flow, {&packet, false, false, false}, false, Side::phone), true);
        }
    }

    static LossKind kind_of_stray(const Packet &packet) {
        return packet.is_reset() ? LossKind::reset_in_between : LossKind::answered_in_between;
    }

    void add_if_running(Loss loss, bool certain) {
        const Running running = other_was_running(loss.seen_in, loss.at.time);
        loss.certain = certain && running == Running::yes;
        if (running != Running::no) add(std::move(loss));
    }

    static Loss make(LossKind kind, const Flow &flow, const Unmatched &one, bool phone_to_cucm, Side seen_in) {
        Loss loss;
        loss.kind = kind;
        loss.what = names_of(*one.packet, flow);
        loss.phone_to_cucm = phone_to_cucm;
        loss.seen_in = seen_in;
        loss.frames = {one.packet->at.frame};
        loss.at = one.packet->at;
        loss.client = flow.client;
        loss.server = flow.server;
        return loss;
    }

    void begin_group() { group_ = losses_.size(); }

    // Repetitions of the same thing, and the pieces of one, are one loss with several frames.
    void add(Loss loss) {
        if (losses_.size() > group_) {
            Loss &last = losses_.back();
            const bool same = last.what == loss.what || is_piece(last.what) || is_piece(loss.what);
            const bool alike = last.kind == loss.kind && last.recovered == loss.recovered &&
                               last.acknowledged == loss.acknowledged && last.certain == loss.certain;
            if (same && alike) {
                if (is_piece(last.what)) last.what = loss.what;
                last.frames.insert(last.frames.end(), loss.frames.begin(), loss.frames.end());
                last.frames_there.insert(last.frames_there.end(), loss.frames_there.begin(), loss.frames_there.end());
                return;
            }
        }
        losses_.push_back(std::move(loss));
    }

    const FlowMatch &match_;
    Span phone_, cucm_;
    std::vector<Loss> losses_;
    std::size_t group_ = 0;  // where the losses of this direction and kind begin
};

}  // namespace

const char *name_of(Side side) {
    return side == Side::phone ? "phone" : "cucm";
}

const char *name_of(LossKind kind) {
    switch (kind) {
        case LossKind::never_arrived:
            return "never-arrived";
        case LossKind::reset_in_between:
            return "reset-in-between";
        case LossKind::answered_in_between:
            return "answered-in-between";
        case LossKind::changed:
            return "changed";
    }
    return "never-arrived";
}

std::vector<Loss> find_losses(const FlowMatch &match, const Span &phone, const Span &cucm) {
    return Finder(match, phone, cucm).run();
}

}  // namespace capf::pair
