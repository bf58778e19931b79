// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/conclude.h"

#include <algorithm>
#include <iterator>

#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/indications.h"
#include "analyzer/judge/refused_certificate.h"
#include "plugin/wire/ascii.h"

namespace capf::judge {
namespace {

bool happens_after(const History &history, Later later, std::int64_t time) {
    switch (later) {
        case Later::asks_for_config:
            return std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &file) {
                return file.is_config() && file.transfer->asked.time > time;
            });
        case Later::turns_to_capf:
            return std::any_of(history.dialogues.begin(), history.dialogues.end(),
                               [&](const CapfDialogue &dialogue) { return dialogue.begin().time > time; });
        case Later::asks_for_encrypted:
            return history.encrypted_requested_after(time);
        case Later::gets_new_hash:
            return history.new_hash_after(time);
        case Later::registers:
            return history.registered_after(time);
    }
    return false;
}

bool is_refuted(const History &history, const Rule &rule, const Found &found) {
    return found.at != 0 && std::any_of(rule.refuted_by.begin(), rule.refuted_by.end(),
                                        [&](Later later) { return happens_after(history, later, found.at); });
}

// CAPF keeps a session for 15 minutes, or for 5 to 60 as it is set. [Cisco, utils capf set keep_alive]
bool idled(const CapfDialogue *dialogue) {
    constexpr std::int64_t kShortest = 5 * 60 * kSecond;
    if (dialogue == nullptr) return false;
    const phones::Connection &tcp = *dialogue->connection;
    if (!tcp.server_ended_first() || !tcp.from_server.last_data()) return false;
    std::int64_t last = tcp.from_server.last_data()->time;
    if (tcp.from_client.last_data()) last = std::max(last, tcp.from_client.last_data()->time);
    return tcp.server_end()->time - last >= kShortest;
}

constexpr int kUnauthorized = 401, kNotFound = 404, kProxyAuthentication = 407, kServerFailure = 500;  // SIP

const RegistrationEvent *last_refusal(const History &history) {
    const RegistrationEvent *last = nullptr;
    for (const RegistrationEvent &event : history.registrations()) {
        if (!event.works()) last = &event;
    }
    return last;
}

int status_of(const RegistrationEvent *event) {
    return event == nullptr || event->answer == nullptr ? 0 : event->answer->status;
}

// CUCM says so in the Warning of a 403.
bool names_nobody(const RegistrationEvent *event) {
    return event != nullptr && event->answer != nullptr &&
           wire::lower(event->answer->warning).find("unable to find device") != std::string::npos;
}

bool put_off(const RegistrationEvent *event) {
    if (event == nullptr || event->answer == nullptr) return false;
    return event->answer->token || (status_of(event) >= kServerFailure && status_of(event) < kServerFailure + 100);
}

}  // namespace

void append(Indications &to, Indications from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

bool holds_of_refused(const std::optional<RefusedCertificate> &refused, Fact fact) {
    if (!refused) return fact == Fact::refused_otherwise;
    switch (fact) {
        case Fact::refused_expired:
            return refused->expired();
        case Fact::refused_early:
            return refused->not_yet_valid();
        case Fact::refused_by_clock:
            return refused->refused_by_clock();
        case Fact::refused_listed:
            return refused->in_list == InList::yes && !refused->about_time();
        case Fact::refused_unlisted:
            return refused->in_list == InList::other_certificate || refused->in_list == InList::no_record;
        default:
            return refused->in_list != InList::yes && !refused->about_time();
    }
}

bool holds(const History &history, Fact fact) {
    const CheckedFile *config = history.last_config();
    const auto listed = [&] { return certificate_listed(history); };
    switch (fact) {
        case Fact::hash_empty:
            return config != nullptr && needs_certificate(*config);
        case Fact::certificate_listed:
            return listed() == true;
        case Fact::certificate_not_known_listed:
            return !listed().value_or(false);
        case Fact::certificate_unlisted:
            return listed() == false;
        case Fact::asked_for_rsa_2048:
            return history.last_dialogue() != nullptr && history.last_dialogue()->key == "RSA 2048";
        case Fact::asked_for_other_key:
            return !holds(history, Fact::asked_for_rsa_2048);
        case Fact::phone_refused_version: {
            const CapfDialogue *last = history.last_dialogue();
            const TlsAlert *alert = last == nullptr ? nullptr : last->tls.fatal();
            return alert != nullptr && alert->from_client && last->tls.server_hello;
        }
        case Fact::server_refused_version:
            return !holds(history, Fact::phone_refused_version);
        case Fact::session_idled:
            return idled(history.last_dialogue());
        case Fact::device_served:
            return config != nullptr;
        case Fact::device_not_served:
            return config == nullptr;
        case Fact::list_served:
            return std::ranges::any_of(history.files,
                                       [](const CheckedFile &file) { return file.trust_list.has_value(); });
        case Fact::list_not_served:
            return !holds(history, Fact::list_served);
        case Fact::refused_expired:
        case Fact::refused_early:
        case Fact::refused_by_clock:
        case Fact::refused_listed:
        case Fact::refused_unlisted:
        case Fact::refused_otherwise:
            return holds_of_refused(last_refused_certificate(history), fact);
        case Fact::tvs_answered: {
            const phones::Connection *tvs = last_tvs(history);
            return tvs != nullptr && tvs->from_server.captured() > 0;
        }
        case Fact::tvs_silent:
            return !holds(history, Fact::tvs_answered);
        case Fact::list_signer_new: {
            const CheckedFile *list = history.last_trust_list();
            return list != nullptr && list->signature && list->signature->trusted_before == false;
        }
        case Fact::file_refused_by_phone: {
            const CheckedFile *failed = last_failed_file(history);
            return failed != nullptr && failed->transfer->error_from_client;
        }
        case Fact::file_ended_by_server: {
            const CheckedFile *failed = last_failed_file(history);
            return failed != nullptr && failed->transfer->tftp_error >= 0 && !failed->transfer->error_from_client;
        }
        case Fact::file_lost_on_the_way:
            return !holds(history, Fact::file_ended_by_server);
        case Fact::file_broke_off:
            return !holds(history, Fact::file_refused_by_phone) &&
                   (last_failed_file(history) == nullptr || !is_unreachable(*last_failed_file(history)));
        case Fact::file_unanswered: {
            const CheckedFile *failed = last_failed_file(history);
            return failed != nullptr &&
                   (is_unreachable(*failed) || failed->transfer->status == phones::TransferStatus::no_answer);
        }
        case Fact::registration_put_off:
            return put_off(last_refusal(history));
        case Fact::registration_of_nobody:
            return status_of(last_refusal(history)) == kNotFound || names_nobody(last_refusal(history));
        case Fact::registration_challenged:
            return status_of(last_refusal(history)) == kUnauthorized ||
                   status_of(last_refusal(history)) == kProxyAuthentication;
        case Fact::registration_denied:
            return !holds(history, Fact::registration_put_off) && !holds(history, Fact::registration_of_nobody) &&
                   !holds(history, Fact::registration_challenged);
        case Fact::phone_certificate_expired:
            return last_refusal(history) != nullptr && last_refusal(history)->alert == wire::kAlertCertificateExpired;
        case Fact::phone_certificate_otherwise:
            return !holds(history, Fact::phone_certificate_expired);
        case Fact::aborted:
            return history.last_dialogue() != nullptr && history.last_dialogue()->aborted_by != AbortedBy::nobody;
        case Fact::cut_unexplained:
            return !holds(history, Fact::aborted) && !holds(history, Fact::session_idled);
        case Fact::tls_server:
            return !holds(history, Fact::no_tls_server);
        case Fact::no_tls_server: {
            const CapfDialogue *last = history.last_dialogue();
            return last != nullptr && !last->tls.server_hello && !last->connection->first_from_server.empty();
        }
    }
    return false;
}

Findings conclude(const History &history, const Indications &found) {
    Findings findings;
    for (const Found &one : found) {
        const Rule &rule = rule_of(one.indication);
        const bool lacks =
            std::any_of(rule.needs.begin(), rule.needs.end(), [&](Fact fact) { return !holds(history, fact); });
        if (lacks || findings::has_code(findings, rule.code) || is_refuted(history, rule, one)) continue;
        Finding finding{rule.code, one.indication, one.evidence, one.refs, one.values, {}, one.place};
        for (const Advice &advice : rule.remedy) {
            if (!advice.when || holds(history, *advice.when)) finding.remedy.push_back(advice.action);
        }
        std::stable_partition(finding.remedy.begin(), finding.remedy.end(),
                              [](Action action) { return !findings::is_last_resort(action); });
        history.add_names(finding.values);
        findings.push_back(std::move(finding));
    }
    return findings;
}

Finding remark(Found found) {
    const Rule &rule = rule_of(found.indication);
    Finding finding{rule.code, found.indication, found.evidence, std::move(found.refs), std::move(found.values),
                    {},        found.place};
    for (const Advice &advice : rule.remedy) {
        if (!advice.when || holds_where_nothing_is_known(*advice.when)) finding.remedy.push_back(advice.action);
    }
    return finding;
}

}  // namespace capf::judge
