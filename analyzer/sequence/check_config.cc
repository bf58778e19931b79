// SPDX-License-Identifier: GPL-2.0-or-later
// The configuration that the phone gets before it turns to CAPF.
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/sequence/file_evidence.h"
#include "analyzer/sequence/step_checks.h"

namespace capf::sequence {
namespace {

using phones::TransferStatus;
using wire::PhoneFileKind;

// A phone asks again within a second or two, and reacts to a file within seconds.
constexpr std::int64_t kReactionSeconds = 30;
constexpr std::size_t kDigestRepeats = 3;

// The phone's own configuration; XMLDefault is what an unknown phone gets in its place.
bool is_own_config(const CheckedFile &file) {
    return file.is_config() && file.kind() != PhoneFileKind::default_config;
}

bool arrived(const CheckedFile &file) {
    return file.complete() || file.transfer->status == TransferStatus::not_modified;
}

std::string and_default(const PhoneStory &story) {
    const bool default_came = std::any_of(story.files.begin(), story.files.end(), [](const CheckedFile &file) {
        return file.kind() == PhoneFileKind::default_config && arrived(file);
    });
    return default_came ? ", and the phone gets the default configuration instead" : "";
}

// The phone tried names and transports one after the other: only when all failed the file is not there.
Diagnoses config_not_delivered(const PhoneStory &story) {
    Frames missing, cut;
    const CheckedFile *last_missing = nullptr, *last_cut = nullptr;
    for (const CheckedFile &file : story.files) {
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
        return {make_diagnosis("config-transfer-incomplete", Evidence::observed, std::move(cut),
                               fmt::format("{} {} over {}", last_cut->transfer->name.base_name,
                                           silent ? "was asked for and not answered" : "broke off before its end",
                                           last_cut->transfer->transport),
                               story.file_names())};
    }
    if (last_missing == nullptr) return {};
    return {make_diagnosis("config-not-found", Evidence::observed, std::move(missing),
                           fmt::format("{}: {}{}", last_missing->transfer->name.base_name,
                                       not_found_words(*last_missing->transfer), and_default(story)),
                           story.file_names())};
}

bool list_known_before(const PhoneStory &story, const CheckedFile &config) {
    if (!story.given_lists_in_hand().empty()) return true;
    return std::any_of(story.files.begin(), story.files.end(), [&](const CheckedFile &file) {
        return file.trust_list && !file.malformed && !file.trust_list->records.empty() &&
               file.transfer->moment().time <= config.transfer->moment().time;
    });
}

// TVS was asked, and what it said is hidden.
const phones::Connection *hidden_tvs(const PhoneStory &story) {
    for (const phones::Connection *tvs : story.phone->tvs) {
        if (tvs->tvs.empty() && tvs->established()) return tvs;
    }
    return nullptr;
}

Diagnoses signer_untrusted(const PhoneStory &story, const CheckedFile &config) {
    Diagnoses found = {
        file_diagnosis(story, "config-signer-untrusted", config,
                       fmt::format("{} is signed by {}, which is not in the trust list that the phone got",
                                   config.transfer->name.base_name, config.signer))};
    if (const phones::Connection *tvs = hidden_tvs(story)) {
        Names names = story.file_names();
        names.server = tvs->server.address;
        found.push_back(make_diagnosis("tvs-rejected", Evidence::inferred, {tvs->first.frame, tvs->last.frame},
                                       "the phone asks TVS and does not go on: the answer, which TLS hides, may have "
                                       "been that the certificate is not known",
                                       names));
    }
    return found;
}

// A phone that goes on with the file has accepted it, whatever we know of its signer: TVS may have vouched for it.
Diagnoses config_signature(const PhoneStory &story, const CheckedFile &config) {
    if (story.goes_on_after(config.transfer->moment().time)) return {};
    if (config.signature_invalid()) {
        return {file_diagnosis(story, "config-signature-invalid", config,
                               fmt::format("the signature of {} does not verify with {}: {}",
                                           config.transfer->name.base_name, config.signer, config.signature->reason))};
    }
    if (config.header && !config.signer_may_sign() && list_known_before(story, config)) {
        return signer_untrusted(story, config);
    }
    return {};
}

Diagnoses capf_info_missing(const PhoneStory &story, const CheckedFile &config) {
    if (config.config->full().value_or(true) || !config.config->encrypted().value_or(true)) return {};
    const bool complete = std::any_of(
        config.config->capf_servers.begin(), config.config->capf_servers.end(), [](const wire::CapfServer &server) {
            return server.node && !server.node->value.empty() && server.port && wire::parse_port(server.port->value);
        });
    if (complete) return {};
    return {file_diagnosis(story, "capf-info-missing", config,
                           "the partial configuration names no CAPF server (processNodeName and phonePort)")};
}

// Neither a configuration nor an encrypted file can be seen, and HTTPS was used.
bool provisioning_hidden(const PhoneStory &story) {
    return !story.phone->https.empty() && std::none_of(story.files.begin(), story.files.end(), [](const auto &file) {
        return file.is_config() || file.is_encrypted_config();
    });
}

const CheckedFile *last_whole_config(const PhoneStory &story) {
    const auto found = std::find_if(story.files.rbegin(), story.files.rend(),
                                    [](const CheckedFile &file) { return is_own_config(file) && file.complete(); });
    return found == story.files.rend() ? nullptr : &*found;
}

}  // namespace

bool needs_certificate(const CheckedFile &config) {
    return !config.config->full().value_or(true) && config.cert_hash().value_or("").empty();
}

bool phone_stopped(const PhoneStory &story, const CheckedFile &last) {
    const std::int64_t time = last.transfer->moment().time;
    const bool over_https = std::any_of(story.phone->https.begin(), story.phone->https.end(),
                                        [&](const phones::Connection *hidden) { return hidden->last.time > time; });
    if (over_https || story.goes_on_after(time) || story.registered_between(time, story.capture_end.time)) return false;
    return times_asked(story, last) >= 2 || story.seconds_left_after(time) >= kReactionSeconds;
}

Diagnoses check_digest(const PhoneStory &story, const CheckedFile &config, bool sure) {
    const auto sha512 = static_cast<std::uint8_t>(wire::DigestAlgorithm::sha512);
    if (!config.header || config.header->digest_algorithm != sha512) return {};
    const std::size_t asked = times_asked(story, config);
    if (asked < (sure ? kDigestRepeats : kDigestRepeats - 1)) return {};
    return {
        make_diagnosis("config-digest-unsupported", Evidence::inferred, frames_of_all(story, config),
                       fmt::format("{} is signed with SHA-512, and the phone asks for it {} times and does not go on",
                                   config.transfer->name.base_name, asked),
                       story.file_names())};
}

Diagnoses check_config(const PhoneStory &story) {
    if (provisioning_hidden(story)) {
        return {make_diagnosis("provisioning-not-visible", Evidence::observed,
                               {story.phone->https.front()->first.frame},
                               "the phone gets its files over HTTPS: nothing inside can be seen", story.file_names())};
    }
    const CheckedFile *whole = last_whole_config(story);
    if (whole == nullptr) return config_not_delivered(story);
    Diagnoses found = config_signature(story, *whole);
    if (found.empty() && whole->malformed) {
        found = {
            file_diagnosis(story, "config-malformed", *whole,
                           fmt::format("{} does not parse: {}", whole->transfer->name.base_name, whole->malformation))};
    }
    if (!found.empty() || whole->malformed || !phone_stopped(story, *whole)) return found;
    found = capf_info_missing(story, *whole);
    const Diagnoses digest = check_digest(story, *whole, true);
    found.insert(found.end(), digest.begin(), digest.end());
    return found;
}

}  // namespace capf::sequence
