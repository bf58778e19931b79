// SPDX-License-Identifier: GPL-2.0-or-later
// CAPF from "not tried" to the TCP connection.
#include <algorithm>
#include <utility>

#include "analyzer/judge/indications.h"
#include "plugin/wire/ascii.h"

namespace capf::judge {
namespace {

constexpr std::size_t kSynsShown = 8, kErrorsShown = 4;

EvidenceRefs refs_of(const phones::Connection &connection) {
    EvidenceRefs refs;
    const auto add = [&](const std::vector<FrameTime> &frames, std::size_t most) {
        refs.insert(refs.end(), frames.begin(),
                    frames.begin() + static_cast<std::ptrdiff_t>(std::min(frames.size(), most)));
    };
    add(connection.syns, kSynsShown);
    if (!connection.established()) add(connection.syn_acks, kSynsShown);
    for (const auto &end : {connection.server_reset, connection.client_reset}) {
        if (end) refs.emplace_back(*end);
    }
    add(connection.unreachable, kErrorsShown);
    return refs;
}

Found of_syns(Indication indication, const phones::Connection &tcp, Parameters values = {}) {
    values.emplace_back(Param::server, tcp.server);
    return {indication, Evidence::observed, refs_of(tcp), std::move(values), tcp.last.time};
}

// Where the list is not in the capture, or not all of it, the phone may have had a reason to stop at the file itself.
bool file_may_be_refused(const History &history, const CheckedFile &config) {
    const bool unverified = config.signature && !config.signature_accepted();
    return unverified && history.last_trust_list() == nullptr;
}

Found of_name(Indication indication, const std::string &name, EvidenceRefs refs, std::int64_t at,
              const dissection::NameLookup &lookup) {
    return {indication,
            Evidence::observed,
            std::move(refs),
            {{Param::server, HostName{name}}, {Param::reporter, IpAddress{lookup.destination.address}}},
            at};
}

// What DNS said of one name, where the phone got no address for it.
Indications name_fault(const History &history, const std::string &name) {
    constexpr std::int64_t kOneLookup = 60 * kSecond;  // for both kinds of address
    const dissection::NameLookup *last_answer = nullptr, *last_query = nullptr;
    std::optional<std::int64_t> resolved;
    EvidenceRefs refs;
    std::size_t queries = 0;
    for (const dissection::NameLookup &lookup : history.phone->lookups) {
        if (!history.reaches(lookup.at.time)) continue;
        if (!asks_for(lookup.name, wire::lower(name))) continue;
        if (!lookup.addresses.empty()) {
            // The queries that it answers are none that remain open.
            resolved = lookup.at.time;
            last_answer = last_query = nullptr;
            refs.clear();
            queries = 0;
        }
        if (resolved && lookup.at.time - *resolved < kOneLookup) continue;
        refs.emplace_back(lookup.at);
        const bool query = lookup.rcode == dissection::NameLookup::kQuery;
        queries += query ? 1 : 0;
        (query ? last_query : last_answer) = &lookup;
    }
    constexpr int kNoError = 0, kNoSuchName = 3;
    if (last_query == nullptr && last_answer == nullptr) return {};
    if (last_answer == nullptr) {
        if (queries < 2 || !history.visibility.shows_nothing_for(3 * kSecond, last_query->at.time)) return {};
        return {of_name(Indication::name_unanswered, name, std::move(refs), last_query->at.time, *last_query)};
    }
    const Indication fault = last_answer->rcode == kNoSuchName ? Indication::name_unknown
                             : last_answer->rcode == kNoError  ? Indication::name_without_address
                                                               : Indication::name_server_failed;
    return {of_name(fault, name, std::move(refs), last_answer->at.time, *last_answer)};
}

// The names of CAPF nodes in the configuration, each with what DNS said where it could not be resolved.
std::vector<Indications> faults_of_names(const History &history, const CheckedFile &config) {
    std::vector<Indications> all;
    for (const wire::CapfServer &server : config.config->capf_servers) {
        if (!server.node || server.node->value.empty() || History::is_address(server.node->value)) continue;
        all.push_back(name_fault(history, server.node->value));
    }
    return all;
}

// Nothing when one of them could be resolved.
Indications of_names(const History &history, const CheckedFile &config) {
    Indications all;
    for (Indications &one : faults_of_names(history, config)) {
        if (one.empty()) return {};
        append(all, std::move(one));
    }
    return all;
}

}  // namespace

Indications of_capf_not_tried(const History &history) {
    const CheckedFile *config = history.last_config();
    if (config == nullptr) return {};
    if (!phone_stopped(history, *config)) return of_registered_without(history);
    const std::int64_t read = config->transfer->moment().time;
    const bool verified = config->signature_accepted();
    // What went before the configuration could only explain that the phone refuses it.
    const phones::Interval looked_at{verified ? read : config->transfer->asked.time, history.visibility.end().time};
    if (history.visibility.shown(false, looked_at) != phones::Shown::absent) return {};
    if (!verified && history.visibility.may_have_missed_anything()) return {};
    // Where the server has no list, that is what is to be looked at first.
    if (file_may_be_refused(history, *config)) return of_trust_list_for_capf(history);
    // A connection to CAPF may have been kept out of the capture; what the list lacks is seen.
    if (history.visibility.files_only()) return of_trust_list_for_capf(history);
    if (!needs_certificate(*config)) return of_hash_without_capf(history);
    if (Indications unresolved = of_names(history, *config); !unresolved.empty()) return unresolved;
    if (config->config->auth_mode() == 1) {
        Indications waits = {{Indication::string_required, Evidence::observed, config->refs(), {}, read}};
        append(waits, of_digest(history, *config, false));
        return waits;
    }
    Indications found = of_trust_list_for_capf(history);
    // A phone that asks for a signed configuration has a list, even where the server has none: then this comes last.
    const bool no_list = !found.empty() && found.front().indication == Indication::list_on_no_server;
    found.insert(no_list ? found.begin() : found.end(),
                 {Indication::capf_not_contacted, Evidence::observed, config->refs(), {}, read});
    append(found, of_digest(history, *config, false));
    return found;
}

Indications of_server(const History &history, const CapfDialogue &dialogue) {
    const auto configured = history.configured_elsewhere(dialogue);
    const CheckedFile *config = history.last_config_before(dialogue.begin().time);
    if (!configured || config == nullptr) return {};
    // A configuration that the capture lost may have named this server.
    if (history.visibility.may_have_missed({config->transfer->asked.time, dialogue.begin().time})) return {};
    return {of_syns(Indication::connects_elsewhere, *dialogue.connection, {{Param::configured, *configured}})};
}

namespace {

// The next attempt may yet be answered: it has only just been sent when the capture ends. One that was sent three times
// has waited for seconds.
bool may_be_answered_yet(const History &history, const std::vector<FrameTime> &sent) {
    constexpr std::size_t kWaitedFor = 3;
    constexpr std::int64_t kAnswerTime = 3 * kSecond;
    if (sent.empty() || sent.size() >= kWaitedFor) return false;
    return !history.reaches(sent.back().time + kAnswerTime);
}

// The phone knows several CAPF servers, and what it did with the next may be in frames that the capture lost.
bool another_may_serve(const History &history, const CapfDialogue &dialogue) {
    const CheckedFile *config = history.last_config_before(dialogue.begin().time);
    return config != nullptr && config->config->capf_servers.size() >= 2 &&
           history.visibility.may_have_missed({dialogue.begin().time, history.visibility.end().time});
}

}  // namespace

Indications of_connection(const History &history, const CapfDialogue &dialogue) {
    const phones::Connection &tcp = *dialogue.connection;
    if (tcp.established() || history.visibility.one_direction()) return {};
    Indications found;
    if (tcp.server_reset) {
        found.push_back(of_syns(Indication::syn_reset, tcp));
    } else if (!tcp.unreachable.empty()) {
        found.push_back(
            of_syns(Indication::syn_icmp_unreachable, tcp, {{Param::reporter, IpAddress{tcp.unreachable_reporter}}}));
    } else if (may_be_answered_yet(history, tcp.syn_acks.empty() ? tcp.syns : tcp.syn_acks)) {
        return {};
    } else if (tcp.answer_not_received()) {
        found.push_back(of_syns(Indication::syn_ack_unanswered, tcp,
                                {{Param::count, Number{static_cast<std::int64_t>(tcp.syn_acks.size())}}}));
    } else if (tcp.syn_repeated()) {
        // A SYN that is not repeated was answered, or its repetition is what the capture lacks.
        found.push_back(of_syns(Indication::syn_unanswered, tcp,
                                {{Param::count, Number{static_cast<std::int64_t>(tcp.syns.size())}}}));
    }
    if (found.empty() || another_may_serve(history, dialogue)) return {};
    if (const auto name = history.name_resolved_to(dialogue)) {
        for (Found &one : found) one.values.emplace_back(Param::configured, *name);
    }
    Indications all = of_server(history, dialogue);
    append(all, std::move(found));
    // Of several servers one may not even have been found; that the phone turned to this one does not take that back.
    if (const CheckedFile *config = history.last_config_before(dialogue.begin().time)) {
        for (Indications &one : faults_of_names(history, *config)) {
            for (Found &fault : one) fault.at = 0;
            append(all, std::move(one));
        }
    }
    return all;
}

const std::vector<Rule> &capf_connect_rules() {
    static const std::vector<Later> tried = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::authentication_string_required,
         .shown_by = {Indication::string_required, Indication::string_may_be_required},
         .refuted_by = tried,
         .remedy = {{Action::type_string}, {Action::use_null_string}}},
        {.code = Code::capf_name_not_resolved,
         .shown_by = {Indication::name_unknown, Indication::name_without_address, Indication::name_server_failed,
                      Indication::name_unanswered},
         .refuted_by = tried,
         .remedy = {{Action::check_dns}}},
        {.code = Code::capf_not_attempted,
         .shown_by = {Indication::capf_not_contacted, Indication::capf_may_be_needed},
         .refuted_by = tried,
         .remedy = {{Action::reset_phone}, {Action::check_load_and_profile}}},
        {.code = Code::capf_refused,
         .shown_by = {Indication::syn_reset},
         .refuted_by = {Later::gets_new_hash, Later::registers},
         .remedy = {{Action::activate_capf}}},
        {.code = Code::capf_unreachable,
         .shown_by = {Indication::syn_icmp_unreachable, Indication::syn_unanswered, Indication::syn_ack_unanswered,
                      Indication::reset_in_between},
         .refuted_by = {Later::gets_new_hash, Later::registers},
         .remedy = {{Action::open_capf_port}, {Action::check_server_is_up}}},
        {.code = Code::capf_wrong_server,
         .shown_by = {Indication::connects_elsewhere},
         .refuted_by = {Later::gets_new_hash, Later::registers},
         .remedy = {{Action::check_name_resolution}, {Action::reset_phone}}},
    };
    return rules;
}

}  // namespace capf::judge
