// SPDX-License-Identifier: GPL-2.0-or-later
// What the configuration says after CAPF ended well, and what the phone does about it.
#include <algorithm>
#include <utility>

#include "analyzer/judge/file_evidence.h"
#include "analyzer/judge/indications.h"

namespace capf::judge {
namespace {

// How long a phone may look at a configuration before it is said that it does not go on: it does so within seconds.
constexpr std::int64_t kPatience = 30 * kSecond;
constexpr std::size_t kRepeats = 2;

// The phone has read the last of these configurations, or an earlier one with the same hash, and stays there.
bool stays(const History &history, const std::vector<const CheckedFile *> &configs) {
    const CheckedFile &last = *configs.back();
    const auto first = std::find_if(configs.begin(), configs.end(),
                                    [&](const CheckedFile *config) { return config->cert_hash() == last.cert_hash(); });
    const std::int64_t since = (*first)->transfer->moment().time;
    if (!phone_stopped(history, **first) || history.goes_on_after(since)) return false;
    if (history.visibility.may_have_missed({since, history.visibility.end().time})) return false;
    return configs.end() - first >= static_cast<std::ptrdiff_t>(kRepeats) ||
           history.visibility.shows_nothing_since(since) >= kPatience;
}

Found of_session(Indication indication, const CapfDialogue &dialogue, EvidenceRefs refs, Parameters values,
                 std::int64_t at) {
    values.emplace_back(Param::server, dialogue.connection->server);
    return {indication, dialogue.evidence, std::move(refs), std::move(values), at};
}

Indications hash_differs(const CapfDialogue &dialogue, const CheckedFile &config, const std::string &expected) {
    EvidenceRefs refs = dialogue.session_refs();
    const EvidenceRefs read = config.refs();
    refs.insert(refs.end(), read.begin(), read.end());
    return {of_session(Indication::hash_of_other_certificate, dialogue, std::move(refs),
                       {{Param::hash, Hex{config.cert_hash().value_or("")}},
                        {Param::expected, Hex{expected}},
                        {Param::operation, Term{dialogue.operation == Operation::fetch ? "fetched" : "stored"}}},
                       config.transfer->moment().time)};
}

// The phone has a certificate, the configuration has a hash, both cannot be compared, and the phone does not go on.
Indications stopped_at_hash(const CapfDialogue &dialogue, const CheckedFile &config) {
    const std::int64_t read = config.transfer->moment().time;
    Found stale = of_session(Indication::hash_not_followed, dialogue, config.refs(),
                             {{Param::hash, Hex{config.cert_hash().value_or("")}}}, read);
    Found not_asked = of_session(Indication::encrypted_not_asked, dialogue, config.refs(), {}, read);
    stale.evidence = not_asked.evidence = Evidence::inferred;
    return {std::move(stale), std::move(not_asked)};
}

bool asked_for_anything_after(const History &history, std::int64_t time) {
    const bool over_https = std::any_of(history.phone->https.begin(), history.phone->https.end(),
                                        [&](const phones::Connection *hidden) { return hidden->last.time > time; });
    return over_https || std::any_of(history.files.begin(), history.files.end(),
                                     [&](const CheckedFile &file) { return file.transfer->asked.time > time; });
}

// Anything of the phone at all after `time`: it has not been unplugged.
bool is_alive_after(const History &history, std::int64_t time) {
    const phones::Phone &phone = *history.phone;
    return phone.last.time > time || history.registered_after(time) ||
           std::any_of(phone.signalling.begin(), phone.signalling.end(),
                       [&](const phones::Connection *one) { return one->last.time > time; });
}

Indications did_not_reset(const History &history, const CapfDialogue &dialogue) {
    const std::int64_t end = dialogue.end().time;
    const std::int64_t waited = history.visibility.shows_nothing_since(end);
    if (!is_alive_after(history, end) || waited < history.options->reset_seconds * kSecond ||
        asked_for_anything_after(history, end)) {
        return {};
    }
    return {{Indication::no_request_after_capf,
             Evidence::observed,
             {dialogue.end()},
             {{Param::server, dialogue.connection->server},
              {Param::minutes, Number{waited / (wire::kSecondsPerMinute * kSecond)}}},
             end}};
}

// The phone made its key, CAPF took it, and ended the session in peace without a certificate.
bool left_pending(const CapfDialogue &dialogue) {
    if (dialogue.operation != Operation::install || dialogue.lossy || !dialogue.ended || dialogue.key_failed)
        return false;
    if (!dialogue.has_messages) return dialogue.reached == Progress::operation_response;
    return dialogue.end_reason == kReasonDone && !dialogue.public_key.empty() && dialogue.certificate.empty();
}

// As with an offline CA, which signs when somebody brings it the request.
Indications certificate_pending(const History &history, const CapfDialogue &dialogue) {
    if (!left_pending(dialogue)) return {};
    EvidenceRefs refs;
    std::size_t count = 0;
    for (const CapfDialogue &one : history.dialogues) {
        if (!left_pending(one)) continue;
        ++count;
        refs.insert(refs.end(), one.refs.begin(), one.refs.end());
    }
    const auto configs = history.configs_after(dialogue.begin().time);
    const bool hash_empty = !configs.empty() && needs_certificate(*configs.back());
    if (count < kRepeats && !hash_empty) return {};
    return {of_session(Indication::certificate_pending, dialogue, std::move(refs),
                       {{Param::count, Number{static_cast<std::int64_t>(count)}}}, dialogue.end().time)};
}

// The phone has a hash and is told to take the encrypted file; it registers without it, and stays.
Indications registered_without(const History &history, const CheckedFile &config) {
    constexpr std::int64_t kStays = 120 * kSecond;
    const std::int64_t read = config.transfer->moment().time;
    if (!history.registered_after(read) || history.goes_on_after(read)) return {};
    if (history.visibility.shows_nothing_since(read) < kStays) return {};
    return {{Indication::encrypted_not_asked_registered, Evidence::observed, config.refs(), {}, read}};
}

}  // namespace

Indications of_config_after_capf(const History &history, const CapfDialogue &dialogue) {
    if (!dialogue.succeeded()) return certificate_pending(history, dialogue);
    const auto configs = history.configs_after(dialogue.begin().time);
    if (configs.empty()) return did_not_reset(history, dialogue);
    const CheckedFile &config = *configs.back();
    if (config.config->full().value_or(true)) return {};
    const std::int64_t read = config.transfer->moment().time;
    const std::string hash = config.cert_hash().value_or("");
    if (hash.empty()) {
        Found found = of_session(Indication::hash_still_empty, dialogue, config.refs(), {}, read);
        found.evidence = Evidence::observed;
        return {std::move(found)};
    }
    const auto expected = History::rsa_certificate_md5(dialogue);
    if (expected && *expected != hash) return hash_differs(dialogue, config, *expected);
    if (!config.config->encrypted().value_or(false)) return {};
    if (Indications found = registered_without(history, config); !found.empty()) return found;
    if (!stays(history, configs)) return {};
    if (!expected) return stopped_at_hash(dialogue, config);
    return {of_session(Indication::encrypted_not_asked_hash_agrees, dialogue, config.refs(), {}, read)};
}

Indications of_registered_without(const History &history) {
    const CheckedFile *config = history.last_config();
    if (config == nullptr || config->config->full().value_or(true) || !config->config->encrypted().value_or(false) ||
        config->cert_hash().value_or("").empty()) {
        return {};
    }
    return registered_without(history, *config);
}

Indications of_hash_without_capf(const History &history) {
    const CheckedFile *config = history.last_config();
    if (config == nullptr || config->config->full().value_or(true) || !config->config->encrypted().value_or(false)) {
        return {};
    }
    const auto configs = history.configs_after(0);
    if (config->cert_hash().value_or("").empty()) return {};
    if (!stays(history, configs)) return {};
    const std::int64_t read = config->transfer->moment().time;
    const bool by_string = config->config->auth_mode() == 1;
    return {{Indication::encrypted_not_asked_hash_there, Evidence::inferred, config->refs(), {}, read},
            {by_string ? Indication::string_may_be_required : Indication::capf_may_be_needed,
             Evidence::inferred,
             config->refs(),
             {},
             read}};
}

const std::vector<Rule> &after_capf_rules() {
    static const std::vector<Later> went_on = {Later::asks_for_encrypted, Later::registers};
    static const std::vector<Rule> rules = {
        {.code = Code::certhash_still_empty,
         .shown_by = {Indication::hash_still_empty, Indication::log_has_lsc},
         .refuted_by = went_on,
         .remedy =
             {{Action::check_md5hash}, {Action::check_replication}, {Action::restart_tftp}, {Action::reset_phone}}},
        {.code = Code::capf_certificate_pending,
         .shown_by = {Indication::certificate_pending},
         .refuted_by = {Later::gets_new_hash, Later::asks_for_encrypted},
         .remedy = {{Action::sign_csr}}},
        {.code = Code::certhash_stale,
         .shown_by = {Indication::hash_of_other_certificate, Indication::hash_not_followed, Indication::log_has_no_lsc},
         .refuted_by = {Later::registers},
         .remedy =
             {{Action::check_md5hash}, {Action::check_replication}, {Action::restart_tftp}, {Action::reset_phone}}},
        {.code = Code::database_hash_differs,
         .shown_by = {Indication::database_differs},
         .remedy =
             {{Action::check_md5hash}, {Action::check_replication}, {Action::restart_tftp}, {Action::set_install}}},
        {.code = Code::phone_did_not_reset,
         .shown_by = {Indication::no_request_after_capf},
         .remedy = {{Action::reset_phone}}},
        {.code = Code::encrypted_config_not_requested,
         .shown_by = {Indication::encrypted_not_asked, Indication::encrypted_not_asked_hash_agrees,
                      Indication::encrypted_not_asked_hash_there, Indication::encrypted_not_asked_registered,
                      Indication::log_awaits_plain_file},
         .refuted_by = {Later::asks_for_encrypted},
         .remedy = {{Action::check_load_supports_encryption}}},
    };
    return rules;
}

}  // namespace capf::judge
