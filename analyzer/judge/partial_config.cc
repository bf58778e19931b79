// SPDX-License-Identifier: GPL-2.0-or-later
// The configuration that the phone gets before it turns to CAPF.
#include <algorithm>
#include <utility>

#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/indications.h"

namespace capf::judge {
namespace {

using phones::TransferStatus;
using wire::PhoneFileKind;

// A phone asks again within a second or two, and reacts to a file within seconds.
constexpr std::int64_t kReactionTime = 30 * kSecond;
constexpr std::size_t kDigestRepeats = 3;

// The phone's own configuration; XMLDefault is what an unknown phone gets in its place.
bool is_own_config(const CheckedFile &file) {
    return file.is_config() && file.kind() != PhoneFileKind::default_config;
}

bool arrived(const CheckedFile &file) {
    return file.complete() || file.transfer->status == TransferStatus::not_modified;
}

bool default_came(const History &history) {
    return std::any_of(history.files.begin(), history.files.end(), [](const CheckedFile &file) {
        return file.kind() == PhoneFileKind::default_config && arrived(file);
    });
}

// The phone tried names and transports one after the other: only when all failed the file is not there.
Indications config_not_delivered(const History &history) {
    EvidenceRefs missing, cut;
    const CheckedFile *last_missing = nullptr, *last_cut = nullptr;
    for (const CheckedFile &file : history.files) {
        const bool other_default = file.kind() == PhoneFileKind::default_config && arrived(file);
        if (!file.is_config() || other_default) continue;
        const TransferStatus status = file.transfer->status;
        if (is_not_there(file)) {
            missing.insert(missing.end(), file.transfer->frames.begin(), file.transfer->frames.end());
            last_missing = is_own_config(file) || last_missing == nullptr ? &file : last_missing;
        } else if (status == TransferStatus::cut_on_network || status == TransferStatus::no_answer) {
            cut.insert(cut.end(), file.transfer->frames.begin(), file.transfer->frames.end());
            last_cut = &file;
        } else {
            return {};  // arrived, or the capture does not tell
        }
    }
    if (last_cut != nullptr) {
        const bool silent = last_cut->transfer->status == TransferStatus::no_answer;
        Found found = of_file(silent ? Indication::config_unanswered : Indication::config_cut, *last_cut,
                              {{Param::transport, Term{last_cut->transfer->transport}}});
        found.refs = std::move(cut);
        return {found};
    }
    if (last_missing == nullptr) return {};
    Found found = of_file(default_came(history) ? Indication::config_missing_default_sent : Indication::config_missing,
                          *last_missing, {{Param::answer, answer_of(*last_missing->transfer)}});
    found.refs = std::move(missing);
    return {found};
}

bool list_known_before(const History &history, const CheckedFile &config) {
    if (!history.given_lists_in_hand().empty()) return true;
    return std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &file) {
        return file.trust_list && !file.malformed && !file.trust_list->records.empty() &&
               file.transfer->moment().time <= config.transfer->moment().time;
    });
}

// TVS was asked, and what it said is hidden.
const phones::Connection *hidden_tvs(const History &history) {
    for (const phones::Connection *tvs : history.phone->tvs) {
        if (tvs->tvs.empty() && tvs->established()) return tvs;
    }
    return nullptr;
}

Indications signer_untrusted(const History &history, const CheckedFile &config) {
    Indications found = {
        of_file(Indication::config_signer_not_in_list, config, {{Param::signer, DistinguishedName{config.signer}}})};
    if (const phones::Connection *tvs = hidden_tvs(history)) {
        found.push_back({Indication::tvs_answer_hidden,
                         Evidence::inferred,
                         {tvs->first, tvs->last},
                         {{Param::server, tvs->server}},
                         tvs->last.time});
    }
    return found;
}

// The phone went on from an earlier file by the same signer: TVS has vouched for it.
bool accepted_before(const History &history, const CheckedFile &config) {
    return std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &file) {
        return &file < &config && file.is_config() && file.signer == config.signer &&
               history.goes_on_after(file.transfer->moment().time);
    });
}

Indications config_signature(const History &history, const CheckedFile &config) {
    if (config.signature_invalid()) {
        return {of_signature(Indication::config_signature_wrong, history, config,
                             {{Param::reason, Term{config.signature->reason}}})};
    }
    const bool unknown = config.header && !config.signer_may_sign() && list_known_before(history, config) &&
                         !accepted_before(history, config);
    // TVS may still vouch for the signer, as long as the phone is seen to wait for it.
    if (!unknown || !phone_stopped(history, config)) return {};
    return signer_untrusted(history, config);
}

Indications capf_info_missing(const CheckedFile &config) {
    if (config.config->full().value_or(true) || !config.config->encrypted().value_or(true)) return {};
    const bool complete = std::any_of(
        config.config->capf_servers.begin(), config.config->capf_servers.end(), [](const wire::CapfServer &server) {
            return server.node && !server.node->value.empty() && server.port && wire::parse_port(server.port->value);
        });
    if (complete) return {};
    return {of_file(Indication::config_names_no_capf_server, config)};
}

// Neither a configuration nor an encrypted file can be seen, and HTTPS was used.
bool provisioning_hidden(const History &history) {
    return !history.phone->https.empty() &&
           std::none_of(history.files.begin(), history.files.end(),
                        [](const auto &file) { return file.is_config() || file.is_encrypted_config(); });
}

const CheckedFile *last_whole_config(const History &history) {
    const auto found = std::find_if(history.files.rbegin(), history.files.rend(),
                                    [](const CheckedFile &file) { return is_own_config(file) && file.complete(); });
    return found == history.files.rend() ? nullptr : &*found;
}

}  // namespace

bool needs_certificate(const CheckedFile &config) {
    return !config.config->full().value_or(true) && config.cert_hash().value_or("").empty();
}

bool phone_stopped(const History &history, const CheckedFile &last) {
    std::int64_t time = last.transfer->moment().time;
    const bool over_https = std::any_of(history.phone->https.begin(), history.phone->https.end(),
                                        [&](const phones::Connection *hidden) { return hidden->last.time > time; });
    if (over_https || history.goes_on_after(time) || history.registered_after(time)) return false;
    // A phone that asks TVS waits for its answer, and may ask for the file once more before it goes on.
    bool asked_tvs = false;
    for (const phones::Connection *tvs : history.phone->tvs) {
        if (tvs->first.time > history.visibility.end().time) continue;  // of a later round
        asked_tvs |= tvs->established();
        time = std::max(time, std::min(tvs->last.time, history.visibility.end().time));
    }
    const bool again = !asked_tvs && times_asked(history, last) >= 2;
    return again || history.visibility.shows_nothing_since(time) >= kReactionTime;
}

Indications of_digest(const History &history, const CheckedFile &config, bool sure) {
    const auto sha512 = static_cast<std::uint8_t>(wire::DigestAlgorithm::sha512);
    if (!config.header || config.header->digest_algorithm != sha512) return {};
    const std::size_t asked = times_asked(history, config);
    if (asked < (sure ? kDigestRepeats : kDigestRepeats - 1)) return {};
    Found found = of_file(Indication::config_sha512_asked_again, config,
                          {{Param::count, Number{static_cast<std::int64_t>(asked)}}}, Evidence::inferred);
    found.refs = refs_of_all(history, config);
    return {found};
}

Indications of_config(const History &history) {
    if (provisioning_hidden(history)) {
        return {{Indication::files_over_https, Evidence::observed, {history.phone->https.front()->first}}};
    }
    const CheckedFile *whole = last_whole_config(history);
    if (whole == nullptr) return config_not_delivered(history);
    Indications found = config_signature(history, *whole);
    if (found.empty() && whole->malformed) {
        found = {of_file(Indication::config_malformed, *whole, {{Param::reason, Term{whole->malformation}}})};
    }
    if (!found.empty() || whole->malformed || !phone_stopped(history, *whole)) return found;
    found = capf_info_missing(*whole);
    append(found, of_digest(history, *whole, true));
    return found;
}

const std::vector<Rule> &partial_config_rules() {
    // A phone that goes on with the file has accepted it, whatever is known of its signer: TVS may have vouched for it.
    static const std::vector<Later> went_on = {Later::turns_to_capf, Later::asks_for_encrypted, Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::config_not_found,
         .shown_by = {Indication::config_missing, Indication::config_missing_default_sent},
         .remedy = {{Action::check_device_in_database}, {Action::check_tftp_built_file}}},
        {.code = Code::config_transfer_incomplete,
         .shown_by = {Indication::config_cut, Indication::config_unanswered},
         .remedy = {{Action::check_network}, {Action::check_tftp_load}}},
        {.code = Code::config_malformed,
         .shown_by = {Indication::config_malformed},
         .remedy = {{Action::restart_tftp}, {Action::look_for_proxy}}},
        {.code = Code::config_signature_invalid,
         .shown_by = {Indication::config_signature_wrong},
         .refuted_by = went_on,
         .remedy = {{Action::restart_tftp}, {Action::look_for_proxy}}},
        {.code = Code::config_signer_untrusted,
         .shown_by = {Indication::config_signer_not_in_list},
         .refuted_by = went_on,
         .remedy = {{Action::check_tvs_runs}, {Action::reset_for_new_list}, {Action::delete_list_on_phone}}},
        {.code = Code::config_digest_unsupported,
         .shown_by = {Indication::config_sha512_asked_again},
         .remedy = {{Action::upgrade_load}, {Action::set_sha1_signatures}}},
        {.code = Code::capf_info_missing,
         .shown_by = {Indication::config_names_no_capf_server},
         .remedy = {{Action::activate_capf}, {Action::reset_phone}}},
        {.code = Code::provisioning_not_visible,
         .shown_by = {Indication::files_over_https},
         .remedy = {{Action::give_https_keys}}},
    };
    return rules;
}

}  // namespace capf::judge
