// SPDX-License-Identifier: GPL-2.0-or-later
// The TLS handshake with CAPF.
#include <algorithm>
#include <utility>

#include "analyzer/judge/indications.h"
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

// What the trust list says of the certificate that the server showed.
enum class InList { yes, other_certificate, no_record, unknown };

InList certificate_in_list(const History &history, const std::string &sha256) {
    bool any_list = false, any_capf = false;
    for (const CheckedFile &file : history.files) {
        if (!file.trust_list || file.malformed) continue;
        any_list = true;
        for (const wire::TrustRecord &record : file.trust_list->records) {
            const auto certificate = trust::read_certificate(wire::slice(file.bytes(), record.certificate));
            if (certificate && certificate->sha256 == sha256) return InList::yes;
            any_capf |= record.has_role(wire::Role::capf);
        }
    }
    if (history.options->given_certificates.find_sha256(sha256) != nullptr) return InList::yes;
    for (const GivenTrustList *given : history.given_lists_in_hand()) {
        any_list = true;
        if (given->holds_certificate(sha256)) return InList::yes;
        any_capf |= given->holds_role(wire::Role::capf);
    }
    if (!any_list) return InList::unknown;
    return any_capf ? InList::other_certificate : InList::no_record;
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
    if (certificate->not_after < dialogue.begin().time / kSecond) add(Indication::certificate_expired);
    if (certificate->key_kind == trust::KeyKind::rsa && certificate->key_bits < kShortestRsaKey) {
        add(Indication::certificate_short_key);
    } else if (!certificate->is_ca) {
        add(Indication::certificate_no_ca);
    } else if (!certificate->can_sign_certificates) {
        add(Indication::certificate_may_not_sign);
    }
    if (certificate_in_list(history, certificate->sha256) == InList::other_certificate) {
        add(Indication::certificate_not_listed);
    }
    return found;
}

bool has(const Indications &found, Indication indication) {
    return std::any_of(found.begin(), found.end(), [&](const Found &one) { return one.indication == indication; });
}

// The CAPF certificate in the list ended before the session.
bool listed_capf_expired(const History &history, const CapfDialogue &dialogue) {
    const CheckedFile *list = history.last_trust_list();
    if (list == nullptr || !list->trust_list) return false;
    return std::any_of(
        list->trust_list->records.begin(), list->trust_list->records.end(), [&](const wire::TrustRecord &record) {
            const auto certificate = trust::read_certificate(wire::slice(list->bytes(), record.certificate));
            return record.has_role(wire::Role::capf) && certificate &&
                   certificate->not_after < dialogue.begin().time / kSecond;
        });
}

// The phone turned the certificate down, by an alert or by leaving (`refusal`). What can be seen to be wrong with the
// certificate comes first: expired, else unsuitable, else not in the trust list; the bare fact last. TLS 1.3 hides the
// certificate: what is wrong with it can only be a guess, except for what the list says of its own.
Indications certificate_refused(const History &history, const CapfDialogue &dialogue, Found refusal) {
    const EvidenceRefs refs = refusal.refs;
    const bool hidden = dialogue.tls.certificate.empty() && dialogue.tls.is_1_3();
    const bool listed_expired = listed_capf_expired(history, dialogue);
    const Indications list = of_trust_list_for_capf(history);
    Indications found;
    if (has(list, Indication::list_without_capf) || has(list, Indication::given_list_without_capf)) found = list;
    append(found, of_server(history, dialogue));
    append(found, certificate_faults(history, dialogue, refs));
    if (hidden && listed_expired) {
        found.push_back(of_handshake(Indication::listed_certificate_expired, dialogue, refs, {}, Evidence::inferred));
    }
    if (listed_expired) append(found, list);
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
    Found found = alert_found(version ? Indication::tls_versions_differ : Indication::tls_ciphers_differ, dialogue,
                              alert, std::move(refs));
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
                if (found.front().indication != Indication::certificate_expired) {
                    found.insert(found.begin(), alert_found(Indication::certificate_expired_alert, dialogue, alert,
                                                            certificate_refs(dialogue.tls, alert.at)));
                }
                return found;
            }
        case wire::kAlertHandshakeFailure:
            // From a phone that has seen the certificate it is a plain word for "I do not take it".
            if (alert.from_client && dialogue.tls.certificate_sent) {
                return certificate_refused(history, dialogue, refused(Evidence::inferred));
            }
            return version_or_cipher(dialogue, alert);
        case wire::kAlertProtocolVersion:
        case wire::kAlertInsufficientSecurity:
            return version_or_cipher(dialogue, alert);
        default:
            break;
    }
    return {
        alert_found(alert.from_client ? Indication::handshake_alert_by_phone : Indication::handshake_alert_by_server,
                    dialogue, alert, {alert.at})};
}

std::optional<FrameTime> earlier(const std::optional<FrameTime> &a, const std::optional<FrameTime> &b) {
    if (!a || !b) return a ? a : b;
    return a->time <= b->time ? a : b;
}

// The handshake ended without a readable alert.
Indications after_close(const History &history, const CapfDialogue &dialogue) {
    const phones::Connection &tcp = *dialogue.connection;
    const auto client = earlier(tcp.client_fin, tcp.client_reset), server = earlier(tcp.server_fin, tcp.server_reset);
    if (!client && !server) return {};
    const bool phone_left = client && (!server || client->time <= server->time);
    const TlsSession &tls = dialogue.tls;
    // In TLS 1.3 the certificate is behind the server hello, and the alert may be encrypted.
    const bool certificate_shown = tls.certificate_sent || (tls.is_1_3() && tls.server_finished);
    if (phone_left && certificate_shown && !tls.client_key_exchange) {
        return certificate_refused(history, dialogue,
                                   of_handshake(Indication::certificate_refused_by_leaving, dialogue,
                                                certificate_refs(tls, client), {}, Evidence::inferred));
    }
    const FrameTime end = phone_left ? *client : *server;
    return {of_handshake(phone_left ? Indication::handshake_closed_by_phone : Indication::handshake_closed_by_server,
                         dialogue, {tcp.first, end})};
}

}  // namespace

std::optional<bool> certificate_listed(const History &history) {
    const CapfDialogue *last = history.last_dialogue();
    const auto certificate = last == nullptr ? std::nullopt : trust::read_certificate(last->tls.certificate);
    if (!certificate) return std::nullopt;
    const InList found = certificate_in_list(history, certificate->sha256);
    if (found == InList::unknown) return std::nullopt;
    return found == InList::yes;
}

Indications of_tls(const History &history, const CapfDialogue &dialogue) {
    const TlsSession &tls = dialogue.tls;
    if (dialogue.has_messages || !tls.started()) return {};
    if (const TlsAlert *alert = tls.fatal(); alert != nullptr && tls.application_data.empty()) {
        return after_alert(history, dialogue, *alert);
    }
    const bool phone_went_on = tls.is_1_3() ? !tls.application_data.empty() : tls.established();
    if (phone_went_on || !phones::Visibility::holds_all(*dialogue.connection)) return {};
    return after_close(history, dialogue);
}

const std::vector<Rule> &capf_tls_rules() {
    static const std::vector<Later> works = {Later::gets_new_hash, Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::tls_version_mismatch,
         .shown_by = {Indication::tls_versions_differ},
         .refuted_by = works,
         .remedy = {{Action::upgrade_load}, {Action::lower_tls_minimum}}},
        {.code = Code::tls_no_common_cipher,
         .shown_by = {Indication::tls_ciphers_differ},
         .refuted_by = works,
         .remedy = {{Action::check_ciphers}}},
        {.code = Code::capf_certificate_untrusted,
         .shown_by = {Indication::certificate_refused, Indication::certificate_refused_by_leaving},
         .refuted_by = works,
         .remedy = {{Action::list_holds_certificate, Fact::certificate_listed},
                    {Action::list_lacks_certificate, Fact::certificate_unlisted},
                    {Action::rebuild_list},
                    {Action::reset_for_new_list}}},
        {.code = Code::capf_certificate_not_in_trust_list,
         .shown_by = {Indication::certificate_not_listed, Indication::hidden_certificate_not_listed},
         .refuted_by = works,
         .remedy = {{Action::rebuild_list}, {Action::reset_for_new_list}}},
        {.code = Code::capf_certificate_expired,
         .shown_by = {Indication::certificate_expired, Indication::certificate_expired_alert,
                      Indication::listed_certificate_expired, Indication::hidden_certificate_expired},
         .refuted_by = works,
         .remedy = {{Action::regenerate_capf}, {Action::rebuild_list}}},
        {.code = Code::capf_certificate_unsuitable,
         .shown_by = {Indication::certificate_short_key, Indication::certificate_no_ca,
                      Indication::certificate_may_not_sign, Indication::hidden_certificate_unsuitable},
         .refuted_by = works,
         .remedy = {{Action::reissue_capf}, {Action::rebuild_list}}},
        {.code = Code::tls_aborted,
         .shown_by = {Indication::handshake_alert_by_phone, Indication::handshake_alert_by_server,
                      Indication::handshake_closed_by_phone, Indication::handshake_closed_by_server},
         .refuted_by = works,
         .remedy = {{Action::read_capf_trace}, {Action::look_for_tls_inspection}}},
    };
    return rules;
}

}  // namespace capf::judge
