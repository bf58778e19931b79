// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/gap_text.h"

#include <string_view>

#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"

namespace capf::report {
namespace {

using namespace findings;

struct GapWords {
    std::string_view what, advice;
};

constexpr std::string_view kWholeSequence =
    N_("Capture from before the phone's reset until it has registered (on CUCM: utils network capture eth0 file NAME "
       "count 100000 size all).");

GapWords words_of(GapKind kind) {
    switch (kind) {
        case GapKind::one_direction:
            return {
                N_("only one direction of its connections was captured"),
                N_("Capture both directions: let the SPAN port mirror what is sent and received, or capture on CUCM.")};
        case GapKind::several_phones_at_address:
            return {N_("several phones share its address, and nothing shows which of them held which CAPF session"),
                    N_("Capture between the phones and the device that translates their addresses.")};
        case GapKind::cut_frames:
            return {N_("its frames are cut in the capture (snapshot length): requests, connections and the lengths of "
                       "TLS records can be seen, the content of files and certificates cannot"),
                    N_("Capture whole frames (tcpdump -s 0; on CUCM: utils network capture eth0 file NAME count 100000 "
                       "size all).")};
        case GapKind::frames_missing:
            return {N_("packets that were sent are missing from the capture or out of order in it"),
                    N_("Capture closer to the phone or the server, with a filter on its address, so that the capturing "
                       "machine keeps up.")};
        case GapKind::connections_missing:
            return {
                N_("the phone skips local ports between its connections, so whole connections may be missing from the "
                   "capture"),
                N_("Capture with a filter on the phone's address, and none on ports: CAPF's 3804 may be among those "
                   "left out.")};
        case GapKind::files_only:
            return {
                N_("every packet in the capture belongs to the file service: a capture filter may have left CAPF out"),
                N_("Capture with a filter on the phone's address, and none on ports.")};
        case GapKind::hidden_by_https:
            return {N_("its files come over HTTPS, and without keys nothing inside can be read"), ""};
        case GapKind::sequence_not_seen:
            return {N_("neither a file that it asks for nor a CAPF session is in the capture"), kWholeSequence};
        case GapKind::certificate_deleted:
            return {N_("CAPF deleted the phone's certificate, as scheduled"),
                    N_("If it is to have a certificate, set Certificate Operation to Install/Upgrade and reset it.")};
        case GapKind::part_not_judged:
            return {N_("the process that judged this part of the capture {reason}"),
                    N_("Check a capture of this phone alone.")};
        case GapKind::logs_only:
            return {N_("there is no capture, and the logs do not say what became of its encrypted configuration"),
                    N_("Capture from before the phone's reset until it has registered, or collect the phone's console "
                       "log of that time.")};
        case GapKind::registers_without_config:
            return {N_("it registers, and the configuration that it uses is not in the capture"), kWholeSequence};
        case GapKind::ends_after_file:
            return {N_("nothing is seen of it after {file}, {seconds} before the capture ends"), kWholeSequence};
        case GapKind::ends_after_answer:
            return {
                N_("nothing is seen of it after its request for {file} ({answer}), {seconds} before the capture ends"),
                kWholeSequence};
        case GapKind::ends_in_file:
            return {N_("the capture ends {seconds} after {file} was requested, before all of it has arrived"),
                    kWholeSequence};
        case GapKind::ends_after_request:
            return {N_("the capture ends {seconds} after {file} was requested, and nothing of it has arrived"),
                    kWholeSequence};
        case GapKind::ends_after_syn:
            return {N_("nothing is seen of it after a SYN to {server}, {seconds} before the capture ends"),
                    kWholeSequence};
        case GapKind::ends_in_session:
            return {
                N_("the end of its CAPF session with {server} is not in the capture, which ends {seconds} after the "
                   "session's last frame"),
                kWholeSequence};
        case GapKind::ends_after_registration:
            return {N_("nothing is seen of it after its registration, {seconds} before the capture ends"),
                    N_("Capture a few minutes longer: the phone may yet contact CAPF.")};
        case GapKind::ends_after_failed_registration:
            return {N_("nothing is seen of it after an attempt to register that failed, {seconds} before the capture "
                       "ends"),
                    N_("Capture until it registers again; CUCM shows whether it is registered now.")};
        case GapKind::ends_after_session:
            return {N_("what it does after its CAPF session with {server} is not in the capture, which ends {seconds} "
                       "later"),
                    kWholeSequence};
    }
    return {};
}

Parameters with_time(Parameters values) {
    for (auto &[param, value] : values) {
        const auto *number = std::get_if<Number>(&value);
        if (param != Param::seconds || number == nullptr) continue;
        value = Term{number->value == 0 ? tr("less than a second") : count_text(number->value, "second")};
    }
    return values;
}

}  // namespace

std::string gap_text(const Gap &gap) {
    return fill_in(tr(words_of(gap.kind).what), with_time(gap.values));
}

std::string advice_text(const Gap &gap) {
    return std::string(tr(words_of(gap.kind).advice));
}

}  // namespace capf::report
