// SPDX-License-Identifier: GPL-2.0-or-later
// The TLS handshake with CAPF.
#include <algorithm>
#include <utility>

#include "analyzer/judge/indications.h"
#include "analyzer/judge/large_segments.h"
#include "analyzer/judge/listed_certificate.h"
#include "analyzer/judge/tls_inspection.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
namespace {

constexpr int kShortestRsaKey = 1024;

Found of_handshake(Indication indication, const CapfDialogue &dialogue, EvidenceRefs refs, Parameters values = {},
                   Evidence evidence = Evidence::observed) {
    values.emplace_back(Param::server, dialogue.connection->server);
    return {indication, evidence, std::move(refs), std::move(values), dialogue.end().time};
}

EvidenceRefs certificate_refs(const TlsSession &tls, const std::optional<FrameTime> &end) {
    EvidenceRefs refs;
    if (tls.certificate_sent) refs.emplace_back(*tls.certificate_sent);
    if (end) refs.emplace_back(*end);
    return refs;
}

// What is wrong with the server's certificate itself, by what can be seen of it.
Indications certificate_faults(const History &history, const CapfDialogue &dialogue, const EvidenceRefs &refs) {
    const auto certificate = trust::read_certificate(dialogue.tls.certificate);
    if (!certificate) return {};
    Indications found;
    const auto add = [&](Indication indication) {
        found.push_back(of_handshake(indication, dialogue, refs,
                                     {{Param::certificate, DistinguishedName{certificate->subject}},
                                      {Param::date, Date{certificate->not_after}}}));
    };
    const InList in_list = look_in_lists(history, certificate->sha256, wire::Role::capf);
    if (in_list != InList::yes && issued_by_inspection(*certificate)) {
        add(Indication::certificate_of_inspection);
        found.back().values.emplace_back(Param::issuer, DistinguishedName{certificate->issuer});
    }
    if (certificate->not_after < dialogue.begin().time / kSecond) add(Indication::certificate_expired);
    if (certificate->not_before > dialogue.begin().time / kSecond) {
        add(Indication::certificate_not_yet_valid);
        found.back().values.emplace_back(Param::last, Date{certificate->not_before});
    }
    if (certificate->key_kind == trust::KeyKind::rsa && certificate->key_bits < kShortestRsaKey) {
        add(Indication::certificate_short_key);
    } else if (!certificate->is_ca) {
        add(Indication::certificate_no_ca);
    } else if (!certificate->can_sign_certificates) {
        add(Indication::certificate_may_not_sign);
    }
    if (in_list == InList::other_certificate) {
        add(Indication::certificate_not_listed);
    }
    return found;
}

bool has(const Indications &found, Indication indication) {
    return std::any_of(found.begin(), found.end(), [&](const Found &one) { return one.indication == indication; });
}

// The CAPF certificates in the list.
std::vector<trust::Certificate> all_listed_capf(const History &history) {
    std::vector<trust::Certificate> all;
    const CheckedFile *list = history.last_trust_list();
    if (list == nullptr || !list->trust_list) return all;
    for (const wire::TrustRecord &record : list->trust_list->records) {
        auto certificate = trust::read_certificate(wire::slice(list->bytes(), record.certificate));
        if (record.has_role(wire::Role::capf) && certificate) all.push_back(*std::move(certificate));
    }
    return all;
}

std::optional<trust::Certificate> listed_capf(const History &history) {
    const std::vector<trust::Certificate> all = all_listed_capf(history);
    return all.empty() ? std::nullopt : std::optional(all.front());
}

// One that had ended before the session, or begins after it.
std::optional<trust::Certificate> listed_capf_invalid(const History &history, const CapfDialogue &dialogue) {
    const std::int64_t now = dialogue.begin().time / kSecond;
    for (const trust::Certificate &certificate : all_listed_capf(history)) {
        if (certificate.not_after < now || certificate.not_before > now) return certificate;
    }
    return std::nullopt;
}

// The phone turned the certificate down, by an alert or by leaving (`refusal`). What can be seen to be wrong with the
// certificate comes first: expired, else unsuitable, else not in the trust list; the bare fact last. TLS 1.3 hides the
// certificate: what is wrong with it can only be a guess, except for what the list says of its own.
Indications certificate_refused(const History &history, const CapfDialogue &dialogue, Found refusal) {
    const EvidenceRefs refs = refusal.refs;
    const bool hidden = dialogue.tls.certificate.empty() && dialogue.tls.is_1_3();
    const auto listed = listed_capf_invalid(history, dialogue);
    const Indications list = of_trust_list_for_capf(history);
    Indications found;
    if (has(list, Indication::list_without_capf) || has(list, Indication::given_list_without_capf) ||
        has(list, Indication::list_for_rollback)) {
        found = list;
    }
    append(found, of_server(history, dialogue));
    append(found, certificate_faults(history, dialogue, refs));
    if (hidden && listed) {
        const bool early = listed->not_before > dialogue.begin().time / kSecond;
        found.push_back(of_handshake(
            early ? Indication::listed_certificate_not_yet_valid : Indication::listed_certificate_expired, dialogue,
            refs, {{Param::date, Date{early ? listed->not_before : listed->not_after}}}, Evidence::inferred));
    }
    if (listed) append(found, list);
    found.push_back(std::move(refusal));
    if (hidden) {
        for (const Indication one : {Indication::hidden_certificate_not_listed, Indication::hidden_certificate_expired,
                                     Indication::hidden_certificate_unsuitable}) {
            found.push_back(of_handshake(one, dialogue, refs, {}, Evidence::inferred));
        }
    }
    append(found, list);
    append(found, of_trust_list(history));
    return found;
}

Parameters alert_values(const TlsAlert &alert) {
    return {{Param::alert, Number{alert.description}}, {Param::reason, Term{wire::tls_alert_name(alert.description)}}};
}

Found alert_found(Indication indication, const CapfDialogue &dialogue, const TlsAlert &alert, EvidenceRefs refs,
                  Evidence evidence = Evidence::observed) {
    return of_handshake(indication, dialogue, std::move(refs), alert_values(alert), evidence);
}

Indications version_or_cipher(const CapfDialogue &dialogue, const TlsAlert &alert) {
    const bool old_phone = dialogue.tls.offered_version <= wire::kTls10;
    const bool version = alert.description == wire::kAlertProtocolVersion ||
                         (alert.description == wire::kAlertHandshakeFailure && old_phone && !dialogue.tls.server_hello);
    EvidenceRefs refs;
    if (dialogue.tls.client_hello) refs.emplace_back(*dialogue.tls.client_hello);
    refs.emplace_back(alert.at);
    // The server has chosen, and the phone does not take it.
    const bool chosen = version && alert.from_client && dialogue.tls.server_hello;
    Found found = alert_found(chosen    ? Indication::tls_version_refused_by_phone
                              : version ? Indication::tls_versions_differ
                                        : Indication::tls_ciphers_differ,
                              dialogue, alert, std::move(refs));
    if (chosen) found.values.emplace_back(Param::version, Term{wire::tls_version_name(dialogue.tls.version)});
    found.values.emplace_back(Param::offered, Term{wire::tls_version_name(dialogue.tls.offered_version)});
    return {found};
}

Indications after_alert(const History &history, const CapfDialogue &dialogue, const TlsAlert &alert) {
    const auto refused = [&](Evidence evidence) {
        return alert_found(Indication::certificate_refused, dialogue, alert, certificate_refs(dialogue.tls, alert.at),
                           evidence);
    };
    switch (alert.description) {
        case wire::kAlertUnknownCa:
        case wire::kAlertBadCertificate:
        case wire::kAlertUnsupportedCertificate:
        case wire::kAlertCertificateUnknown:
            if (alert.from_client) return certificate_refused(history, dialogue, refused(Evidence::observed));
            break;
        case wire::kAlertCertificateExpired:
            if (!alert.from_client) break;
            {
                Indications found = certificate_refused(history, dialogue, refused(Evidence::observed));
                const Indication first = found.front().indication;
                const bool explained = first == Indication::certificate_expired ||
                                       first == Indication::certificate_not_yet_valid ||
                                       first == Indication::listed_certificate_not_yet_valid ||
                                       first == Indication::certificate_of_inspection;
                if (explained) return found;
                const auto certificate = trust::read_certificate(dialogue.tls.certificate);
                const std::int64_t now = alert.at.time / kSecond;
                Found by_clock = alert_found(certificate ? Indication::certificate_expired_by_phones_clock
                                                         : Indication::certificate_expired_alert,
                                             dialogue, alert, certificate_refs(dialogue.tls, alert.at));
                if (certificate) {
                    by_clock.values.emplace_back(Param::date, Date{certificate->not_after});
                } else if (const auto listed = listed_capf(history); listed && listed->not_after > now) {
                    by_clock.values.emplace_back(Param::expected, Date{listed->not_after});
                }
                found.insert(found.begin(), std::move(by_clock));
                return found;
            }
        case wire::kAlertHandshakeFailure:
            // From a phone that has seen the certificate it is a plain word for "I do not take it".
            if (alert.from_client && dialogue.tls.certificate_sent) {
                return certificate_refused(history, dialogue, refused(Evidence::inferred));
            }
            // Version and cipher are agreed upon when the server has sent its hello.
            if (dialogue.tls.server_hello) break;
            if (!dialogue.tls.client_hello) return {};
            return version_or_cipher(dialogue, alert);
        case wire::kAlertProtocolVersion:
        case wire::kAlertInsufficientSecurity:
            return version_or_cipher(dialogue, alert);
        default:
            break;
    }
    // The server may have answered an alert of the phone's that the capture lost.
    if (!alert.from_client && phones::Visibility::lacks_of_client(*dialogue.connection)) return {};
    return {
        alert_found(alert.from_client ? Indication::handshake_alert_by_phone : Indication::handshake_alert_by_server,
                    dialogue, alert, {alert.at})};
}

// The handshake ended without a readable alert.
Indications after_close(const History &history, const CapfDialogue &dialogue) {
    const phones::Connection &tcp = *dialogue.connection;
    if (!tcp.ended()) return {};
    const bool phone_left = tcp.client_ended_first();
    const TlsSession &tls = dialogue.tls;
    // In TLS 1.3 the certificate is behind the server hello, and the alert may be encrypted.
    // What the server has to repeat did not arrive.
    const auto waiting = tcp.from_server.first_unacknowledged();
    const bool arrived = !waiting || waiting->times_sent < 2;
    const bool certificate_shown = arrived && (tls.certificate_sent || (tls.is_1_3() && tls.server_finished));
    if (phone_left && certificate_shown && !tls.client_key_exchange) {
        return certificate_refused(history, dialogue,
                                   of_handshake(Indication::certificate_refused_by_leaving, dialogue,
                                                certificate_refs(tls, tcp.client_end()), {}, Evidence::inferred));
    }
    const FrameTime end = phone_left ? *tcp.client_end() : *tcp.server_end();
    return {of_handshake(phone_left ? Indication::handshake_closed_by_phone : Indication::handshake_closed_by_server,
                         dialogue, {tcp.first, end})};
}

// What the first bytes of a server's answer are of.
std::string_view protocol_of(std::string_view first_bytes) {
    constexpr std::pair<std::string_view, std::string_view> kBeginnings[] = {
        {"HTTP/", "HTTP"}, {"SSH-", "SSH"}, {"220", "SMTP or FTP"}, {"* OK", "IMAP"},
        {"+OK", "POP3"},   {"SIP/", "SIP"}, {"<", "markup"},        {"RFB ", "VNC"},
    };
    for (const auto &[beginning, protocol] : kBeginnings) {
        if (first_bytes.starts_with(beginning)) return protocol;
    }
    return {};
}

// The server says something, and it is neither TLS nor CAPF.
Indications speaks_no_tls(const CapfDialogue &dialogue) {
    const phones::Connection &tcp = *dialogue.connection;
    if (tcp.first_from_server.empty() || dialogue.tls.server_hello || !dialogue.tls.alerts.empty()) return {};
    // A connection that began before the capture may be anywhere in its records.
    if (!phones::Visibility::holds_all(tcp)) return {};
    Parameters values;
    if (const std::string_view protocol = protocol_of(tcp.first_from_server); !protocol.empty()) {
        values.emplace_back(Param::protocol, Term{std::string(protocol)});
    }
    std::string beginning = tcp.first_from_server.substr(0, tcp.first_from_server.find_first_of("\r\n"));
    values.emplace_back(Param::reason, Quote{std::move(beginning)});
    const auto at = tcp.from_server.first_data();
    return {of_handshake(Indication::speaks_no_tls, dialogue, {at ? *at : tcp.first}, std::move(values))};
}

// One side had closed or reset the connection before the alert: that is the cause.
bool closed_before(const phones::Connection &tcp, const TlsAlert &alert) {
    const auto before = [&](const std::optional<FrameTime> &end) { return end && end->time < alert.at.time; };
    return alert.from_client ? before(tcp.server_fin) || before(tcp.server_reset)
                             : before(tcp.client_fin) || before(tcp.client_reset);
}

}  // namespace

std::optional<bool> certificate_listed(const History &history) {
    const CapfDialogue *last = history.last_dialogue();
    const auto certificate = last == nullptr ? std::nullopt : trust::read_certificate(last->tls.certificate);
    if (!certificate) return std::nullopt;
    const InList found = look_in_lists(history, certificate->sha256, wire::Role::capf);
    if (found == InList::unknown) return std::nullopt;
    return found == InList::yes;
}

Indications of_tls(const History &history, const CapfDialogue &dialogue) {
    const TlsSession &tls = dialogue.tls;
    if (dialogue.has_messages) return {};
    if (Indications found = speaks_no_tls(dialogue); !found.empty()) return found;
    // Of cut frames an alert may be all that is whole.
    const TlsAlert *alert = tls.fatal();
    if (!tls.started() && alert == nullptr) return {};
    if (alert != nullptr && tls.application_data.empty() && !closed_before(*dialogue.connection, *alert)) {
        return after_alert(history, dialogue, *alert);
    }
    if (!tls.established()) {
        if (auto large = large_segments_lost(history, *dialogue.connection, Indication::handshake_segments_too_large,
                                             Step::capf_tls)) {
            return {std::move(*large)};
        }
    }
    const bool phone_went_on = tls.is_1_3() ? !tls.application_data.empty() : tls.established();
    if (phone_went_on || !phones::Visibility::holds_all(*dialogue.connection)) return {};
    return after_close(history, dialogue);
}

const std::vector<Rule> &capf_tls_rules() {
    static const std::vector<Later> works = {Later::gets_new_hash, Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::tls_version_mismatch,
         .shown_by = {Indication::tls_versions_differ, Indication::tls_version_refused_by_phone,
                      Indication::log_capf_protocol_version},
         .refuted_by = works,
         .remedy = {{Action::raise_server_version, Fact::phone_refused_version},
                    {Action::upgrade_load, Fact::server_refused_version},
                    {Action::lower_tls_minimum, Fact::server_refused_version}}},
        {.code = Code::tls_no_common_cipher,
         .shown_by = {Indication::tls_ciphers_differ, Indication::log_capf_handshake_failure},
         .refuted_by = works,
         .remedy = {{Action::check_ciphers}}},
        {.code = Code::capf_certificate_untrusted,
         .shown_by = {Indication::certificate_refused, Indication::certificate_refused_by_leaving,
                      Indication::certificate_expired_by_phones_clock, Indication::log_unknown_ca},
         .refuted_by = works,
         .remedy = {{Action::check_phone_clock, Fact::refused_by_clock},
                    {Action::list_holds_certificate, Fact::certificate_listed},
                    {Action::list_lacks_certificate, Fact::certificate_unlisted},
                    {Action::rebuild_list, Fact::certificate_not_known_listed},
                    {Action::reset_for_new_list, Fact::certificate_not_known_listed},
                    {Action::reset_phone, Fact::certificate_listed}}},
        {.code = Code::capf_certificate_not_in_trust_list,
         .shown_by = {Indication::certificate_not_listed, Indication::hidden_certificate_not_listed},
         .refuted_by = works,
         .remedy = {{Action::rebuild_list}, {Action::reset_for_new_list}}},
        {.code = Code::capf_certificate_expired,
         .shown_by = {Indication::certificate_expired, Indication::certificate_expired_alert,
                      Indication::listed_certificate_expired, Indication::hidden_certificate_expired},
         .refuted_by = works,
         .remedy = {{Action::regenerate_capf}, {Action::rebuild_list}}},
        {.code = Code::tls_intercepted,
         .shown_by = {Indication::certificate_of_inspection},
         .refuted_by = works,
         .remedy = {{Action::exempt_from_inspection}},
         .explains = {Code::capf_certificate_not_in_trust_list, Code::capf_certificate_untrusted}},
        {.code = Code::capf_certificate_unsuitable,
         .shown_by = {Indication::certificate_short_key, Indication::certificate_no_ca,
                      Indication::certificate_may_not_sign, Indication::hidden_certificate_unsuitable},
         .refuted_by = works,
         .remedy = {{Action::reissue_capf}, {Action::rebuild_list}}},
        {.code = Code::tls_aborted,
         .shown_by = {Indication::handshake_alert_by_phone, Indication::handshake_alert_by_server,
                      Indication::handshake_closed_by_phone, Indication::handshake_closed_by_server,
                      Indication::speaks_no_tls},
         .refuted_by = works,
         .remedy = {{Action::find_listener, Fact::no_tls_server},
                    {Action::read_capf_trace},
                    {Action::look_for_tls_inspection, Fact::tls_server}}},
    };
    return rules;
}

}  // namespace capf::judge
