// SPDX-License-Identifier: GPL-2.0-or-later
// The configuration that the phone gets before it turns to CAPF.
#include <algorithm>
#include <utility>

#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/indications.h"
#include "analyzer/judge/large_segments.h"
#include "analyzer/judge/refused_certificate.h"
#include "analyzer/judge/tvs_sizes.h"
#include "plugin/wire/ascii.h"
#include "plugin/wire/tls_numbers.h"

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

// A phone that holds a trust list asks for signed names only; one without falls back to the plain ones. Here the server
// has nothing signed at all, not even a list.
bool asks_for_signed_names_only(const History &history) {
    std::size_t signed_configs = 0;
    bool any_list = false;
    for (const CheckedFile &file : history.files) {
        if (!is_not_there(file) || file.kind() == PhoneFileKind::plain_config) return false;
        any_list |= file.is_trust_list();
        signed_configs += file.kind() == PhoneFileKind::signed_config ? 1 : 0;
    }
    return any_list && signed_configs >= 2;
}

// A phone whose first name is not there asks for the next one, or for the same again: one answer alone says that the
// capture ends then, or lost what followed.
bool went_on_asking(const History &history) {
    return std::ranges::count_if(history.files,
                                 [](const CheckedFile &file) { return file.is_config() && is_not_there(file); }) >= 2;
}

Found of_cut_config(const CheckedFile &file) {
    if (ended_by_error(file)) {
        return of_file(Indication::config_ended_by_error, file, {{Param::answer, answer_of(*file.transfer)}});
    }
    const bool silent = file.transfer->status == TransferStatus::no_answer;
    Parameters values{{Param::transport, Term{file.transfer->transport}}};
    if (file.transfer->tftp_error >= 0) values.emplace_back(Param::answer, answer_of(*file.transfer));
    return of_file(silent ? Indication::config_unanswered : Indication::config_cut, file, std::move(values));
}

// The phone tried names and transports one after the other: only when all failed the file is not there.
Indications config_not_delivered(const History &history) {
    EvidenceRefs missing, cut, unreached;
    const CheckedFile *last_missing = nullptr, *last_cut = nullptr, *last_busy = nullptr, *last_unreached = nullptr;
    for (const CheckedFile &file : history.files) {
        const bool other_default = file.kind() == PhoneFileKind::default_config && arrived(file);
        if (!file.is_config() || other_default) continue;
        const TransferStatus status = file.transfer->status;
        if (is_not_there(file)) {
            missing.insert(missing.end(), file.transfer->frames.begin(), file.transfer->frames.end());
            last_missing = is_own_config(file) || last_missing == nullptr ? &file : last_missing;
        } else if (status == TransferStatus::busy) {
            last_busy = &file;
        } else if (is_unreachable(file)) {
            unreached.insert(unreached.end(), file.transfer->frames.begin(), file.transfer->frames.end());
            last_unreached = is_own_config(file) || last_unreached == nullptr ? &file : last_unreached;
        } else if (status == TransferStatus::cut_on_network || status == TransferStatus::no_answer ||
                   ended_by_error(file)) {
            cut.insert(cut.end(), file.transfer->frames.begin(), file.transfer->frames.end());
            last_cut = &file;
        } else {
            return {};  // arrived, or the capture does not tell
        }
    }
    if (last_busy != nullptr) {
        if (!given_up(history, *last_busy)) return {};
        return {busy(Indication::config_busy, history, *last_busy, Step::partial_config)};
    }
    if (last_cut != nullptr) {
        Indications all;
        if (auto large = large_segments_lost(history, &CheckedFile::is_config, Indication::config_segments_too_large,
                                             Step::partial_config)) {
            all.push_back(std::move(*large));
        }
        Found found = of_cut_config(*last_cut);
        found.refs = std::move(cut);
        all.push_back(std::move(found));
        return all;
    }
    // Another server may have told that it has no such file.
    if (last_missing == nullptr && last_unreached != nullptr) {
        // A phone that registers has got it elsewhere, or later.
        const std::int64_t reported = last_unreached->transfer->moment().time;
        const bool lost = history.visibility.may_have_missed({reported, history.visibility.end().time});
        if (lost || history.registered_after(reported)) return {};
        Found found = unreachable(Indication::config_unreachable, *last_unreached);
        found.values.emplace_back(Param::transport, Term{last_unreached->transfer->transport});
        found.refs = std::move(unreached);
        return {std::move(found)};
    }
    if (last_missing == nullptr || !went_on_asking(history)) return {};
    Found found = of_file(default_came(history) ? Indication::config_missing_default_sent : Indication::config_missing,
                          *last_missing, {{Param::answer, answer_of(*last_missing->transfer)}});
    found.refs = std::move(missing);
    if (!asks_for_signed_names_only(history)) return {std::move(found)};
    Found other_list = of_file(Indication::signed_names_only, *last_missing, {}, Evidence::inferred);
    other_list.refs = found.refs;
    return {std::move(other_list), std::move(found)};
}

bool list_known_before(const History &history, const CheckedFile &config) {
    if (!history.given_lists_in_hand().empty()) return true;
    return std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &file) {
        return file.trust_list && !file.malformed && !file.trust_list->records.empty() &&
               file.transfer->moment().time <= config.transfer->moment().time;
    });
}

// The last time that TVS was asked, where what it said is hidden.
const phones::Connection *hidden_tvs(const History &history) {
    const phones::Connection *last = nullptr;
    for (const phones::Connection *tvs : history.phone->tvs) {
        if (!history.reaches(tvs->first.time)) continue;  // of a later round
        if (tvs->tvs.empty() && read_tls_session(*tvs).established()) last = tvs;
    }
    return last;
}

Indications signer_untrusted(const History &history, const CheckedFile &config) {
    Indications found;
    const CheckedFile *list = history.last_trust_list();
    if (list != nullptr && is_rollback_list(*list)) found.push_back(of_file(Indication::list_for_rollback, *list));
    Found not_listed =
        of_file(Indication::config_signer_not_in_list, config, {{Param::signer, DistinguishedName{config.signer}}});
    const phones::Connection *tvs = hidden_tvs(history);
    const TvsAnswerSize answer = tvs == nullptr ? TvsAnswerSize::holds_certificate : size_of_tvs_answer(*tvs);
    const auto of_tvs = [&](Indication indication) {
        return Found{
            indication, Evidence::inferred, {tvs->first, tvs->last}, {{Param::server, tvs->server}}, tvs->last.time};
    };
    if (answer == TvsAnswerSize::too_short) found.push_back(of_tvs(Indication::tvs_answer_too_short));
    found.push_back(std::move(not_listed));
    if (answer == TvsAnswerSize::unknown) found.push_back(of_tvs(Indication::tvs_answer_hidden));
    return found;
}

// The phone went on from an earlier file by the same signer: TVS has vouched for it.
bool accepted_before(const History &history, const CheckedFile &config) {
    return std::any_of(history.files.begin(), history.files.end(), [&](const CheckedFile &file) {
        return &file < &config && file.is_config() && file.signer == config.signer &&
               history.goes_on_after(file.transfer->moment().time);
    });
}

Indications signer_not_yet_valid(const CheckedFile &config) {
    if (!config.signature || !config.signature->signer) return {};
    const trust::Certificate &signer = config.signature->signer->certificate;
    if (signer.not_before <= config.transfer->moment().time / kSecond) return {};
    Found found =
        of_file(Indication::config_signer_not_yet_valid, config,
                {{Param::certificate, DistinguishedName{signer.subject}}, {Param::date, Date{signer.not_before}}});
    found.place = Step::partial_config;
    return {std::move(found)};
}

Indications config_signature(const History &history, const CheckedFile &config) {
    if (config.signature_invalid()) {
        return {of_signature(Indication::config_signature_wrong, history, config,
                             {{Param::reason, Term{config.signature->reason}}})};
    }
    const bool unknown = config.header && !config.signer_may_sign() && list_known_before(history, config) &&
                         !accepted_before(history, config);
    // TVS may still vouch for the signer, as long as the phone is seen to wait for it.
    if (!phone_stopped(history, config)) return {};
    if (unknown) return signer_untrusted(history, config);
    Indications found = signer_not_yet_valid(config);
    append(found, made_for_another_phone(history, config, Indication::config_of_another_phone));
    return found;
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
    const bool any = std::any_of(history.phone->https.begin(), history.phone->https.end(),
                                 [&](const phones::Connection *https) { return history.covers(https->first.time); });
    return any && std::none_of(history.files.begin(), history.files.end(),
                               [](const auto &file) { return file.is_config() || file.is_encrypted_config(); });
}

// Long packets of an HTTPS connection do not get through, and no later connection carried anything.
Indications https_segments_lost(const History &history) {
    for (auto https = history.phone->https.rbegin(); https != history.phone->https.rend(); ++https) {
        if (!history.covers((*https)->first.time)) continue;  // of another round
        if (auto large =
                large_segments_lost(history, **https, Indication::https_segments_too_large, Step::partial_config)) {
            return {std::move(*large)};
        }
        if (!read_tls_session(**https).application_data.empty()) return {};
    }
    return {};
}

}  // namespace

Indications of_https_refusal(const History &history) {
    for (auto https = history.phone->https.rbegin(); https != history.phone->https.rend(); ++https) {
        if (!history.covers((*https)->first.time)) continue;  // of another round
        const TlsAlert *alert = read_tls_session(**https).fatal();
        if (alert == nullptr) continue;
        Found found{Indication::https_certificate_refused, Evidence::observed, {alert->at}, {}, alert->at.time};
        if (const auto refused = refused_certificate(history, **https)) {
            found.values = values_of(*refused);
        } else {
            found.indication =
                alert->from_client ? Indication::https_alert_by_phone : Indication::https_alert_by_server;
            found.values = {{Param::alert, Number{alert->description}},
                            {Param::reason, Term{wire::tls_alert_name(alert->description)}}};
        }
        found.values.emplace_back(Param::server, (*https)->server);
        return {std::move(found)};
    }
    return {};
}

namespace {

const CheckedFile *last_whole_config(const History &history) {
    const auto found = std::find_if(history.files.rbegin(), history.files.rend(),
                                    [](const CheckedFile &file) { return is_own_config(file) && file.complete(); });
    return found == history.files.rend() ? nullptr : &*found;
}

}  // namespace

bool needs_certificate(const CheckedFile &config) {
    return !config.config->full().value_or(true) && config.cert_hash().value_or("").empty();
}

namespace {

// The phone has the file, and asks for it `times` in all; of a file that it never got, any request counts. One over
// TFTP after HTTP is the fallback, and none of them.
bool asked_again(const History &history, const CheckedFile &file, std::ptrdiff_t times) {
    const auto same = [&](const CheckedFile &other) {
        return other.transfer->name.base_name == file.transfer->name.base_name &&
               other.transfer->transport == file.transfer->transport;
    };
    const auto got = std::find_if(history.files.begin(), history.files.end(),
                                  [&](const CheckedFile &other) { return same(other) && other.complete(); });
    const auto first = got == history.files.end() ? history.files.begin() : got;
    return std::count_if(first, history.files.end(), same) >= times;
}

}  // namespace

bool phone_stopped(const History &history, const CheckedFile &last) {
    std::int64_t time = last.transfer->moment().time;
    const bool over_https = std::any_of(history.phone->https.begin(), history.phone->https.end(),
                                        [&](const phones::Connection *hidden) { return hidden->last.time > time; });
    if (over_https || history.goes_on_after(time) || history.registered_after(time)) return false;
    // A phone that asks TVS waits for its answer, and may ask for the file once more before it goes on.
    bool asked_tvs = false;
    for (const phones::Connection *tvs : history.phone->tvs) {
        if (!history.reaches(tvs->first.time)) continue;  // of a later round
        asked_tvs |= tvs->established();
        if (history.reaches(tvs->last.time)) time = std::max(time, tvs->last.time);
    }
    const bool again = asked_again(history, last, asked_tvs ? 3 : 2);
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
        Indications refused = of_https_refusal(history);
        if (refused.empty()) refused = https_segments_lost(history);
        if (!refused.empty()) return refused;
        return {{Indication::files_over_https, Evidence::observed, {history.phone->https.front()->first}}};
    }
    const CheckedFile *whole = last_whole_config(history);
    if (whole == nullptr) return config_not_delivered(history);
    Indications found = config_signature(history, *whole);
    if (found.empty() && whole->sent_malformed()) {
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
         .shown_by = {Indication::config_missing, Indication::config_missing_default_sent,
                      Indication::log_device_unknown, Indication::log_config_missing},
         .remedy = {{Action::check_device_in_database}, {Action::check_tftp_built_file}}},
        {.code = Code::config_transfer_incomplete,
         .shown_by = {Indication::config_cut, Indication::config_unanswered, Indication::config_ended_by_error,
                      Indication::config_unreachable},
         .remedy = {{Action::look_up_phones_error, Fact::file_refused_by_phone},
                    {Action::check_tftp_runs, Fact::file_unanswered},
                    {Action::check_network, Fact::file_lost_on_the_way},
                    {Action::check_tftp_load, Fact::file_broke_off},
                    {Action::restart_tftp, Fact::file_ended_by_server}}},
        {.code = Code::config_malformed,
         .shown_by = {Indication::config_malformed},
         .remedy = {{Action::restart_tftp}, {Action::look_for_proxy}}},
        {.code = Code::config_signature_invalid,
         .shown_by = {Indication::config_signature_wrong, Indication::log_config_refused},
         .refuted_by = went_on,
         .remedy = {{Action::restart_tftp}, {Action::look_for_proxy}}},
        {.code = Code::config_signer_untrusted,
         .shown_by = {Indication::config_signer_not_in_list},
         .refuted_by = went_on,
         .remedy = {{Action::rebuild_list, Fact::list_served},
                    {Action::check_tvs_runs},
                    {Action::reset_for_new_list},
                    {Action::delete_list_on_phone}}},
        {.code = Code::config_of_another_phone,
         .shown_by = {Indication::config_of_another_phone, Indication::encrypted_of_another_phone,
                      Indication::list_of_another_phone},
         .refuted_by = went_on,
         .remedy = {{Action::look_for_mixed_files}, {Action::restart_tftp}},
         .explains = {Code::signed_file_name_differs}},
        {.code = Code::server_busy,
         .shown_by = {Indication::list_busy, Indication::config_busy, Indication::encrypted_busy,
                      Indication::log_file_busy},
         .refuted_by = {Later::registers},
         .remedy = {{Action::raise_serving_count}}},
        {.code = Code::https_certificate_untrusted,
         .shown_by = {Indication::https_certificate_refused, Indication::log_https_untrusted},
         .refuted_by = went_on,
         .remedy = {{Action::regenerate_server_certificate, Fact::refused_expired},
                    {Action::check_clocks, Fact::refused_early},
                    {Action::check_phone_clock, Fact::refused_by_clock},
                    {Action::list_holds_certificate, Fact::refused_listed},
                    {Action::check_https_certificate, Fact::refused_otherwise},
                    {Action::reset_for_new_list, Fact::refused_otherwise}}},
        {.code = Code::https_tls_failed,
         .shown_by = {Indication::https_alert_by_server, Indication::https_alert_by_phone},
         .refuted_by = went_on,
         .remedy = {{Action::check_ciphers}, {Action::upgrade_load}, {Action::lower_tls_minimum}}},
        {.code = Code::path_mtu,
         .shown_by = {Indication::list_segments_too_large, Indication::config_segments_too_large,
                      Indication::encrypted_segments_too_large, Indication::handshake_segments_too_large,
                      Indication::session_segments_too_large, Indication::tvs_segments_too_large,
                      Indication::https_segments_too_large, Indication::registration_segments_too_large},
         .refuted_by = {Later::registers},
         .remedy = {{Action::check_mtu}}},
        {.code = Code::certificate_not_yet_valid,
         .shown_by = {Indication::list_certificate_not_yet_valid, Indication::config_signer_not_yet_valid,
                      Indication::certificate_not_yet_valid, Indication::listed_certificate_not_yet_valid},
         .refuted_by = {Later::gets_new_hash, Later::asks_for_encrypted, Later::registers},
         .remedy = {{Action::check_clocks}}},
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
