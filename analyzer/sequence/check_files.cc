// SPDX-License-Identifier: GPL-2.0-or-later
// Trust list, TVS, configuration and encrypted file.
#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "analyzer/sequence/step_checks.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/tvs_message.h"

namespace capf::sequence {
namespace {

using phones::TransferStatus;
using wire::Role;

// A phone asks again within a second or two, and reacts to a file within seconds.
constexpr std::int64_t kReactionSeconds = 30;
constexpr std::size_t kDigestRepeats = 3;

const CheckedFile *last_of(const PhoneStory &story, bool (CheckedFile::*wanted)() const) {
    const auto found = std::find_if(story.files.rbegin(), story.files.rend(),
                                    [&](const CheckedFile &file) { return (file.*wanted)(); });
    return found == story.files.rend() ? nullptr : &*found;
}

std::size_t times_asked(const PhoneStory &story, const CheckedFile &last) {
    return static_cast<std::size_t>(std::count_if(story.files.begin(), story.files.end(), [&](const CheckedFile &file) {
        return file.transfer->name.base_name == last.transfer->name.base_name;
    }));
}

Frames frames_of_all(const PhoneStory &story, const CheckedFile &like) {
    Frames frames;
    for (const CheckedFile &file : story.files) {
        if (file.transfer->name.base_name != like.transfer->name.base_name) continue;
        frames.insert(frames.end(), file.transfer->frames.begin(), file.transfer->frames.end());
    }
    return frames;
}

// The signer of a trust list, against what the phone trusted before: earlier lists and the user's certificates.
bool signer_was_trusted(const PhoneStory &story, const CheckedFile &list) {
    bool any_known = !story.options->given_certificates.empty();
    if (!story.options->given_certificates.find_signers(list.bytes(), *list.header).empty()) return true;
    for (const CheckedFile &file : story.files) {
        if (&file == &list) break;
        if (!file.trust_list || file.signature_invalid()) continue;
        any_known = true;
        trust::TrustStore earlier;
        earlier.add_list(file.bytes(), *file.trust_list, 0, "");
        if (!earlier.find_signers(list.bytes(), *list.header).empty()) return true;
    }
    return !any_known;  // nothing to compare with
}

Diagnosis file_diagnosis(const PhoneStory &story, const char *code, const CheckedFile &file, std::string summary,
                         Evidence evidence = Evidence::observed) {
    return make_diagnosis(code, evidence, file.frames(), std::move(summary), story.file_names());
}

bool asked_for(const PhoneStory &story, wire::PhoneFileKind kind) {
    return std::any_of(story.files.begin(), story.files.end(),
                       [&](const CheckedFile &file) { return file.kind() == kind; });
}

Diagnoses trust_list_not_found(const PhoneStory &story) {
    Frames frames;
    for (const CheckedFile &file : story.files) {
        if (!file.is_trust_list()) continue;
        if (file.transfer->status != TransferStatus::not_found) return {};
        frames.insert(frames.end(), file.transfer->frames.begin(), file.transfer->frames.end());
    }
    // A 404 for one list is normal; the phone may also be about to ask for the next name.
    const CheckedFile *last = last_of(story, &CheckedFile::is_trust_list);
    const bool both = asked_for(story, wire::PhoneFileKind::itl) && asked_for(story, wire::PhoneFileKind::ctl);
    if (frames.empty() || !both || !phone_stopped(story, *last)) return {};
    return {make_diagnosis("trust-list-not-found", Evidence::observed, std::move(frames),
                           "the server has neither an ITL nor a CTL for the phone", story.file_names())};
}

Diagnoses asked_for_list_again(const PhoneStory &story, const CheckedFile &list) {
    if (times_asked(story, list) < 2 || story.last_config() != nullptr ||
        story.goes_on_after(list.transfer->moment().time)) {
        return {};
    }
    return {make_diagnosis("trust-list-signer-unknown", Evidence::inferred, frames_of_all(story, list),
                           fmt::format("the phone asks for {} again and does not go on: it may not trust the signer {}",
                                       list.transfer->name.base_name, list.signer),
                           story.file_names())};
}

std::string utc_date(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    return text;
}

std::string not_found_words(const phones::Transfer &transfer) {
    if (transfer.transport == "tftp")
        return fmt::format("TFTP error {} ({})", transfer.tftp_error, transfer.tftp_message);
    return fmt::format("HTTP {}", transfer.http_status);
}

bool is_not_there(const CheckedFile &file) {
    return file.transfer->status == TransferStatus::not_found || file.transfer->status == TransferStatus::refused;
}

// The phone tried names and transports one after the other: only when all failed the file is not there.
Diagnoses config_not_delivered(const PhoneStory &story) {
    Frames missing, cut;
    const CheckedFile *last_missing = nullptr, *last_cut = nullptr;
    for (const CheckedFile &file : story.files) {
        if (!file.is_config()) continue;
        const TransferStatus status = file.transfer->status;
        if (is_not_there(file)) {
            missing.insert(missing.end(), file.transfer->frames.begin(), file.transfer->frames.end());
            last_missing = &file;
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
    return {make_diagnosis(
        "config-not-found", Evidence::observed, std::move(missing),
        fmt::format("{}: {}", last_missing->transfer->name.base_name, not_found_words(*last_missing->transfer)),
        story.file_names())};
}

bool list_known_before(const PhoneStory &story, const CheckedFile &config) {
    return std::any_of(story.files.begin(), story.files.end(), [&](const CheckedFile &file) {
        return file.trust_list && !file.malformed && !file.trust_list->records.empty() &&
               file.transfer->moment().time <= config.transfer->moment().time;
    });
}

Diagnoses config_signature(const PhoneStory &story, const CheckedFile &config) {
    const std::string &name = config.transfer->name.base_name;
    if (config.signature_invalid()) {
        return {file_diagnosis(story, "config-signature-invalid", config,
                               fmt::format("the signature of {} does not verify with {}: {}", name, config.signer,
                                           config.signature->reason))};
    }
    if (config.header && !config.signer_known && list_known_before(story, config)) {
        return {file_diagnosis(
            story, "config-signer-untrusted", config,
            fmt::format("{} is signed by {}, which is not in the trust list that the phone got", name, config.signer))};
    }
    return {};
}

Diagnoses digest_unsupported(const PhoneStory &story, const CheckedFile &config) {
    const auto sha512 = static_cast<std::uint8_t>(wire::DigestAlgorithm::sha512);
    if (!config.header || config.header->digest_algorithm != sha512) return {};
    if (times_asked(story, config) < kDigestRepeats) return {};
    return {make_diagnosis("config-digest-unsupported", Evidence::inferred, frames_of_all(story, config),
                           "the configuration is signed with SHA-512 and the phone asks for it again and again",
                           story.file_names())};
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

bool all_files_over_https(const PhoneStory &story) {
    return !story.phone->https.empty() && story.files.empty();
}

}  // namespace

bool needs_certificate(const CheckedFile &config) {
    return !config.config->full().value_or(true) && config.cert_hash().value_or("").empty();
}

bool phone_stopped(const PhoneStory &story, const CheckedFile &last) {
    const std::int64_t time = last.transfer->moment().time;
    if (story.goes_on_after(time)) return false;
    return times_asked(story, last) >= 2 || story.seconds_left_after(time) >= kReactionSeconds;
}

Diagnoses check_trust_list(const PhoneStory &story) {
    const CheckedFile *list = last_of(story, &CheckedFile::is_trust_list);
    if (list == nullptr) return {};
    const CheckedFile *whole = nullptr;
    for (const CheckedFile &file : story.files) {
        if (file.is_trust_list() && file.complete()) whole = &file;
    }
    if (whole == nullptr) return trust_list_not_found(story);
    const std::string &name = whole->transfer->name.base_name;
    if (whole->bytes().size() > wire::kTrustListMaximum) {
        return {file_diagnosis(story, "trust-list-too-large", *whole,
                               fmt::format("{} has {} bytes; phones take 65536", name, whole->bytes().size()))};
    }
    if (whole->malformed) {
        return {file_diagnosis(story, "trust-list-malformed", *whole,
                               fmt::format("{} does not parse: {}", name, whole->malformation))};
    }
    if (whole->signature_invalid()) {
        return {file_diagnosis(story, "trust-list-signature-invalid", *whole,
                               fmt::format("the signature of {} does not verify with its record of {}: {}", name,
                                           whole->signer, whole->signature->reason))};
    }
    if (!whole->signer_known) {
        return {file_diagnosis(story, "trust-list-signer-unknown", *whole,
                               fmt::format("{} is signed by {}, and holds no SAST record of it", name, whole->signer))};
    }
    if (!signer_was_trusted(story, *whole)) {
        return {file_diagnosis(
            story, "trust-list-signer-unknown", *whole,
            fmt::format("{} is signed by {}, which the phone did not trust before", name, whole->signer))};
    }
    return asked_for_list_again(story, *whole);
}

Diagnoses check_trust_list_for_capf(const PhoneStory &story) {
    const CheckedFile *list = story.last_trust_list();
    if (list == nullptr || !list->trust_list) return trust_list_not_found(story);
    if (!story.list_holds_capf()) {
        return {file_diagnosis(story, "trust-list-without-capf", *list,
                               fmt::format("{} holds no record with role CAPF", list->transfer->name.base_name))};
    }
    const std::int64_t now = list->transfer->moment().time / kSecond;
    for (const wire::TrustRecord &record : list->trust_list->records) {
        const bool matters = record.has_role(Role::capf) || record.has_role(Role::sast) || record.signs_files();
        const auto certificate = trust::read_certificate(wire::slice(list->bytes(), record.certificate));
        if (!matters || !certificate || certificate->not_after >= now) continue;
        return {file_diagnosis(story, "trust-list-certificate-expired", *list,
                               fmt::format("the certificate {} in {} ended on {}", certificate->subject,
                                           list->transfer->name.base_name, utc_date(certificate->not_after)))};
    }
    return {};
}

Diagnoses check_tvs(const PhoneStory &story) {
    for (const phones::Connection *tvs : story.phone->tvs) {
        if (story.goes_on_after(tvs->last.time)) continue;
        Names names = story.file_names();
        names.server = tvs->server.address;
        for (const dissection::TvsSeen &seen : tvs->tvs) {
            const auto message = wire::parse_tvs_message(seen.message);
            if (!message || message->status.value_or(0) == 0) continue;
            return {make_diagnosis(
                "tvs-rejected", Evidence::decrypted, {seen.at.frame},
                fmt::format("TVS on {} answers status {} for the certificate", names.server, *message->status), names)};
        }
        if (tvs->server_reset && !tvs->syn_ack) {
            return {make_diagnosis("tvs-rejected", Evidence::observed, {tvs->first.frame, tvs->server_reset->frame},
                                   fmt::format("TVS on {} refuses the connection", names.server), names)};
        }
    }
    return {};
}

Diagnoses check_config(const PhoneStory &story) {
    if (all_files_over_https(story)) {
        return {make_diagnosis("provisioning-not-visible", Evidence::observed,
                               {story.phone->https.front()->first.frame},
                               "the phone gets its files over HTTPS: nothing inside can be seen", story.file_names())};
    }
    const CheckedFile *whole = nullptr;
    for (const CheckedFile &file : story.files) {
        if (file.is_config() && file.complete()) whole = &file;
    }
    if (whole == nullptr) return config_not_delivered(story);
    Diagnoses found = config_signature(story, *whole);
    if (found.empty() && whole->malformed) {
        found = {
            file_diagnosis(story, "config-malformed", *whole,
                           fmt::format("{} does not parse: {}", whole->transfer->name.base_name, whole->malformation))};
    }
    if (!found.empty() || whole->malformed || !phone_stopped(story, *whole)) return found;
    found = capf_info_missing(story, *whole);
    const Diagnoses digest = digest_unsupported(story, *whole);
    found.insert(found.end(), digest.begin(), digest.end());
    return found;
}

Diagnoses check_encrypted_file(const PhoneStory &story, const CheckedFile &file) {
    const phones::Transfer &transfer = *file.transfer;
    const std::string &name = transfer.name.base_name;
    if (is_not_there(file)) {
        return {make_diagnosis("encrypted-config-not-found", Evidence::observed, frames_of_all(story, file),
                               fmt::format("{}: {}", name, not_found_words(transfer)), story.file_names())};
    }
    if (transfer.status == TransferStatus::cut_on_network || transfer.status == TransferStatus::no_answer) {
        return {file_diagnosis(story, "encrypted-config-transfer-incomplete", file,
                               fmt::format("{} broke off before its end", name))};
    }
    if (!file.complete()) return {};
    if (file.signature_invalid()) {
        return {file_diagnosis(
            story, "encrypted-config-signature-invalid", file,
            fmt::format("the signature of {} does not verify with {}: {}", name, file.signer, file.signature->reason))};
    }
    if (file.malformed) {
        return {file_diagnosis(story, "encrypted-config-transfer-incomplete", file,
                               fmt::format("{} does not parse: {}", name, file.malformation))};
    }
    return {};
}

}  // namespace capf::sequence
