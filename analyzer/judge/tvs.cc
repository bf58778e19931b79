// SPDX-License-Identifier: GPL-2.0-or-later
// The Trust Verification Service, which a phone asks about certificates that its list does not hold.
#include <utility>

#include "analyzer/judge/indications.h"

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
    if (tvs.syns.size() < 2 && !history.visibility.shows_nothing_for(kAnswerTime, tvs.last.time)) return {};
    return {of_tvs_connection(Indication::tvs_silent, tvs, std::move(refs),
                              {{Param::count, Number{static_cast<std::int64_t>(tvs.syns.size())}}})};
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

Indications of_tvs(const History &history) {
    // The phone asks one server after the other: what the last one said counts.
    const phones::Connection *last = nullptr;
    for (const phones::Connection *tvs : history.phone->tvs) {
        if (tvs->first.time > history.visibility.end().time) continue;  // of a later round
        if (last == nullptr || tvs->first.time >= last->first.time) last = tvs;
    }
    if (last == nullptr) return {};
    Indications found = not_reached(history, *last);
    return found.empty() ? said_no(*last) : found;
}

const std::vector<Rule> &tvs_rules() {
    static const std::vector<Rule> rules = {
        {.code = Code::tvs_rejected,
         .shown_by = {Indication::tvs_refuses, Indication::tvs_icmp_unreachable, Indication::tvs_silent,
                      Indication::tvs_says_no, Indication::tvs_answer_hidden},
         .refuted_by = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers},
         .remedy = {{Action::check_tvs_store}, {Action::check_tvs_runs}}},
    };
    return rules;
}

}  // namespace capf::judge
