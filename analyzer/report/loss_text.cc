// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/loss_text.h"

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/sentence.h"

namespace capf::report {
namespace {

using pair::Frames;
using pair::LossKind;
using pair::Side;

constexpr std::size_t kLossesInConclusion = 3, kFramesShown = 6;

std::string frames_text(const Frames &frames) {
    std::string text = tr_plural(NP_("frame ", "frames "), frames.size());
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
    const char *receiver = loss.phone_to_cucm ? "CUCM" : tr("the phone");
    const char *sender = loss.phone_to_cucm ? tr("the phone") : "CUCM";
    const std::string where = tr_format("{0} of {1}", frames_text(loss.frames), report.file_of(loss.seen_in));
    const std::string maybe = loss.certain ? "" : tr_format(", if {} was running and complete", report.file_of(other));
    switch (loss.kind) {
        case LossKind::never_arrived:
            if (loss.acknowledged) {
                return tr_format("{0} from {1} ({2}) was acknowledged and is not in {3}: that capture missed it", what,
                                 sender, where, report.file_of(other));
            }
            return tr_format("{0} from {1} ({2}) never arrived at {3}: it was lost or blocked in between{4}{5}", what,
                             sender, where, receiver, loss.recovered ? tr("; a retransmission arrived") : "", maybe);
        case LossKind::reset_in_between:
            return tr_format("{0} to {1} ({2}) was never sent by {3}: something in between reset the connection{4}",
                             what, receiver, where, sender, maybe);
        case LossKind::answered_in_between:
            return tr_format("{0} to {1} ({2}) was never sent by {3}: something in between made it{4}", what, receiver,
                             where, sender, maybe);
        case LossKind::changed:
            return tr_format("{0} from {1} ({2}) arrived with other bytes ({3} of {4}): changed on the way", what,
                             sender, where, frames_text(loss.frames_there), report.file_of(other));
    }
    return what;
}

std::vector<std::string> losses_text(const pair::PairReport &report, std::size_t phone) {
    std::vector<std::string> texts;
    for (const pair::Loss *loss : pair::losses_of(report, report.joined.phones[phone])) {
        if (!loss->certain || loss->recovered || texts.size() == kLossesInConclusion) continue;
        texts.push_back(sentence(tr_format("Both captures: {}", loss_text(*loss, report))));
    }
    return texts;
}

}  // namespace capf::report
