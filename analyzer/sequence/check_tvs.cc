// SPDX-License-Identifier: GPL-2.0-or-later
// The Trust Verification Service, which a phone asks about certificates that its list does not hold.
#include <fmt/format.h>

#include "analyzer/sequence/step_checks.h"

namespace capf::sequence {
namespace {

constexpr std::int64_t kAnswerSeconds = 3;  // a SYN is repeated after one second, then two

Diagnoses rejected(const PhoneStory &story, const phones::Connection &tvs, Evidence evidence, Frames frames,
                   std::string summary) {
    Names names = story.file_names();
    names.server = tvs.server.address;
    return {make_diagnosis("tvs-rejected", evidence, std::move(frames), std::move(summary), names)};
}

Diagnoses not_reached(const PhoneStory &story, const phones::Connection &tvs) {
    if (tvs.established() || story.one_direction) return {};
    const std::string server = dissection::to_string(tvs.server);
    if (tvs.server_reset) {
        return rejected(story, tvs, Evidence::observed, {tvs.first.frame, tvs.server_reset->frame},
                        fmt::format("TVS at {} refuses the connection", server));
    }
    Frames frames;
    for (const Moment &syn : tvs.syns) frames.push_back(syn.frame);
    if (!tvs.unreachable.empty()) {
        frames.push_back(tvs.unreachable.front().frame);
        return rejected(story, tvs, Evidence::observed, std::move(frames),
                        fmt::format("{} reports TVS at {} as unreachable (ICMP)", tvs.unreachable_reporter, server));
    }
    if (tvs.syns.size() < 2 && story.seconds_left_after(tvs.last.time) <= kAnswerSeconds) return {};
    return rejected(story, tvs, Evidence::observed, std::move(frames),
                    fmt::format("{} SYN to TVS at {}, none is answered", tvs.syns.size(), server));
}

Diagnoses said_no(const PhoneStory &story, const phones::Connection &tvs) {
    for (const dissection::TvsSeen &seen : tvs.tvs) {
        const auto &status = seen.pdu->message.status;
        if (status.value_or(0) == 0) continue;
        return rejected(story, tvs, Evidence::decrypted, {seen.at.frame},
                        fmt::format("TVS at {} answers with status {}: it does not know the certificate",
                                    dissection::to_string(tvs.server), *status));
    }
    return {};
}

}  // namespace

Diagnoses check_tvs(const PhoneStory &story) {
    // The phone asks one server after the other: what the last one said counts.
    const phones::Connection *last = nullptr;
    for (const phones::Connection *tvs : story.phone->tvs) {
        if (tvs->first.time > story.capture_end.time) continue;  // of a later round
        if (last == nullptr || tvs->first.time >= last->first.time) last = tvs;
    }
    if (last == nullptr || story.goes_on_after(last->last.time)) return {};
    Diagnoses found = not_reached(story, *last);
    return found.empty() ? said_no(story, *last) : found;
}

}  // namespace capf::sequence
