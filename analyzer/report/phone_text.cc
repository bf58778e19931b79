// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/phone_text.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"
#include "plugin/wire/tls_numbers.h"
#include "plugin/wire/trust_list.h"

namespace capf::report {
namespace {

using namespace findings;
using inference::Progress;

std::string term_of(const Parameters &values, Param param) {
    const Value *value = find(values, param);
    return value == nullptr ? std::string() : value_text(*value);
}

const char *progress_text(Progress reached) {
    switch (reached) {
        case Progress::nothing:
            return tr("no CAPF message");
        case Progress::auth_request:
            return tr("up to AUTH_REQUEST");
        case Progress::auth_response:
            return tr("up to AUTH_RESPONSE");
        case Progress::operation_request:
            return tr("up to the server's request");
        case Progress::operation_response:
            return tr("up to the phone's response");
        case Progress::store_request:
            return tr("up to STORE_CERTIFICATE_REQUEST");
        case Progress::store_response:
            return tr("up to STORE_CERTIFICATE_RESPONSE");
        case Progress::end_session:
            return tr("to END_SESSION");
    }
    return "";
}

std::string range_text(inference::Length length) {
    return length.most == length.least ? grouped(length.least)
                                       : tr_format("{0} to {1}", grouped(length.least), grouped(length.most));
}

// What an engineer can use of the lengths, and what they do not tell.
std::string inferred_text(const InferredReport &inferred) {
    std::string text;
    if (inferred.certificate_authentication) {
        text += tr(", the phone authenticates by certificate");
        if (inferred.sudi != inference::Sudi::no) {
            text += inferred.sudi == inference::Sudi::yes ? tr(" and its SUDI") : tr(", perhaps its SUDI as well");
        }
    } else if (inferred.password.least > 0) {
        text += tr_format(", authentication string of {} characters", range_text(inferred.password));
        if (!inferred.name_known) text += tr(" if the name has 15");
    }
    if (inferred.certificate.least > 0) {
        text += tr_format(", certificate of {} bytes", range_text(inferred.certificate));
    }
    if (inferred.retry_possible && !inferred.retry_later) text += tr("; or RETRY_LATER");
    std::string_view joint = tr_in(NC_("between words", "; or "));
    for (const Operation one : inferred.alternatives) {
        if (one == Operation::none && inferred.retry_possible) continue;  // RETRY_LATER, which is named
        text += joint;
        text += shown_name(one);
        joint = tr_in(kOr);
    }
    return text;
}

std::string_view handshake_name(std::uint8_t type) {
    switch (type) {
        case wire::kTlsHelloRequest:
            return "Hello Request";
        case wire::kTlsClientHello:
            return "Client Hello";
        case wire::kTlsServerHello:
            return "Server Hello";
        case wire::kTlsNewSessionTicket:
            return "New Session Ticket";
        case wire::kTlsEncryptedExtensions:
            return "Encrypted Extensions";
        case wire::kTlsCertificate:
            return "Certificate";
        case wire::kTlsServerKeyExchange:
            return "Server Key Exchange";
        case wire::kTlsCertificateRequest:
            return "Certificate Request";
        case wire::kTlsServerHelloDone:
            return "Server Hello Done";
        case wire::kTlsCertificateVerify:
            return "Certificate Verify";
        case wire::kTlsClientKeyExchange:
            return "Client Key Exchange";
        case wire::kTlsFinished:
            return "Finished";
        default:
            return "Handshake";
    }
}

std::string record_text(const TlsRecordNote &record) {
    switch (record.content_type) {
        case wire::kTlsChangeCipherSpec:
            return "Change Cipher Spec";
        case wire::kTlsApplicationData:
            return "Application Data";
        case wire::kTlsAlert:
            return record.alert ? "Alert " + wire::tls_alert_name(*record.alert) : "Encrypted Alert";
        default:
            break;
    }
    std::string text;
    for (const std::uint8_t type : record.handshakes) {
        text += (text.empty() ? "" : ", ") + std::string(handshake_name(type));
    }
    return text.empty() ? "Encrypted Handshake Message" : text;
}

std::string records_text(const Event &event) {
    std::string text = term_of(event.values, Param::version);
    for (const TlsRecordNote &record : event.records) {
        text += (&record == &event.records.front() ? " " : ", ") + record_text(record);
    }
    return text + fill_in(tr("[, certificate {certificate}]"), event.values);
}

std::string repeated_text(const Parameters &values) {
    const Value *count = find(values, Param::count);
    const auto *number = count == nullptr ? nullptr : std::get_if<Number>(count);
    return number == nullptr || number->value == 0 ? "" : tr_format(", repeated {}", times_text(number->value));
}

// Says in words what the database's hash agrees with.
Parameters with_source_of_hash(Parameters values) {
    for (auto &[param, value] : values) {
        auto *from = param == Param::expected_from ? std::get_if<Term>(&value) : nullptr;
        if (from == nullptr) continue;
        if (from->text == "stored") from->text = tr("the MD5 of the LSC that CAPF stored");
        if (from->text == "fetched") from->text = tr("the MD5 of the certificate that CAPF fetched");
        if (from->text == "shown") from->text = tr("the MD5 of the certificate that the phone showed to CAPF");
    }
    return values;
}

std::string_view pattern_of(StepRemark remark) {
    switch (remark) {
        case StepRemark::diagnosis:
        case StepRemark::file:
        case StepRemark::file_status:
        case StepRemark::session:
        case StepRemark::encrypted_file:
        case StepRemark::list_too_large:
            break;  // told by what they name
        case StepRemark::list_on_no_server:
            return tr("the server has none; the phone may have one already");
        case StepRemark::list_given:
            return tr("none downloaded in this capture; {path} was given, {count:record}");
        case StepRemark::list_not_downloaded:
            return tr("none downloaded in this capture; the phone may have one already");
        case StepRemark::hidden_by_https:
            return tr("the phone fetches files over HTTPS, which cannot be read without keys");
        case StepRemark::encrypted_asked_at_once:
            return tr("the phone asks for the encrypted file at once");
        case StepRemark::no_config:
            return tr("no configuration in this capture");
        case StepRemark::capf_not_used:
            return tr("CAPF was not used in this capture");
        case StepRemark::capf_not_contacted:
            return tr("no connection to CAPF in this capture");
        case StepRemark::no_answer:
            return tr("no connection to {server} comes up in this capture");
        case StepRemark::connected:
            return tr("{address} -> {server}[ ({configured:host})]");
        case StepRemark::capf_without_tls:
            return tr("CAPF in the clear, without TLS");
        case StepRemark::handshake_not_captured:
            return tr("the handshake is not in this capture");
        case StepRemark::no_handshake:
            return tr("no TLS handshake in this capture");
        case StepRemark::no_capf_message:
            return tr("no CAPF message in this capture");
        case StepRemark::handshake_unfinished:
            return tr("the TLS handshake does not complete in this capture");
        case StepRemark::handshake_done:
            return tr("{version}[ {protocol}][, server certificate {certificate}]");
        case StepRemark::session_in_part:
            return tr("part of the session is not in the capture");
        case StepRemark::no_capf_success:
            return tr("no successful CAPF session in this capture");
        case StepRemark::no_config_after_capf:
            return tr("no configuration after CAPF in this capture");
        case StepRemark::hash_empty_after_capf:
            return tr("certHash is empty after CAPF");
        case StepRemark::hash_empty_again:
            return tr("certHash was {hash} after CAPF, and is empty again");
        case StepRemark::hash_now:
            return tr("certHash is now {hash}");
        case StepRemark::hash_in_database:
            return tr("the database holds md5hash {hash}, which is {expected-from}");
        case StepRemark::asks_again:
            return tr("asks for its files again");
        case StepRemark::no_request_after_capf:
            return tr("no request after CAPF in this capture");
        case StepRemark::not_encrypted:
            return tr("the configuration is not encrypted");
        case StepRemark::hash_is_certificates:
            return tr("certHash is the MD5 of the certificate that CAPF handled");
        case StepRemark::hash_empty:
            return tr("certHash is empty");
        case StepRemark::hash_not_comparable:
            return tr("certHash {hash} cannot be compared");
        case StepRemark::hash_followed:
            return tr("certHash {hash}, and the phone goes on to the encrypted file");
        case StepRemark::feature_off:
            return tr("the feature is off for this phone");
        case StepRemark::encrypted_not_asked:
            return tr("not requested in this capture");
        case StepRemark::registered:
            return tr("registers over {protocol}");
        case StepRemark::signalling:
            return tr("signalling with {server}");
        case StepRemark::not_judged:
            return tr("not judged");
        case StepRemark::frames_cut:
            return tr("not known: frames are cut in the capture");
        case StepRemark::registration_not_told:
            return tr("tries to register with {server}; whether it succeeds is not known");
        case StepRemark::not_registered:
            return tr("tries to register, and no server has registered it");
        case StepRemark::no_registration:
            return tr("no registration in this capture");
        case StepRemark::log_list_accepted:
            return tr("the phone says in its log that it accepted the trust list");
        case StepRemark::log_file_sent:
            return tr("the server says in its log that it sent {file}");
        case StepRemark::log_capf_connected:
            return tr("the phone says in its log that it connected to CAPF");
        case StepRemark::log_capf_handshake:
            return tr("the phone says in its log that the TLS handshake with CAPF succeeded");
        case StepRemark::log_capf_session:
            return tr("the log of the CAPF service shows a session with the phone");
        case StepRemark::log_capf_result:
            return tr("the CAPF service says in its log: {operation}");
        case StepRemark::log_expects_encrypted:
            return tr("the phone says in its log that it expects an encrypted configuration");
        case StepRemark::log_encrypted_accepted:
            return tr("the phone says in its log that the signature of its encrypted configuration is valid");
        case StepRemark::log_registered:
            return tr("a log says that the phone registered");
        case StepRemark::not_in_logs:
            return tr("no log mentions it");
    }
    return "";
}

std::string named_file_text(const FileReport &file) {
    const std::string content = content_text(file);
    return fmt::format("{}: {}{}{}", file.name, content, content.empty() ? "" : tr_in(kComma), signature_text(file));
}

// Of a file on which its step was not decided.
std::string what_came_of(const FileReport &file) {
    if (file.status == "complete") return tr_format("{0} bytes, {1}", grouped(file.bytes), signature_text(file));
    if (file.status == "lost-in-capture") return tr("part of it is missing from the capture");
    if (file.status == "unfinished") return tr("the capture ends before it had arrived");
    if (says_no(file.answer)) return value_text(Value{file.answer});
    if (file.status == "no-answer") return tr("no answer");
    if (file.status == "incomplete") return tr("it broke off before its end");
    return shown_status(file.status);
}

}  // namespace

bool says_no(const FileAnswer &answer) {
    constexpr int kRedirect = 300;  // and all above it
    return answer.http_status >= kRedirect || answer.tftp_error >= 0 || !answer.icmp_reporter.empty();
}

std::string content_text(const FileReport &file) {
    if (file.records) return count_text(static_cast<std::int64_t>(*file.records), "record");
    if (!file.is_config || !file.usable) return "";
    if (!file.full) return tr("configuration");
    if (*file.full) return tr("full configuration");
    if (!file.cert_hash) return tr("partial configuration, no certHash");
    if (file.cert_hash->empty()) return tr("partial configuration, certHash empty");
    return tr_format("partial configuration, certHash {}", *file.cert_hash);
}

std::string signature_text(const FileReport &file) {
    if (!file.signature) return tr("not signed");
    switch (file.signature->verdict) {
        case trust::Verdict::valid:
            return file.signer_may_sign.value_or(true) ? tr("signature valid")
                                                       : tr("signature valid, by a signer who may not sign it");
        case trust::Verdict::invalid:
            return tr("signature INVALID");
        case trust::Verdict::not_checked:
            break;
    }
    return tr_format("signature not checked ({})", problem_text(file.signature->reason));
}

std::string session_text(const SessionReport &session) {
    const bool unnamed = session.operation == Operation::none || session.operation == Operation::unknown;
    std::string text = unnamed ? "" : shown_name(session.operation);
    if (!session.key.empty()) text += " " + session.key;
    const bool sent_away = session.inferred && session.inferred->retry_later;
    if (!text.empty()) text += tr_in(kComma);
    text += sent_away ? "RETRY_LATER" : progress_text(session.reached);
    if (session.end_reason) {
        const auto name = wire::name_of(wire::capf_reason_names(), static_cast<std::uint32_t>(*session.end_reason));
        text += tr_format(", reason {}", *session.end_reason);
        if (!name.empty()) text += fmt::format(" ({})", name);
    }
    if (!session.inferred) return text;
    if (session.inferred->ended && session.reached != Progress::end_session) text += tr(", then ended by the server");
    return text + inferred_text(*session.inferred);
}

std::string event_text(const Event &event, const SessionReport *session) {
    const std::string protocol = term_of(event.values, Param::protocol);
    const std::string prefix = protocol.empty() || event.kind == EventKind::registered ? "" : protocol + ": ";
    switch (event.kind) {
        case EventKind::syn:
            return prefix + fill_in(tr("TCP SYN to port {port}"), event.values) + repeated_text(event.values);
        case EventKind::syn_ack:
            return prefix + "TCP SYN, ACK" + repeated_text(event.values);
        case EventKind::fin:
            return prefix + "TCP FIN";
        case EventKind::reset:
            return prefix + "TCP RST";
        case EventKind::icmp_unreachable:
            return prefix + fill_in(tr("ICMP unreachable from {reporter}"), event.values);
        case EventKind::tls_records:
            return prefix + records_text(event);
        case EventKind::capf_message:
            return fill_in(tr("CAPF {operation}[ {key}][ {device}][ reason {reason}]"), event.values);
        case EventKind::tvs_message:
            return fill_in(tr("TVS {operation}[ about {certificate}][ status {status}][ ({reason})]"), event.values);
        case EventKind::registered:
            return tr_format("{} registered", protocol);
        case EventKind::capf_inferred:
            return session == nullptr ? "" : tr_format("CAPF inferred: {}", session_text(*session));
    }
    return "";
}

namespace {

// The first of the step.
std::string diagnosis_of(const PhoneReport &phone, Step step) {
    const auto found = std::ranges::find_if(phone.diagnoses, [&](const Finding &one) { return one.step() == step; });
    return found == phone.diagnoses.end() ? std::string() : summary_text(*found);
}

}  // namespace

std::string step_text(const PhoneReport &phone, const StepResult &step) {
    switch (step.remark) {
        case StepRemark::diagnosis:
            return diagnosis_of(phone, step.step);
        case StepRemark::file:
            return named_file_text(phone.files[*step.file]);
        case StepRemark::file_status: {
            const FileReport &file = phone.files[*step.file];
            return file.name + ": " + what_came_of(file);
        }
        case StepRemark::encrypted_file: {
            const FileReport &file = phone.files[*step.file];
            const std::string text =
                tr_format("{0}: {1} bytes, {2}", file.name, grouped(file.bytes), signature_text(file));
            return phone.decrypted ? text + tr(", decrypts and its digest agrees") : text;
        }
        case StepRemark::list_too_large: {
            const FileReport &file = phone.files[*step.file];
            return tr_format("{0}, but {1} bytes are more than the {2} that phones accept", named_file_text(file),
                             grouped(file.bytes), grouped(wire::kTrustListMaximum));
        }
        case StepRemark::session: {
            const SessionReport &session = phone.sessions[*step.session];
            std::string text = session_text(session);
            if (session.inferred) {
                // xgettext:no-c-format
                text += tr_format(" (from sizes, confidence {:.0f} %)", session.confidence * 100);
            }
            return text + (session.candidates.empty() ? "" : tr(", perhaps of another phone at this address"));
        }
        case StepRemark::hash_in_database:
            return fill_in(pattern_of(step.remark), with_source_of_hash(step.values));
        default:
            return fill_in(pattern_of(step.remark), step.values);
    }
}

std::string refusal_text(const RegistrationReport &registration) {
    const Parameters &values = registration.values;
    std::string_view why = tr("[, {reason}]");
    if (find(values, Param::status) != nullptr) why = tr("[, {status} {reason}]");
    if (find(values, Param::alert) != nullptr) why = tr("[, alert {alert} ({reason})]");
    return tr_format("{0} over {1}: registration refused{2}", registration.protocol, registration.transport,
                     fill_in(why, values));
}

std::vector<RepeatedFinding> joined_by_text(const Findings &findings) {
    std::vector<RepeatedFinding> joined;
    std::map<std::pair<Code, std::string>, std::size_t> place;
    for (const Finding &one : findings) {
        const auto [at, is_new] = place.try_emplace({one.code, summary_text(one)}, joined.size());
        if (is_new) joined.push_back({&one, 0, {}});
        RepeatedFinding &group = joined[at->second];
        ++group.count;
        group.refs.insert(group.refs.end(), one.refs.begin(), one.refs.end());
    }
    const auto key = [](const EvidenceRef &ref) { return std::pair(ref.source, ref.position); };
    for (RepeatedFinding &group : joined) {
        std::ranges::stable_sort(group.refs, {}, key);
        const auto same = [&](const EvidenceRef &a, const EvidenceRef &b) { return key(a) == key(b); };
        group.refs.erase(std::unique(group.refs.begin(), group.refs.end(), same), group.refs.end());
    }
    return joined;
}

bool are_alternatives(const Finding &one, const Finding &other) {
    return one.evidence == Evidence::inferred && other.evidence == Evidence::inferred && one.refs == other.refs;
}

std::string round_text(const PhoneReport &phone, const RoundReport &round) {
    if (round.outcome == RoundOutcome::failed) return summary_text(round.diagnoses.front());
    if (round.session) {
        const SessionReport &session = phone.sessions[*round.session];
        return tr_format("CAPF with {0}: {1}", dissection::to_string(session.server), session_text(session));
    }
    if (!round.file) return tr("no configuration arrived");
    const FileReport &file = phone.files[*round.file];
    return round.outcome == RoundOutcome::encrypted ? tr_format("{} arrived", file.name)
                                                    : file.name + ": " + content_text(file);
}

std::string role_text(const CertificateUse &use) {
    switch (use.role) {
        case CertificateRole::record: {
            const auto name = wire::name_of(wire::role_names(), use.record_role);
            return name.empty() ? tr_format("role {}", use.record_role) : std::string(name);
        }
        case CertificateRole::no_role:
            return tr("no role");
        case CertificateRole::capf_server:
            return tr("CAPF server");
        case CertificateRole::tvs_server:
            return tr("TVS server");
        case CertificateRole::https_server:
            return tr("HTTPS server");
        case CertificateRole::lsc:
            return "LSC";
        case CertificateRole::mic:
            return "MIC";
        case CertificateRole::phone:
            return std::string(tr_in(NC_("certificate", "phone")));
        case CertificateRole::sudi:
            return "SUDI";
    }
    return "";
}

std::string place_text(const CertificateUse &use) {
    const std::string text = value_text(use.where);
    if (!std::holds_alternative<Endpoint>(use.where)) return text;
    return is_of_phone(use.role) ? tr_format("TLS to {}", text) : tr_format("TLS from {}", text);
}

}  // namespace capf::report
