// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/swap_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/report/pattern.h"

namespace capf::report {
namespace {

using pair::SideSign;

std::string frames_of(const std::vector<std::uint32_t> &frames, const std::string &file) {
    return fmt::format("{} {} of {}", frames.size() == 1 ? "frame" : "frames", fmt::join(frames, " and "), file);
}

}  // namespace

std::string swap_text(const pair::PairReport &report) {
    return fmt::format("PHONE and CUCM seem to be swapped: {} looks like CUCM's capture, {} like the phone's",
                       report.phone_file, report.cucm_file);
}

std::string swap_sign_text(const pair::SwapSign &sign, const pair::PairReport &report) {
    const std::string &first = report.phone_file, &second = report.cucm_file;
    const std::string here = frames_of(sign.first_frames, first), there = frames_of(sign.second_frames, second);
    const auto count = static_cast<std::int64_t>(sign.count);
    const char *sender = sign.of_phone ? "the phone" : "CUCM";
    switch (sign.sign) {
        case SideSign::round_trip:
            return fmt::format(
                "from a packet of the phone to the next of CUCM it takes longer in {} than in {} ({}), {:.3f} ms "
                "between {}, "
                "which are {}",
                second, first, times_text(count), static_cast<double>(sign.nanoseconds) / 1e6, there, here);
        case SideSign::hop_limit:
            return fmt::format("packets of {} have a higher TTL in {} than in {} ({}): {}, which is {}", sender,
                               sign.of_phone ? second : first, sign.of_phone ? first : second, times_text(count), there,
                               here);
        case SideSign::hardware_address:
            return fmt::format("the phone's own MAC address is the source of {}, and not of {}, the same packet", there,
                               here);
        case SideSign::repetition:
            return fmt::format("{} sent a packet again, and what it sent first is only in {} ({})", sender,
                               sign.of_phone ? there : here, times_text(count));
    }
    return "";
}

}  // namespace capf::report
