// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/swap_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/sentence.h"

namespace capf::report {
namespace {

using pair::SideSign;

std::string frames_of(const std::vector<std::uint32_t> &frames, const std::string &file) {
    const std::string numbers = fmt::format("{}", fmt::join(frames, tr_in(kAnd)));
    return frames.size() == 1 ? tr_format("frame {0} of {1}", numbers, file)
                              : tr_format("frames {0} of {1}", numbers, file);
}

}  // namespace

std::string swap_text(const pair::PairReport &report) {
    return tr_format("PHONE and CUCM seem to be swapped: {0} looks like CUCM's capture, {1} like the phone's",
                     report.phone_file, report.cucm_file);
}

std::string swap_sign_text(const pair::SwapSign &sign, const pair::PairReport &report) {
    const std::string &first = report.phone_file, &second = report.cucm_file;
    const std::string here = frames_of(sign.first_frames, first), there = frames_of(sign.second_frames, second);
    const auto count = static_cast<std::int64_t>(sign.count);
    const char *sender = sign.of_phone ? tr("the phone") : "CUCM";
    switch (sign.sign) {
        case SideSign::round_trip:
            return tr_format(
                "from a packet of the phone to the next of CUCM it takes longer in {0} than in {1} ({2}), {3:.3f} ms "
                "between {4}, which are {5}",
                second, first, times_text(count), static_cast<double>(sign.nanoseconds) / 1e6, there, here);
        case SideSign::hop_limit:
            return tr_format("packets of {0} have a higher TTL in {1} than in {2} ({3}): {4}, which is {5}", sender,
                             sign.of_phone ? second : first, sign.of_phone ? first : second, times_text(count), there,
                             here);
        case SideSign::hardware_address:
            return tr_format("the phone's own MAC address is the source of {0}, and not of {1}, the same packet", there,
                             here);
        case SideSign::repetition:
            return tr_format("{0} sent a packet again, and what it sent first is only in {1} ({2})", sender,
                             sign.of_phone ? there : here, times_text(count));
    }
    return "";
}

}  // namespace capf::report
