// SPDX-License-Identifier: GPL-2.0-or-later
// What the phone does and what its configuration says after CAPF ended well, or when CAPF is not seen at all.
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/sequence/step_checks.h"

namespace capf::sequence {
namespace {

// How long a phone may look at a configuration before it is said that it does not go on: it does so within seconds.
constexpr std::int64_t kPatienceSeconds = 30;
constexpr std::size_t kRepeats = 2;

// The phone has read the last of these configurations, or an earlier one with the same hash, and stays there.
bool stays(const PhoneStory &story, const std::vector<const CheckedFile *> &configs) {
    const CheckedFile &last = *configs.back();
    const auto first = std::find_if(configs.begin(), configs.end(),
                                    [&](const CheckedFile *config) { return config->cert_hash() == last.cert_hash(); });
    const std::int64_t since = (*first)->transfer->moment().time;
    if (!phone_stopped(story, **first) || story.goes_on_after(since)) return false;
    return configs.end() - first >= static_cast<std::ptrdiff_t>(kRepeats) ||
           story.seconds_left_after(since) >= kPatienceSeconds;
}

Diagnoses hash_differs(const PhoneStory &story, const CapfDialogue &dialogue, const CheckedFile &config,
                       const std::string &expected) {
    Frames frames = config.frames();
    frames.insert(frames.begin(), dialogue.frames.begin(), dialogue.frames.end());
    return {make_diagnosis(
        "certhash-stale", dialogue.evidence, std::move(frames),
        fmt::format("certHash is {}, the MD5 of the certificate that CAPF {} is {}", config.cert_hash().value_or(""),
                    dialogue.operation == Operation::fetch ? "fetched" : "stored", expected),
        story.names_of(dialogue))};
}

Diagnosis not_requested(Evidence evidence, const CheckedFile &config, const char *why, const Names &names) {
    return make_diagnosis("encrypted-config-not-requested", evidence, config.frames(), why, names);
}

// The phone has a certificate, the configuration has a hash, both cannot be compared, and the phone does not go on.
Diagnoses stopped_at_hash(const CheckedFile &config, const Names &names) {
    return {make_diagnosis("certhash-stale", Evidence::inferred, config.frames(),
                           "the phone reads certHash " + config.cert_hash().value_or("") +
                               " and does not ask for the encrypted file: the hash may not be its certificate's",
                           names),
            not_requested(Evidence::inferred, config,
                          "encrConfig is true and the phone does not ask for the encrypted file", names)};
}

bool asked_for_anything_after(const PhoneStory &story, std::int64_t time) {
    const bool over_https = std::any_of(story.phone->https.begin(), story.phone->https.end(),
                                        [&](const phones::Connection *hidden) { return hidden->last.time > time; });
    return over_https || std::any_of(story.files.begin(), story.files.end(),
                                     [&](const CheckedFile &file) { return file.transfer->asked.time > time; });
}

// Anything of the phone at all after `time`: it has not been unplugged.
bool is_alive_after(const PhoneStory &story, std::int64_t time) {
    const phones::Phone &phone = *story.phone;
    return phone.last.time > time || story.registered_between(time, story.capture_end.time) ||
           std::any_of(phone.signalling.begin(), phone.signalling.end(),
                       [&](const phones::Connection *one) { return one->last.time > time; });
}

Diagnoses did_not_reset(const PhoneStory &story, const CapfDialogue &dialogue) {
    const std::int64_t end = dialogue.end().time;
    const std::int64_t waited = story.seconds_left_after(end);
    if (!is_alive_after(story, end) || waited < story.options->reset_seconds || asked_for_anything_after(story, end))
        return {};
    return {make_diagnosis(
        "phone-did-not-reset", Evidence::observed, {dialogue.end().frame},
        fmt::format("CAPF ended well and the phone asks for nothing in the next {} minutes", waited / 60),
        story.names_of(dialogue))};
}

}  // namespace

Diagnoses check_after_capf(const PhoneStory &story, const CapfDialogue &dialogue) {
    if (!dialogue.succeeded()) return {};
    const auto configs = story.configs_after(dialogue.begin().time);
    if (configs.empty()) return did_not_reset(story, dialogue);
    const CheckedFile &config = *configs.back();
    if (config.config->full().value_or(true)) return {};
    const Names names = story.names_of(dialogue);
    const std::string hash = config.cert_hash().value_or("");
    if (hash.empty()) {
        return {make_diagnosis("certhash-still-empty", Evidence::observed, config.frames(),
                               "CAPF ended well, and certHash of the next partial configuration is empty", names)};
    }
    const auto expected = PhoneStory::rsa_certificate_md5(dialogue);
    if (expected && *expected != hash) return hash_differs(story, dialogue, config, *expected);
    if (!config.config->encrypted().value_or(false) || !stays(story, configs)) return {};
    if (!expected) return stopped_at_hash(config, names);
    return {not_requested(dialogue.evidence, config,
                          "certHash agrees and the phone does not ask for the encrypted file", names)};
}

Diagnoses check_hash_without_capf(const PhoneStory &story) {
    const CheckedFile *config = story.last_config();
    if (config == nullptr || config->config->full().value_or(true) || !config->config->encrypted().value_or(false)) {
        return {};
    }
    const auto configs = story.configs_after(0);
    if (config->cert_hash().value_or("").empty() || !stays(story, configs)) return {};
    const Names names = story.capf_names();
    Diagnoses found = {not_requested(Evidence::inferred, *config,
                                     "certHash is there, encrConfig is true, and the phone does not ask for the "
                                     "encrypted file",
                                     names)};
    const bool by_string = config->config->auth_mode() == 1;
    found.push_back(make_diagnosis(
        by_string ? "authentication-string-required" : "capf-not-attempted", Evidence::inferred, config->frames(),
        by_string
            ? "capfAuthMode is 1: if certHash is not that of the phone's certificate, it waits until somebody "
              "types the authentication string"
            : "if certHash is not that of the phone's certificate, it needs CAPF, and it makes no connection to it",
        names));
    return found;
}

}  // namespace capf::sequence
