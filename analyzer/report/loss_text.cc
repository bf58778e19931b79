// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/loss_text.h"

#include <fmt/format.h>

namespace capf::report {
namespace {

using pair::Frames;
using pair::LossKind;
using pair::Side;

constexpr std::size_t kLossesInConclusion = 3, kFramesShown = 6;

std::string frames_text(const Frames &frames) {
    std::string text = frames.size() == 1 ? "frame " : "frames ";
    for (std::size_t i = 0; i < frames.size() && i < kFramesShown; ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(frames[i]);
    }
    return text + (frames.size() > kFramesShown ? ", …" : "");
}

}  // namespace

std::string packet_text(const std::vector<pair::PacketName> &what) {
    std::string text;
    for (const pair::PacketName &one : what) {
        text += (text.empty() ? "" : ", ") + one.label + (one.file.empty() ? "" : " " + one.file);
    }
    return text;
}

std::string loss_text(const pair::Loss &loss, const pair::PairReport &report) {
    const std::string what = packet_text(loss.what);
    const Side other = loss.seen_in == Side::phone ? Side::cucm : Side::phone;
    const char *receiver = loss.phone_to_cucm ? "CUCM" : "the phone";
    const char *sender = loss.phone_to_cucm ? "the phone" : "CUCM";
    const std::string where = fmt::format("{} of {}", frames_text(loss.frames), report.file_of(loss.seen_in));
    const std::string maybe =
        loss.certain ? "" : fmt::format(", if {} was running and complete", report.file_of(other));
    switch (loss.kind) {
        case LossKind::never_arrived:
            if (loss.acknowledged) {
                return fmt::format("{} from {} ({}) was acknowledged and is not in {}: that capture missed it", what,
                                   sender, where, report.file_of(other));
            }
            return fmt::format("{} from {} ({}) never arrived at {}: it was lost or blocked in between{}{}", what,
                               sender, where, receiver, loss.recovered ? "; a repetition arrived" : "", maybe);
        case LossKind::reset_in_between:
            return fmt::format("{} to {} ({}) was never sent by {}: something in between reset the connection{}", what,
                               receiver, where, sender, maybe);
        case LossKind::answered_in_between:
            return fmt::format("{} to {} ({}) was never sent by {}: something in between made it{}", what, receiver,
                               where, sender, maybe);
        case LossKind::changed:
            return fmt::format("{} from {} ({}) arrived with other bytes ({} of {}): changed on the way", what, sender,
                               where, frames_text(loss.frames_there), report.file_of(other));
    }
    return what;
}

std::vector<std::string> losses_text(const pair::PairReport &report, std::size_t phone) {
    std::vector<std::string> texts;
    for (const pair::Loss *loss : pair::losses_of(report, report.joined.phones[phone])) {
        if (!loss->certain || loss->recovered || texts.size() == kLossesInConclusion) continue;
        texts.push_back("Both captures: " + loss_text(*loss, report) + ".");
    }
    return texts;
}

}  // namespace capf::report
