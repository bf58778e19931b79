// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/pair_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "analyzer/language/language.h"
#include "analyzer/language/translate.h"
#include "analyzer/report/json_parts.h"
#include "analyzer/report/json_text.h"
#include "analyzer/report/loss_text.h"
#include "analyzer/report/pair_ladder.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report_time.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/swap_text.h"
#include "analyzer/report/wrap.h"

namespace capf::report {
namespace {

using Json = nlohmann::ordered_json;
using namespace pair;

double seconds(std::int64_t nanoseconds) {
    return static_cast<double>(nanoseconds) / 1e9;
}

std::string clock_words(const PairReport &report) {
    const ClockOffset &clock = *report.clock;
    const double offset = seconds(std::abs(clock.offset));
    std::string text = clock.offset < 0 ? tr_format("CUCM's clock is {:.6f} s behind the phone's", offset)
                                        : tr_format("CUCM's clock is {:.6f} s ahead of the phone's", offset);
    text += clock.uncertainty ? tr_format(" (within {:.6f} s)", seconds(*clock.uncertainty))
                              : std::string(tr(" (common packets went one way only)"));
    if (clock.drift != 0) text += tr_format(", drifting by {:.1f} ppm", clock.drift * 1e6);
    return text + tr_format("; {0} packets and {1} flows are in both", report.common_packets, report.common_flows);
}

const std::string *device_of(const PairReport &report, const Loss &loss) {
    for (const findings::PhoneReport &phone : report.joined.phones) {
        for (const std::string &address : phone.addresses) {
            if (address == loss.client.address && phone.device) return &*phone.device;
        }
    }
    return nullptr;
}

Json swap_json(const PairReport &report) {
    Json signs = Json::array();
    for (const SwapSign &sign : report.swapped) {
        signs.push_back({{"sign", name_of(sign.sign)},
                         {"count", sign.count},
                         {"phone_file_frames", sign.first_frames},
                         {"cucm_file_frames", sign.second_frames},
                         {"summary", swap_sign_text(sign, report)}});
    }
    return signs;
}

Json loss_json(const PairReport &report, const Loss &loss) {
    const std::string *device = device_of(report, loss);
    Json result = {{"kind", name_of(loss.kind)},
                   {"what", packet_text(loss.what)},
                   {"direction", loss.phone_to_cucm ? "phone-to-cucm" : "cucm-to-phone"},
                   {"device", device == nullptr ? Json(nullptr) : Json(*device)},
                   {"client", dissection::to_string(loss.client)},
                   {"server", dissection::to_string(loss.server)},
                   {"seen_in", name_of(loss.seen_in)},
                   {"file", report.file_of(loss.seen_in)},
                   {"frames", loss.frames}};
    if (!loss.frames_there.empty()) result["frames_there"] = loss.frames_there;
    result["recovered"] = loss.recovered;
    result["acknowledged"] = loss.acknowledged;
    result["certain"] = loss.certain;
    result["summary"] = loss_text(loss, report);
    return result;
}

TextOptions with_joined_ladder(const PairReport &report, TextOptions options) {
    options.ladder = true;
    options.ladder_of = [&report](std::size_t phone) {
        std::vector<LadderLine> lines;
        for (JoinedArrow &joined : joined_ladder(report, phone)) {
            std::string frames = frames_of_both(joined);
            lines.push_back({std::move(joined.arrow), std::move(frames)});
        }
        return lines;
    };
    options.remarks_of = [&report](std::size_t phone) { return losses_text(report, phone); };
    return options;
}

Json ladder_json(const PairReport &report, std::size_t phone) {
    const auto frame_or_null = [](std::uint32_t frame) { return frame != 0 ? Json(frame) : Json(nullptr); };
    Json ladder = Json::array();
    for (const JoinedArrow &one : joined_ladder(report, phone)) {
        ladder.push_back({{"time", rfc3339(one.arrow.at.time)},
                          {"from", one.arrow.from},
                          {"to", one.arrow.to},
                          {"what", one.arrow.text},
                          {"phone_frame", frame_or_null(one.phone_frame)},
                          {"cucm_frame", frame_or_null(one.cucm_frame)},
                          {"lost", one.loss != nullptr ? Json(name_of(one.loss->kind)) : Json(nullptr)}});
    }
    return ladder;
}

std::string others_words(const std::vector<std::string> &names) {
    constexpr std::size_t kShown = 5;
    std::string words = tr_count(
        NP_("{} more phone is only in CUCM's capture: ", "{} more phones are only in CUCM's capture: "), names.size());
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
        if (i > 0) words += tr_in(kComma);
        words += printable(names[i]);
    }
    return words + (names.size() > kShown ? ", …" : "");
}

}  // namespace

std::string pair_text(const PairReport &report, const TextOptions &options) {
    std::string text =
        wrap(tr_format("{0} (phone) and {1} (CUCM)", printable(report.phone_file), printable(report.cucm_file)), 2,
             options.screen.width) +
        "\n";
    const auto line = [&](const std::string &words, std::size_t indent = 2) {
        return std::string("  ") + wrap(words, indent, options.screen.width) + "\n";
    };
    text += line(report.clock ? clock_words(report)
                              : tr("No packet is in both captures: they do not show the same event, or not from "
                                   "both ends."));
    if (!report.swapped.empty()) {
        text += line(sentence(printable(swap_text(report))));
        for (const SwapSign &sign : report.swapped) {
            text += line("- " + sentence(printable(swap_sign_text(sign, report))), 4);
        }
    }
    if (report.clock) {
        text += line(tr("Times are by the phone's clock; the frames are [phone's capture | CUCM's capture]."));
    }
    if (!report.only_at_cucm.empty()) text += line(others_words(report.only_at_cucm));
    text += "\n" + text_report({&report.joined, 1}, report.clock ? with_joined_ladder(report, options) : options);
    for (std::size_t i = 0; i < report.frames_in.size(); ++i) {
        if (report.frames_in[i] != Side::cucm) continue;
        text += line(tr_format("The steps of {0} and their frames are from {1}.",
                               printable(report.joined.phones[i].device.value_or(tr("the phone"))),
                               printable(report.cucm_file)));
    }
    if (!report.clock) return text;
    text += std::string("\n") + tr("Between the two captures") + "\n";
    for (const Loss &loss : report.losses) text += line(sentence(printable(loss_text(loss, report))), 4);
    if (!report.swapped.empty()) {
        text += line(tr("Swap the captures to see what was lost."));
    } else if (report.losses.empty()) {
        text += line(tr("Each side got what the other sent."));
    }
    return text;
}

std::string pair_json(const PairReport &report, const JsonOptions &options) {
    const language::English english;
    Json root = report_json({report.joined}, options);
    Json pair = {
        {"phone_file", report.phone_file},
        {"cucm_file", report.cucm_file},
        {"clock_offset_seconds", report.clock ? Json(seconds(report.clock->offset)) : Json(nullptr)},
        {"clock_offset_uncertainty_seconds",
         report.clock && report.clock->uncertainty ? Json(seconds(*report.clock->uncertainty)) : Json(nullptr)},
        {"clock_drift_ppm", report.clock ? Json(report.clock->drift * 1e6) : Json(nullptr)},
        {"common_packets", report.common_packets},
        {"common_flows", report.common_flows},
        {"seem_swapped", swap_json(report)},
        {"lost", Json::array()},
        {"phones_only_in_cucm", report.only_at_cucm}};
    for (const Loss &loss : report.losses) pair["lost"].push_back(loss_json(report, loss));
    root["pair"] = std::move(pair);
    Json &phones = root["captures"][0]["phones"];
    for (std::size_t i = 0; i < phones.size(); ++i) {
        phones[i]["frames_in"] = name_of(report.frames_in[i]);
        const std::vector<std::string> losses = losses_text(report, i);
        phones[i]["conclusion"] = fmt::format("{}{}{}", conclusion_text(report.joined.phones[i]),
                                              losses.empty() ? "" : " ", fmt::join(losses, " "));
        if (report.clock) phones[i]["ladder"] = ladder_json(report, i);
    }
    return json_text(root, 2) + "\n";
}

}  // namespace capf::report
