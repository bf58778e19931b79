// SPDX-License-Identifier: GPL-2.0-or-later
// CAPF from "not tried" to the end of the TLS handshake.
#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "analyzer/sequence/step_checks.h"
#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

constexpr std::int64_t kAnswerSeconds = 3;  // a SYN is repeated after one second, then two
constexpr int kShortestRsaKey = 1024;

constexpr std::uint8_t kHandshakeFailure = 40, kBadCertificate = 42, kUnsupportedCertificate = 43,
                       kCertificateExpired = 45, kCertificateUnknown = 46, kUnknownCa = 48, kProtocolVersion = 70,
                       kInsufficientSecurity = 71;
constexpr std::uint16_t kTls10 = 0x0301;

Frames frames_of(const phones::Connection &connection) {
    Frames frames;
    for (const Moment &syn : connection.syns) {
        if (frames.size() < 8) frames.push_back(syn.frame);
    }
    for (const auto &end : {connection.server_reset, connection.client_reset}) {
        if (end) frames.push_back(end->frame);
    }
    for (const Moment &unreachable : connection.unreachable) {
        if (frames.size() < 12) frames.push_back(unreachable.frame);
    }
    return frames;
}

std::string where(const phones::Connection &connection) {
    return dissection::to_string(connection.server);
}

Diagnosis diagnose(const PhoneStory &story, const CapfDialogue &dialogue, const char *code, Evidence evidence,
                   Frames frames, std::string summary) {
    return make_diagnosis(code, evidence, std::move(frames), std::move(summary), story.names_of(dialogue));
}

// The phone goes elsewhere than its configuration says: that explains a refusal better than what refuses.
Diagnoses wrong_server(const PhoneStory &story, const CapfDialogue &dialogue) {
    const auto configured = story.configured_elsewhere(dialogue);
    if (!configured || story.lost_in_capture) return {};
    return {diagnose(
        story, dialogue, "capf-wrong-server", Evidence::observed, frames_of(*dialogue.connection),
        fmt::format("the phone connects to {}, its configuration says {}", where(*dialogue.connection), *configured))};
}

// What the trust list says of the certificate that the server showed.
enum class InList { yes, other_certificate, no_record, unknown };

InList certificate_in_list(const PhoneStory &story, const std::string &sha256) {
    bool any_list = false, any_capf = false;
    for (const CheckedFile &file : story.files) {
        if (!file.trust_list || file.malformed) continue;
        any_list = true;
        for (const wire::TrustRecord &record : file.trust_list->records) {
            const auto certificate = trust::read_certificate(wire::slice(file.bytes(), record.certificate));
            if (certificate && certificate->sha256 == sha256) return InList::yes;
            any_capf |= record.has_role(wire::Role::capf);
        }
    }
    if (story.options->given_certificates.find_sha256(sha256) != nullptr) return InList::yes;
    for (const GivenTrustList *given : story.given_lists_in_hand()) {
        any_list = true;
        if (given->holds_certificate(sha256)) return InList::yes;
        any_capf |= given->holds_role(wire::Role::capf);
    }
    if (!any_list) return InList::unknown;
    return any_capf ? InList::other_certificate : InList::no_record;
}

Frames certificate_frames(const TlsSession &tls, const std::optional<Moment> &end) {
    Frames frames;
    if (tls.certificate_sent) frames.push_back(tls.certificate_sent->frame);
    if (end) frames.push_back(end->frame);
    return frames;
}

// What is wrong with the server's certificate itself, by what can be seen of it.
Diagnoses certificate_faults(const PhoneStory &story, const CapfDialogue &dialogue, const Frames &frames) {
    const auto certificate = trust::read_certificate(dialogue.tls.certificate);
    if (!certificate) return {};
    Diagnoses found;
    if (certificate->not_after < dialogue.begin().time / kSecond) {
        found.push_back(diagnose(story, dialogue, "capf-certificate-expired", Evidence::observed, frames,
                                 fmt::format("the CAPF certificate {} has expired", certificate->subject)));
    }
    const bool short_key = certificate->key_kind == trust::KeyKind::rsa && certificate->key_bits < kShortestRsaKey;
    if (!certificate->is_ca || !certificate->can_sign_certificates || short_key) {
        const char *why = short_key             ? "its RSA key is too short"
                          : !certificate->is_ca ? "it has no CA:TRUE"
                                                : "its key usage does not allow signing certificates";
        found.push_back(diagnose(story, dialogue, "capf-certificate-unsuitable", Evidence::observed, frames,
                                 fmt::format("the CAPF certificate {}: {}", certificate->subject, why)));
    }
    if (certificate_in_list(story, certificate->sha256) == InList::other_certificate) {
        found.push_back(diagnose(story, dialogue, "capf-certificate-not-in-trust-list", Evidence::observed, frames,
                                 fmt::format("{} shows {}, which is not the CAPF certificate of the trust list",
                                             where(*dialogue.connection), certificate->subject)));
    }
    return found;
}

// TLS 1.3 hides the certificate: what is wrong with it can only be a guess, except for what the list says of its own.
Diagnoses hidden_certificate(const PhoneStory &story, const CapfDialogue &dialogue, const Frames &frames) {
    constexpr std::pair<const char *, const char *> kCandidates[] = {
        {"capf-certificate-not-in-trust-list", "the certificate, which TLS 1.3 hides, may not be the trust list's"},
        {"capf-certificate-expired", "the certificate, which TLS 1.3 hides, may have expired"},
        {"capf-certificate-unsuitable", "the certificate, which TLS 1.3 hides, may not be fit to sign"},
    };
    Diagnoses found;
    for (const auto &[code, summary] : kCandidates) {
        found.push_back(diagnose(story, dialogue, code, Evidence::inferred, frames, summary));
    }
    return found;
}

bool has_code(const Diagnoses &diagnoses, std::string_view code) {
    return std::any_of(diagnoses.begin(), diagnoses.end(), [&](const Diagnosis &one) { return one.code == code; });
}

void append_new(Diagnoses &to, const Diagnoses &from) {
    for (const Diagnosis &one : from) {
        if (!has_code(to, one.code)) to.push_back(one);
    }
}

// The CAPF certificate in the list ended before the session.
bool listed_capf_expired(const PhoneStory &story, const CapfDialogue &dialogue) {
    const CheckedFile *list = story.last_trust_list();
    if (list == nullptr || !list->trust_list) return false;
    return std::any_of(
        list->trust_list->records.begin(), list->trust_list->records.end(), [&](const wire::TrustRecord &record) {
            const auto certificate = trust::read_certificate(wire::slice(list->bytes(), record.certificate));
            return record.has_role(wire::Role::capf) && certificate &&
                   certificate->not_after < dialogue.begin().time / kSecond;
        });
}

// The phone turned the certificate down, by an alert or by leaving. What can be seen to be wrong with the certificate
// comes first: expired, else unsuitable, else not in the trust list; the bare fact last.
Diagnoses certificate_refused(const PhoneStory &story, const CapfDialogue &dialogue, Evidence evidence,
                              const std::string &sign, const std::optional<Moment> &end) {
    const Frames frames = certificate_frames(dialogue.tls, end);
    const bool hidden = dialogue.tls.certificate.empty() && dialogue.tls.is_1_3();
    const bool listed_expired = listed_capf_expired(story, dialogue);
    Diagnoses found = wrong_server(story, dialogue);
    append_new(found, certificate_faults(story, dialogue, frames));
    const Diagnoses list = check_trust_list_for_capf(story);
    if (has_code(list, "trust-list-without-capf")) found.insert(found.begin(), list.begin(), list.end());
    if (hidden && listed_expired) {
        found.push_back(diagnose(story, dialogue, "capf-certificate-expired", Evidence::inferred, frames,
                                 "the CAPF certificate of the trust list, which TLS 1.3 hides here, has expired"));
    }
    if (listed_expired) append_new(found, list);
    found.push_back(
        diagnose(story, dialogue, "capf-certificate-untrusted", evidence, frames,
                 fmt::format("the phone {} after it saw the certificate of {}", sign, where(*dialogue.connection))));
    if (hidden) append_new(found, hidden_certificate(story, dialogue, frames));
    append_new(found, list);
    append_new(found, check_trust_list(story));
    return found;
}

Diagnoses version_or_cipher(const PhoneStory &story, const CapfDialogue &dialogue, const TlsAlert &alert) {
    const bool old_phone = dialogue.tls.offered_version <= kTls10;
    const bool version = alert.description == kProtocolVersion ||
                         (alert.description == kHandshakeFailure && old_phone && !dialogue.tls.server_hello);
    Frames frames;
    if (dialogue.tls.client_hello) frames.push_back(dialogue.tls.client_hello->frame);
    frames.push_back(alert.at.frame);
    const std::string offered = tls_version_name(dialogue.tls.offered_version);
    return {diagnose(story, dialogue, version ? "tls-version-mismatch" : "tls-no-common-cipher", Evidence::observed,
                     frames,
                     fmt::format("the phone offers at most {}, and {} answers with alert {} ({})", offered,
                                 alert.from_client ? "itself" : where(*dialogue.connection), alert.description,
                                 tls_alert_name(alert.description)))};
}

Diagnoses after_alert(const PhoneStory &story, const CapfDialogue &dialogue, const TlsAlert &alert) {
    const std::string sign = fmt::format("sends alert {} ({})", alert.description, tls_alert_name(alert.description));
    switch (alert.description) {
        case kUnknownCa:
        case kBadCertificate:
        case kUnsupportedCertificate:
        case kCertificateUnknown:
            if (alert.from_client) return certificate_refused(story, dialogue, Evidence::observed, sign, alert.at);
            break;
        case kCertificateExpired:
            if (!alert.from_client) break;
            {
                Diagnoses found = certificate_refused(story, dialogue, Evidence::observed, sign, alert.at);
                if (found.front().code != "capf-certificate-expired") {
                    found.insert(found.begin(),
                                 diagnose(story, dialogue, "capf-certificate-expired", Evidence::observed,
                                          certificate_frames(dialogue.tls, alert.at), "the phone " + sign));
                }
                return found;
            }
        case kHandshakeFailure:
            // From a phone that has seen the certificate it is a plain word for "I do not take it".
            if (alert.from_client && dialogue.tls.certificate_sent) {
                return certificate_refused(story, dialogue, Evidence::inferred, sign, alert.at);
            }
            return version_or_cipher(story, dialogue, alert);
        case kProtocolVersion:
        case kInsufficientSecurity:
            return version_or_cipher(story, dialogue, alert);
        default:
            break;
    }
    return {diagnose(story, dialogue, "tls-aborted", Evidence::observed, {alert.at.frame},
                     fmt::format("{} {}", alert.from_client ? "the phone" : "the server", sign))};
}

std::optional<Moment> earlier(const std::optional<Moment> &a, const std::optional<Moment> &b) {
    if (!a || !b) return a ? a : b;
    return a->time <= b->time ? a : b;
}

// The handshake ended without a readable alert.
Diagnoses after_close(const PhoneStory &story, const CapfDialogue &dialogue) {
    const phones::Connection &tcp = *dialogue.connection;
    const auto client = earlier(tcp.client_fin, tcp.client_reset), server = earlier(tcp.server_fin, tcp.server_reset);
    if (!client && !server) return {};
    const bool phone_left = client && (!server || client->time <= server->time);
    const TlsSession &tls = dialogue.tls;
    // In TLS 1.3 the certificate is behind the server hello, and the alert may be encrypted.
    const bool certificate_shown = tls.certificate_sent || (tls.is_1_3() && tls.server_finished);
    if (phone_left && certificate_shown && !tls.client_key_exchange) {
        return certificate_refused(story, dialogue, Evidence::inferred, "leaves", client);
    }
    const Moment end = phone_left ? *client : *server;
    return {diagnose(story, dialogue, "tls-aborted", Evidence::observed, {tcp.first.frame, end.frame},
                     fmt::format("{} closes the connection within the TLS handshake without an alert",
                                 phone_left ? "the phone" : where(tcp)))};
}

}  // namespace

Diagnoses check_capf_not_tried(const PhoneStory &story) {
    const CheckedFile *config = story.last_config();
    if (config == nullptr || !phone_stopped(story, *config)) return {};
    // Where the list is not in the capture, or not all of it, the phone may have had a reason to stop at the file
    // itself.
    const bool unverified = config->signature && !config->signature_accepted();
    const bool verified = config->signature && !unverified;
    if (story.one_direction || (story.lost_in_capture && !verified)) return {};
    if (unverified && story.last_trust_list() == nullptr) return {};
    if (!needs_certificate(*config)) return check_hash_without_capf(story);
    const Frames frames = config->frames();
    if (config->config->auth_mode() == 1) {
        Diagnoses waits = {
            make_diagnosis("authentication-string-required", Evidence::observed, frames,
                           "capfAuthMode is 1 and certHash is empty: the phone waits until somebody types the "
                           "authentication string",
                           story.capf_names())};
        append_new(waits, check_digest(story, *config, false));
        return waits;
    }
    Diagnoses found = check_trust_list_for_capf(story);
    // A phone that asks for a signed configuration has a list, even where the server has none: then this comes last.
    const auto at = has_code(found, "trust-list-not-found") ? found.begin() : found.end();
    found.insert(at, make_diagnosis("capf-not-attempted", Evidence::observed, frames,
                                    "certHash is empty, so the phone needs CAPF, and it makes no connection to it",
                                    story.capf_names()));
    append_new(found, check_digest(story, *config, false));
    return found;
}

Diagnoses check_connection(const PhoneStory &story, const CapfDialogue &dialogue) {
    const phones::Connection &tcp = *dialogue.connection;
    if (tcp.established() || story.one_direction) return {};
    Diagnoses found;
    if (tcp.server_reset) {
        found.push_back(diagnose(story, dialogue, "capf-refused", Evidence::observed, frames_of(tcp),
                                 fmt::format("{} answers the SYN with RST", where(tcp))));
    } else if (!tcp.unreachable.empty()) {
        found.push_back(
            diagnose(story, dialogue, "capf-unreachable", Evidence::observed, frames_of(tcp),
                     fmt::format("{} reports {} as unreachable (ICMP)", tcp.unreachable_reporter, where(tcp))));
    } else if (tcp.syns.size() >= 2 ||
               (tcp.syns.size() == 1 && story.seconds_left_after(tcp.last.time) > kAnswerSeconds)) {
        found.push_back(diagnose(story, dialogue, "capf-unreachable", Evidence::observed, frames_of(tcp),
                                 fmt::format("{} SYN to {}, none is answered", tcp.syns.size(), where(tcp))));
    }
    if (!found.empty()) {
        const Diagnoses wrong = wrong_server(story, dialogue);
        found.insert(found.begin(), wrong.begin(), wrong.end());
    }
    return found;
}

Diagnoses check_tls(const PhoneStory &story, const CapfDialogue &dialogue) {
    const TlsSession &tls = dialogue.tls;
    if (dialogue.has_messages || !tls.started()) return {};
    if (const TlsAlert *alert = tls.fatal(); alert != nullptr && tls.application_data.empty()) {
        return after_alert(story, dialogue, *alert);
    }
    const bool phone_went_on = tls.is_1_3() ? !tls.application_data.empty() : tls.established();
    if (phone_went_on || dialogue.lossy) return {};
    return after_close(story, dialogue);
}

}  // namespace capf::sequence
