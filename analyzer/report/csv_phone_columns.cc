// SPDX-License-Identifier: GPL-2.0-or-later
// The table of phones: one row each.
#include "analyzer/language/translate.h"
#include "analyzer/report/csv_columns.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_filter.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"

namespace capf::report {
namespace {

using namespace findings;

std::string codes(const Findings &findings) {
    return join(findings, [](const Finding &one) { return name_of(one.code); });
}

// A cell that only a phone has.
template <std::string (*Cell)(const PhoneReport &)>
std::string of_phone(const PhoneLine &line) {
    return line.phone == nullptr ? "" : Cell(*line.phone);
}
template <std::string (*Cell)(const CaptureReport &)>
std::string of_capture(const PhoneLine &line) {
    return Cell(line.capture);
}
template <Step Wanted>
std::string of_step(const PhoneLine &line) {
    if (line.phone == nullptr) return "";
    for (const StepResult &step : line.phone->steps) {
        if (step.step == Wanted) return name_of(step.status);
    }
    return "";
}

// Of the likeliest diagnosis.
template <std::string (*Cell)(const Finding &)>
std::string of_cause(const PhoneReport &phone) {
    return phone.diagnoses.empty() ? "" : Cell(phone.diagnoses.front());
}
// Of the last CAPF session, which decides.
template <std::string (*Cell)(const SessionReport &)>
std::string of_session(const PhoneReport &phone) {
    return phone.sessions.empty() ? "" : Cell(phone.sessions.back());
}

std::string file(const CaptureReport &capture) {
    return capture.file;
}
std::string packets(const CaptureReport &capture) {
    return std::to_string(capture.packets);
}
std::string first_time(const CaptureReport &capture) {
    return capture.first_time ? rfc3339(*capture.first_time) : "";
}
std::string last_time(const CaptureReport &capture) {
    return capture.last_time ? rfc3339(*capture.last_time) : "";
}
std::string capture_notices(const CaptureReport &capture) {
    return codes(capture.notices);
}
std::string problem(const CaptureReport &capture) {
    return capture.problem;
}

std::string redacted(const CaptureReport &capture) {
    return truth(capture.redacted);
}

std::string device(const PhoneReport &phone) {
    return phone.device.value_or("");
}
std::string addresses(const PhoneReport &phone) {
    return join(phone.addresses, [](const std::string &address) { return address; });
}
std::string verdict(const PhoneReport &phone) {
    return name_of(phone.verdict);
}
std::string failed_step(const PhoneReport &phone) {
    return phone.failed_step ? name_of(*phone.failed_step) : "";
}
std::string diagnoses(const PhoneReport &phone) {
    return codes(phone.diagnoses);
}
std::string history(const PhoneReport &phone) {
    return codes(phone.history);
}
std::string phone_notices(const PhoneReport &phone) {
    return codes(phone.notices);
}
std::string conclusion(const PhoneReport &phone) {
    return conclusion_text(phone);
}

std::string code(const Finding &one) {
    return std::string(name_of(one.code));
}
std::string evidence(const Finding &one) {
    return name_of(one.evidence);
}
std::string summary(const Finding &one) {
    return summary_text(one);
}
std::string remedy(const Finding &one) {
    return remedy_text(one);
}
std::string frames(const Finding &one) {
    return join(positions_of(one.refs), [](std::uint32_t frame) { return std::to_string(frame); });
}
std::string filter(const Finding &one) {
    return frame_filter(one.refs);
}

std::string capf_server(const SessionReport &session) {
    return dissection::to_string(session.server);
}
std::string operation(const SessionReport &session) {
    return name_of(session.operation);
}
std::string end_reason(const SessionReport &session) {
    return session.end_reason ? std::to_string(*session.end_reason) : "";
}
std::string tls_version(const SessionReport &session) {
    return session.tls_version;
}
std::string cipher(const SessionReport &session) {
    return session.cipher;
}

constexpr CsvColumn<PhoneLine> kPhoneColumns[] = {
    {{"file", N_("the capture"), true}, of_capture<file>},
    {{"device", N_("device name; empty when the capture does not show it"), true}, of_phone<device>},
    {{"addresses", N_("the phone's addresses, separated by spaces"), true}, of_phone<addresses>},
    {{"verdict", N_("encrypted, failed, incomplete or not-enabled"), true}, of_phone<verdict>},
    {{"failed_step", N_("where it stopped"), true}, of_phone<failed_step>},
    {{"code", N_("the likeliest diagnosis"), true}, of_phone<of_cause<code>>},
    {{"evidence", N_("how it is known: observed, decrypted, reported or inferred"), true},
     of_phone<of_cause<evidence>>},
    {{"diagnoses", N_("all codes, the likeliest first, separated by spaces"), true}, of_phone<diagnoses>},
    {{"summary", N_("what shows the likeliest cause"), true}, of_phone<of_cause<summary>>},
    {{"remedy", N_("what to do"), true}, of_phone<of_cause<remedy>>},
    {{"filter", N_("display filter for its evidence"), true}, of_phone<of_cause<filter>>},
    {{"problem", N_("why the capture could not be read, or not to its end"), true}, of_capture<problem>},
    {{"frames", N_("frame numbers of its evidence, separated by spaces"), false}, of_phone<of_cause<frames>>},
    {{"history", N_("codes of earlier rounds"), false}, of_phone<history>},
    {{"notices", N_("codes of the notices about the phone"), false}, of_phone<phone_notices>},
    {{"conclusion", N_("the verdict in a paragraph"), false}, of_phone<conclusion>},
    {{"trust-list", N_("status of this step, as of the next nine"), false}, of_step<Step::trust_list>},
    {{"partial-config", "", false}, of_step<Step::partial_config>},
    {{"capf-connect", "", false}, of_step<Step::capf_connect>},
    {{"capf-tls", "", false}, of_step<Step::capf_tls>},
    {{"capf-dialogue", "", false}, of_step<Step::capf_dialogue>},
    {{"key-store", "", false}, of_step<Step::key_store>},
    {{"phone-reset", "", false}, of_step<Step::phone_reset>},
    {{"matching-config", "", false}, of_step<Step::matching_config>},
    {{"encrypted-config", "", false}, of_step<Step::encrypted_config>},
    {{"in-use", "", false}, of_step<Step::in_use>},
    {{"capf_server", N_("address and port of the last CAPF session"), false}, of_phone<of_session<capf_server>>},
    {{"operation", N_("what it was for: install, fetch, delete, none or unknown"), false},
     of_phone<of_session<operation>>},
    {{"end_reason", N_("reason of its END_SESSION"), false}, of_phone<of_session<end_reason>>},
    {{"tls_version", N_("of that session"), false}, of_phone<of_session<tls_version>>},
    {{"cipher", N_("of that session"), false}, of_phone<of_session<cipher>>},
    {{"packets", N_("frames in the capture"), false}, of_capture<packets>},
    {{"first_time", N_("time of the first, UTC"), false}, of_capture<first_time>},
    {{"last_time", N_("time of the last, UTC"), false}, of_capture<last_time>},
    {{"capture_notices", N_("codes of the notices about the capture"), false}, of_capture<capture_notices>},
    {{kRedactedField, kRedactedMeaning, false}, of_capture<redacted>},
};

}  // namespace

std::span<const CsvColumn<PhoneLine>> phone_columns() {
    return kPhoneColumns;
}

}  // namespace capf::report
