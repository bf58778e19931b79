// SPDX-License-Identifier: GPL-2.0-or-later
// The Trust Verification Service, which a phone asks about certificates that its list does not hold.
#include <algorithm>
#include <utility>

#include "analyzer/judge/indications.h"
#include "analyzer/judge/large_segments.h"
#include "analyzer/judge/refused_certificate.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
namespace {

constexpr std::int64_t kAnswerTime = 3 * kSecond;  // a SYN is repeated after one second, then two

Found of_tvs_connection(Indication indication, const phones::Connection &tvs, EvidenceRefs refs, Parameters values = {},
                        Evidence evidence = Evidence::observed) {
    values.emplace_back(Param::server, tvs.server);
    return {indication, evidence, std::move(refs), std::move(values), tvs.last.time};
}

Indications not_reached(const History &history, const phones::Connection &tvs) {
    if (tvs.established() || history.visibility.one_direction()) return {};
    if (tvs.server_reset) return {of_tvs_connection(Indication::tvs_refuses, tvs, {tvs.first, *tvs.server_reset})};
    EvidenceRefs refs(tvs.syns.begin(), tvs.syns.end());
    if (!tvs.unreachable.empty()) {
        refs.emplace_back(tvs.unreachable.front());
        return {of_tvs_connection(Indication::tvs_icmp_unreachable, tvs, std::move(refs),
                                  {{Param::reporter, IpAddress{tvs.unreachable_reporter}}})};
    }
    if (!tvs.syn_repeated() && !history.visibility.shows_nothing_for(kAnswerTime, tvs.last.time)) return {};
    return {of_tvs_connection(Indication::tvs_silent, tvs, std::move(refs),
                              {{Param::count, Number{static_cast<std::int64_t>(tvs.syns.size())}}})};
}

// What the handshake says in clear.
Indications in_handshake(const History &history, const phones::Connection &tvs) {
    const TlsSession tls = read_tls_session(tvs);
    if (!tls.client_hello) return {};
    if (const auto refused = refused_certificate(history, tvs)) {
        return {of_tvs_connection(Indication::tvs_certificate_refused, tvs, {refused->alert.at}, values_of(*refused))};
    }
    if (const TlsAlert *alert = tls.fatal()) {
        Parameters values{{Param::alert, Number{alert->description}},
                          {Param::reason, Term{wire::tls_alert_name(alert->description)}},
                          {Param::offered, Term{wire::tls_version_name(tls.offered_version)}}};
        const bool old_phone = tls.offered_version <= wire::kTls10 && !tls.server_hello;
        if (alert->description == wire::kAlertProtocolVersion ||
            (alert->description == wire::kAlertHandshakeFailure && old_phone)) {
            return {of_tvs_connection(Indication::tvs_versions_differ, tvs, {*tls.client_hello, alert->at},
                                      std::move(values))};
        }
        return {};
    }
    const bool silent = tvs.from_server.captured() == 0 && phones::Visibility::holds_all(tvs);
    if (!silent || history.visibility.one_direction()) return {};
    const bool left = tvs.client_fin || tvs.client_reset;
    if (!left && !history.visibility.shows_nothing_for(kAnswerTime, tvs.last.time)) return {};
    return {of_tvs_connection(Indication::tvs_hello_unanswered, tvs, {*tls.client_hello, tvs.last})};
}

// It may have gone on without an answer.
bool went_on(const History &history, const phones::Connection &tvs) {
    const std::int64_t time = tvs.first.time;
    return history.encrypted_requested_after(time) ||
           std::ranges::any_of(history.dialogues,
                               [&](const CapfDialogue &dialogue) { return dialogue.begin().time > time; });
}

Indications said_no(const phones::Connection &tvs) {
    for (const dissection::TvsSeen &seen : tvs.tvs) {
        const auto &status = seen.pdu->message.status;
        if (status.value_or(0) == 0) continue;
        return {of_tvs_connection(Indication::tvs_says_no, tvs, {seen.at},
                                  {{Param::status, Number{static_cast<std::int64_t>(*status)}}}, Evidence::decrypted)};
    }
    return {};
}

}  // namespace

const phones::Connection *last_tvs(const History &history) {
    const phones::Connection *last = nullptr;
    for (const phones::Connection *tvs : history.phone->tvs) {
        if (!history.covers(tvs->first.time)) continue;  // of another round
        if (last == nullptr || tvs->first.time >= last->first.time) last = tvs;
    }
    return last;
}

Indications of_tvs(const History &history) {
    const phones::Connection *last = last_tvs(history);
    if (last == nullptr) return {};
    if (auto large = large_segments_lost(history, *last, Indication::tvs_segments_too_large, Step::trust_list);
        large && !went_on(history, *last)) {
        return {std::move(*large)};
    }
    Indications found = not_reached(history, *last);
    if (found.empty()) found = in_handshake(history, *last);
    return found.empty() ? said_no(*last) : found;
}

const std::vector<Rule> &tvs_rules() {
    static const std::vector<Later> went_on = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::tvs_rejected,
         .shown_by = {Indication::tvs_refuses, Indication::tvs_says_no, Indication::tvs_answer_too_short,
                      Indication::tvs_answer_hidden, Indication::log_tvs_not_found, Indication::log_tvs_says_no},
         .refuted_by = went_on,
         .remedy = {{Action::check_tvs_store, Fact::tvs_answered}, {Action::check_tvs_runs, Fact::tvs_silent}}},
        {.code = Code::tvs_unreachable,
         .shown_by = {Indication::tvs_silent, Indication::tvs_hello_unanswered, Indication::tvs_icmp_unreachable},
         .refuted_by = went_on,
         .remedy = {{Action::check_tvs_runs}, {Action::open_tvs_port}}},
        {.code = Code::tvs_certificate_untrusted,
         .shown_by = {Indication::tvs_certificate_refused, Indication::log_tvs_untrusted},
         .refuted_by = went_on,
         .remedy = {{Action::regenerate_server_certificate, Fact::refused_expired},
                    {Action::check_clocks, Fact::refused_early},
                    {Action::check_phone_clock, Fact::refused_by_clock},
                    {Action::list_holds_certificate, Fact::refused_listed},
                    {Action::check_tvs_certificate, Fact::refused_otherwise},
                    {Action::reset_for_new_list, Fact::refused_otherwise},
                    {Action::delete_list_on_phone, Fact::refused_unlisted}}},
        {.code = Code::tvs_tls_version_mismatch,
         .shown_by = {Indication::tvs_versions_differ},
         .refuted_by = went_on,
         .remedy = {{Action::upgrade_load}, {Action::lower_tls_minimum}}},
    };
    return rules;
}

}  // namespace capf::judge
