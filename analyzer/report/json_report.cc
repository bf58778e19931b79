// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/json_report.h"

#include <algorithm>

#include "analyzer/language/language.h"
#include "analyzer/report/across_phones.h"
#include "analyzer/report/capf_text.h"
#include "analyzer/report/certificate_json.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/gap_text.h"
#include "analyzer/report/json_parts.h"
#include "analyzer/report/json_text.h"
#include "analyzer/report/json_value.h"
#include "analyzer/report/mask.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/report_time.h"
#include "plugin/wire/capf_message.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr int kSchemaVersion = 1;

Json time_or_null(const std::optional<std::int64_t> &time) {
    return time ? Json(rfc3339(*time)) : Json(nullptr);
}

// Where a statement is seen: in which input, at which position (frame number) and when.
Json refs_json(const EvidenceRefs &refs) {
    return list_json(refs, [](const EvidenceRef &ref) -> Json {
        return json_object({{"source", ref.source},
                            {"position", ref.position},
                            {"time", ref.time == 0 ? Json(nullptr) : Json(rfc3339(ref.time))}});
    });
}

Json value_json(const Value &value) {
    if (const auto *number = std::get_if<Number>(&value)) return number->value;
    if (const auto *date = std::get_if<Date>(&value)) return rfc3339_seconds(date->seconds);
    return value_text(value);
}

Json values_json(const Parameters &values) {
    Json result = Json::object();
    for (const auto &[param, value] : values) {
        if (!result.contains(name_of(param))) result[name_of(param)] = value_json(value);
    }
    return result;
}

void add_finding(Json &to, const Finding &finding) {
    add_members(to, {{"indication", name_of(finding.shown_by)},
                     {"frames", positions_of(finding.refs)},
                     {"evidence_refs", refs_json(finding.refs)},
                     {"values", values_json(finding.values)},
                     {"summary", summary_text(finding)}});
}

Json finding_json(const Finding &finding) {
    Json result = json_object({{"code", name_of(finding.code)}});
    add_finding(result, finding);
    return result;
}

Json diagnosis_json(const Finding &finding) {
    Json result = json_object(
        {{"code", name_of(finding.code)}, {"step", name_of(finding.step())}, {"evidence", name_of(finding.evidence)}});
    add_finding(result, finding);
    add_members(result, {{"remedy", remedy_text(finding)}});
    return result;
}

Json step_json(const PhoneReport &phone, const StepResult &step) {
    return json_object({{"step", name_of(step.step)},
                        {"status", name_of(step.status)},
                        {"evidence", name_of(step.evidence)},
                        {"frames", positions_of(step.refs)},
                        {"time", step.when ? Json(rfc3339(step.when->time)) : Json(nullptr)},
                        {"summary", step_text(phone, step)}});
}

Json gap_json(const Gap &gap) {
    return json_object({{"kind", name_of(gap.kind)},
                        {"frames", positions_of(gap.refs)},
                        {"evidence_refs", refs_json(gap.refs)},
                        {"values", values_json(gap.values)},
                        {"summary", gap_text(gap)},
                        {"advice", advice_text(gap)}});
}

Json round_json(const PhoneReport &phone, const RoundReport &round) {
    return json_object(
        {{"first_time", rfc3339(round.begin.time)},
         {"last_time", rfc3339(round.end.time)},
         {"frames", {round.begin.position, std::max(round.begin.position, round.end.position)}},
         {"outcome", name_of(round.outcome)},
         {"diagnoses", list_json(round.diagnoses, [](const Finding &one) { return Json(name_of(one.code)); })},
         {"summary", round_text(phone, round)}});
}

Json file_json(const FileReport &file) {
    Json result = json_object({{"name", file.name},
                               {"transport", file.transport},
                               {"server", file.server},
                               {"port", file.port},
                               {"status", file.status},
                               {"bytes", file.bytes},
                               {"sha256", or_null(file.sha256)},
                               {"kind", file.kind}});
    if (file.answer.http_status != 0) result["http_status"] = file.answer.http_status;
    if (file.answer.tftp_error >= 0) result["tftp_error"] = file.answer.tftp_error;
    if (file.answer.from_phone) result["tftp_error_from_phone"] = true;
    if (!file.answer.icmp_reporter.empty()) result["unreachable_from"] = file.answer.icmp_reporter;
    if (file.signature) {
        result["signature"] = trust::verdict_name(file.signature->verdict);
        result["signer"] = or_null(file.signer);
        result["reason"] = or_null(file.signature->reason);
        if (file.signer_at.position != 0) result["signer_frame"] = file.signer_at.position;
        result["signer_source"] = or_null(file.signer_source);
        result["signer_role"] = or_null(file.signer_role);
        result["signer_may_sign"] = file.signer_may_sign ? Json(*file.signer_may_sign) : Json(nullptr);
        if (file.signer_trusted_before) result["signer_trusted_before"] = *file.signer_trusted_before;
    } else {
        result["signature"] = result["signer"] = result["reason"] = nullptr;
    }
    result["frames"] = positions_of(file.refs);
    result["time"] = rfc3339(file.asked.time);
    return result;
}

Json element_json(const wire::CapfElement &element, const MessageReport &message, bool show_secrets) {
    Json result = json_object({{"tag", element.tag}});
    const auto name = wire::name_of(wire::capf_element_names(), element.tag);
    result["name"] = or_null(std::string(name));
    result["length"] = element.declared_length;
    if (const auto *number = std::get_if<wire::CapfNumber>(&element.content)) result["value"] = number->value;
    if (const auto *text = std::get_if<wire::CapfText>(&element.content)) {
        result["text"] = is_secret(element) ? masked(text->value, show_secrets) : text->value;
    }
    if (std::holds_alternative<std::monostate>(element.content) && name.empty()) {
        result["bytes"] = wire::to_hex(wire::slice(message.bytes(), element.value));
    }
    return result;
}

Json message_json(const MessageReport &message, bool show_secrets) {
    return json_object({{"command", message.command},
                        {"name", or_null(std::string(wire::name_of(wire::capf_command_names(), message.command)))},
                        {"from", message.from_server ? "server" : "phone"},
                        {"frame", message.at.position},
                        {"elements", list_json(message.parsed().elements, [&](const wire::CapfElement &element) {
                             return element_json(element, message, show_secrets);
                         })}});
}

Json inferred_json(const SessionReport &session) {
    const InferredReport &inferred = *session.inferred;
    Json result = json_object({{"reached", inference::name_of(session.reached)},
                               {"ended", inferred.ended},
                               {"key", or_null(session.key)},
                               {"certificate_authentication", inferred.certificate_authentication}});
    if (inferred.certificate.least > 0) {
        result["certificate_bytes"] = {inferred.certificate.least, inferred.certificate.most};
    }
    result["alternatives"] = list_json(inferred.alternatives, [](Operation one) { return Json(name_of(one)); });
    return result;
}

Json session_json(const SessionReport &session, bool show_secrets) {
    Json result = json_object({{"client", dissection::to_string(session.client)},
                               {"server", dissection::to_string(session.server)},
                               {"tls_version", or_null(session.tls_version)},
                               {"cipher", or_null(session.cipher)},
                               {"certificate_sha256", or_null(session.certificate_sha256)},
                               {"evidence", name_of(session.evidence)},
                               {"operation", name_of(session.operation)},
                               {"end_reason", session.end_reason ? Json(*session.end_reason) : Json(nullptr)},
                               {"summary", session_text(session)},
                               {"join", session.join}});
    if (!session.candidates.empty()) result["candidates"] = session.candidates;
    if (session.evidence == Evidence::inferred) result["confidence"] = session.confidence;
    if (session.inferred) result["inferred"] = inferred_json(session);
    result["messages"] =
        list_json(session.messages, [&](const MessageReport &message) { return message_json(message, show_secrets); });
    result["frames"] = positions_of(session.refs);
    return result;
}

Json use_json(const CertificateUse &use) {
    return json_object({{"role", role_text(use)}, {"where", place_text(use)}, {"frame", use.at.position}});
}

Json certificate_report_json(const CertificateReport &report) {
    Json result = certificate_json(report.certificate);
    result["uses"] = list_json(report.uses, use_json);
    return result;
}

// Of a log, as evidence and log_events name it.
Json log_file_json(const LogFile &file, std::size_t index) {
    Json result = json_object({{"source", kFirstLogSource + index},
                               {"label", or_null(file.label)},
                               {"file", file.path},
                               {"reader", file.reader},
                               {"lines", file.lines},
                               {"recognised", file.recognised},
                               {"unrecognised", file.unrecognised},
                               {"clock", nullptr}});
    if (file.clock) {
        result["clock"] = json_object(
            {{"offset_ns", file.clock->offset}, {"spread_ns", file.clock->spread}, {"matches", file.clock->matches}});
    }
    return result;
}

Json log_files_json(const std::vector<LogFile> &files) {
    Json result = Json::array();
    for (std::size_t i = 0; i < files.size(); ++i) result.push_back(log_file_json(files[i], i));
    return result;
}

Json log_event_json(const LogLine &line, const std::vector<LogFile> &files) {
    const LogFile &file = files[line.file];
    return json_object({{"source", kFirstLogSource + line.file},
                        {"label", file.label},
                        {"line", line.line},
                        {"time", time_or_null(line.time)},
                        {"offset_ns", line.time && file.clock ? Json(file.clock->offset) : Json(nullptr)},
                        {"evidence", name_of(Evidence::reported)},
                        {"join", name_of(line.join)},
                        {"kind", line.kind},
                        {"program", or_null(line.program)},
                        {"text", line.text},
                        {"values", values_json(line.values)},
                        {"matters", line.matters}});
}

Json log_alarm_json(const LogAlarm &alarm, const std::vector<LogFile> &files) {
    return json_object({{"source", kFirstLogSource + alarm.file},
                        {"label", files[alarm.file].label},
                        {"line", alarm.line},
                        {"alarm", alarm.alarm},
                        {"certificate", or_null(alarm.certificate)},
                        {"unit", alarm.unit},
                        {"expires", or_null(alarm.expires)}});
}

Json phone_json(const PhoneReport &phone, bool show_secrets) {
    return json_object(
        {{"device", phone.device ? Json(*phone.device) : Json(nullptr)},
         {"addresses", phone.addresses},
         {"verdict", name_of(phone.verdict)},
         {"failed_step", phone.failed_step ? Json(name_of(*phone.failed_step)) : Json(nullptr)},
         {"diagnoses", list_json(phone.diagnoses, diagnosis_json)},
         {"history", list_json(phone.history, diagnosis_json)},
         {"gaps", list_json(phone.gaps, gap_json)},
         {"rounds", list_json(phone.rounds, [&](const RoundReport &round) { return round_json(phone, round); })},
         {"steps", list_json(phone.steps, [&](const StepResult &step) { return step_json(phone, step); })},
         {"files", list_json(phone.files, file_json)},
         {"capf_sessions",
          list_json(phone.sessions, [&](const SessionReport &session) { return session_json(session, show_secrets); })},
         {"certificates", list_json(phone.certificates, certificate_report_json)},
         {"notices", list_json(phone.notices, finding_json)},
         {"conclusion", conclusion_text(phone)}});
}

void add_capture(Json &to, const CaptureReport &capture, Json phones) {
    add_members(to, {{"file", capture.file},
                     {"packets", capture.packets},
                     {"first_time", time_or_null(capture.first_time)},
                     {"last_time", time_or_null(capture.last_time)},
                     {"notices", list_json(capture.notices, finding_json)},
                     {"phones", std::move(phones)}});
    if (!capture.log_files.empty()) to["logs"] = log_files_json(capture.log_files);
    if (!capture.log_alarms.empty()) {
        to["certificate_alarms"] = list_json(
            capture.log_alarms, [&](const LogAlarm &alarm) { return log_alarm_json(alarm, capture.log_files); });
    }
    if (capture.log_lines_left_out > 0) to["log_lines_left_out"] = capture.log_lines_left_out;
    if (!capture.parts.empty()) {
        to["files"] = list_json(capture.parts, [](const CapturePart &part) {
            return json_object({{"file", part.file}, {"first_frame", part.first_frame}, {"packets", part.packets}});
        });
    }
    if (capture.strangers > 0) to["other_hosts"] = capture.strangers;
    if (!capture.problem.empty()) to["problem"] = capture.problem;
    if (capture.redacted) to["redacted"] = true;
    if (capture.changed) to["changed"] = true;
}

Json phones_json(const CaptureReport &capture, bool show_secrets) {
    return list_json(capture.phones, [&](const PhoneReport &phone) {
        Json one = phone_json(phone, show_secrets);
        if (phone.log_lines.empty()) return one;
        one["log_events"] =
            list_json(phone.log_lines, [&](const LogLine &line) { return log_event_json(line, capture.log_files); });
        return one;
    });
}

Json capture_json(const CaptureReport &capture, Json phones) {
    Json result = Json::object();
    add_capture(result, capture, std::move(phones));
    return result;
}

Json place_json(const Place &place) {
    return json_object({{"capture", place.capture}, {"frame", place.frame}, {"time", rfc3339(place.time)}});
}

Json trust_list_json(const TrustListRow &row) {
    return json_object({{"kind", row.kind},
                        {"server", row.server},
                        {"records_sha256", row.records_sha256},
                        {"sha256", row.sha256},
                        {"differs", row.differs},
                        {"signer", or_null(row.signer)},
                        {"signature", row.signature},
                        {"records", row.records ? Json(*row.records) : Json(nullptr)},
                        {"phones", row.phones},
                        {"first", place_json(row.first)}});
}

Json phone_certificate_json(const PhoneCertificateRow &row) {
    Json certificate = certificate_json(row.certificate);
    certificate["uses"] = list_json(row.uses, use_json);
    return json_object({{"phone", row.phone},
                        {"kind", row.kind},
                        {"certificate", std::move(certificate)},
                        {"first", place_json(row.first)}});
}

Json registration_json(const RegistrationRow &row) {
    return json_object({{"phone", row.phone},
                        {"server", dissection::to_string(row.server)},
                        {"protocol", row.protocol},
                        {"transport", row.transport},
                        {"outcome", name_of(row.outcome)},
                        {"evidence", name_of(row.evidence)},
                        {"status", row.status ? Json(*row.status) : Json(nullptr)},
                        {"reason", or_null(row.reason)},
                        {"warning", or_null(row.warning)},
                        {"count", row.count},
                        {"first", place_json(row.first)},
                        {"last", place_json(row.last)}});
}

Json across_phones_json(const std::vector<CaptureReport> &captures) {
    const AcrossPhones tables = across_phones(captures);
    return json_object({{"trust_lists", list_json(tables.trust_lists, trust_list_json)},
                        {"certificates", list_json(tables.certificates, phone_certificate_json)},
                        {"registrations", list_json(tables.registrations, registration_json)}});
}

Json tool_json(const JsonOptions &options) {
    return json_object(
        {{"name", "capfcheck"}, {"version", CAPF_VERSION}, {"wireshark_version", options.wireshark_version}});
}

// A phone in a report's list of captures stands that deep.
constexpr int kIndent = 2;
constexpr std::size_t kPhonesDepth = 6, kPhoneDepth = kPhonesDepth + kIndent;
constexpr int kOneLine = -1;

std::string new_line(std::size_t depth) {
    return "\n" + std::string(depth, ' ');
}

// `json` has one capture, whose list of phones is empty: it is the first such list in it. Text has no quotation marks.
JsonPieces cut_at_phones(const std::string &json, const std::string &empty_list, std::string between,
                         const std::string &end) {
    const std::size_t at = json.find(empty_list), inside = at + empty_list.size() - 1;
    return {json.substr(0, inside) + between.substr(1), std::move(between), end + json.substr(inside)};
}

// The begin of a line of JSON.
Json line_head(const JsonOptions &options) {
    return json_object({{"schema_version", kSchemaVersion}, {"tool", tool_json(options)}});
}

}  // namespace

Json report_json(const std::vector<CaptureReport> &captures, const JsonOptions &options) {
    const language::English english;
    return json_object({{"schema_version", kSchemaVersion},
                        {"tool", tool_json(options)},
                        {"captures", list_json(captures, [&](const CaptureReport &capture) {
                             return capture_json(capture, phones_json(capture, options.show_secrets));
                         })}});
}

std::string json_report(const std::vector<CaptureReport> &captures, const JsonOptions &options) {
    const language::English english;
    Json report = report_json(captures, options);
    report["across_phones"] = across_phones_json(captures);
    return json_text(report, kIndent) + "\n";
}

JsonPieces json_report_pieces(const CaptureReport &capture, const JsonOptions &options) {
    const language::English english;
    const Json report = json_object({{"schema_version", kSchemaVersion},
                                     {"tool", tool_json(options)},
                                     {"captures", Json::array({capture_json(capture, Json::array())})},
                                     {"across_phones", across_phones_json({capture})}});
    return cut_at_phones(json_text(report, kIndent) + "\n", new_line(kPhonesDepth) + "\"phones\": []",
                         "," + new_line(kPhoneDepth), new_line(kPhonesDepth));
}

JsonPieces json_line_pieces(const CaptureReport &capture, const JsonOptions &options) {
    const language::English english;
    Json line = line_head(options);
    add_capture(line, capture, Json::array());
    return cut_at_phones(json_text(line, kOneLine) + "\n", "\"phones\":[]", ",", "");
}

std::string json_report_phone(const PhoneReport &phone, const JsonOptions &options) {
    const language::English english;
    return json_text(phone_json(phone, options.show_secrets), kIndent, kPhoneDepth);
}

std::string json_line_phone(const PhoneReport &phone, const JsonOptions &options) {
    const language::English english;
    return json_text(phone_json(phone, options.show_secrets), kOneLine);
}

std::string json_line(const CaptureReport &capture, const JsonOptions &options) {
    const language::English english;
    Json line = line_head(options);
    add_capture(line, capture, phones_json(capture, options.show_secrets));
    return json_text(line, kOneLine) + "\n";
}

}  // namespace capf::report
