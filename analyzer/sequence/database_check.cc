// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/database_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

std::string hash_words(const std::string &hash) {
    return hash.empty() ? "empty" : hash;
}

// The certificate that the phone proved itself with, when it is one that files can be encrypted to.
std::optional<std::string> shown_certificate_md5(const CapfDialogue &dialogue, Frames &frames) {
    for (const MessageReport &message : dialogue.messages) {
        if (message.from_server) continue;
        const wire::CapfElement *element = message.parsed().find(wire::CapfTag::certificate);
        const auto *content = element == nullptr ? nullptr : std::get_if<wire::CapfCertificate>(&element->content);
        if (content == nullptr) continue;
        const auto certificate = trust::read_certificate(wire::slice(message.bytes(), content->der));
        if (!certificate || certificate->key_kind != trust::KeyKind::rsa) continue;
        frames = {message.frame};
        return certificate->md5;
    }
    return std::nullopt;
}

bool of_handled_certificate(const CapfDialogue &dialogue, DatabaseComparison &result) {
    const auto md5 = dialogue.succeeded() ? PhoneStory::rsa_certificate_md5(dialogue) : std::nullopt;
    if (!md5) return false;
    result.expected = *md5;
    result.expected_from =
        dialogue.operation == Operation::fetch ? "the certificate that CAPF fetched" : "the LSC that CAPF stored";
    result.evidence = dialogue.evidence;
    result.frames = dialogue.frames;
    result.when = dialogue.end();
    return true;
}

bool of_shown_certificate(const PhoneStory &story, DatabaseComparison &result) {
    for (auto dialogue = story.dialogues.rbegin(); dialogue != story.dialogues.rend(); ++dialogue) {
        const auto md5 = shown_certificate_md5(*dialogue, result.frames);
        if (!md5) continue;
        result.expected = *md5;
        result.expected_from = "the certificate that the phone showed to CAPF";
        result.evidence = dialogue->evidence;
        result.when = dialogue->begin();
        return true;
    }
    return false;
}

bool of_cert_hash(const PhoneStory &story, DatabaseComparison &result) {
    const CheckedFile *config = story.last_config();
    if (config == nullptr || config->config->full().value_or(true)) return false;
    // A configuration from before CAPF says nothing of what CAPF stored.
    for (const CapfDialogue &dialogue : story.dialogues) {
        if (dialogue.succeeded() && dialogue.begin().time > config->transfer->asked.time) return false;
    }
    result.expected = config->cert_hash().value_or("");
    result.expected_from = "certHash";
    result.frames = config->frames();
    result.when = config->transfer->moment();
    return true;
}

}  // namespace

std::string DatabaseComparison::words() const {
    return fmt::format("md5hash of {} in the database is {} ({}, line {}); {} {} {}", row->name,
                       hash_words(row->md5_hash), row->source, row->line, expected_from,
                       expected_from == "certHash" ? "is" : "has", hash_words(expected));
}

std::optional<DatabaseComparison> compare_with_database(const PhoneStory &story) {
    if (!story.phone->device) return std::nullopt;
    DatabaseComparison result;
    result.row = story.options->device_table.find(*story.phone->device);
    if (result.row == nullptr) return std::nullopt;
    for (auto dialogue = story.dialogues.rbegin(); dialogue != story.dialogues.rend(); ++dialogue) {
        if (of_handled_certificate(*dialogue, result)) return result;
        if (dialogue->succeeded()) break;  // it handled a certificate that is hidden from us
    }
    // A phone may show its MIC while CUCM encrypts to its LSC: what it showed can confirm, but hardly contradict.
    DatabaseComparison shown = result;
    const bool any_shown = of_shown_certificate(story, shown);
    if (any_shown && shown.agrees()) return shown;
    if (of_cert_hash(story, result)) return result;
    if (any_shown) return shown;
    return std::nullopt;
}

std::optional<Diagnosis> check_database(const PhoneStory &story) {
    const auto comparison = compare_with_database(story);
    if (!comparison || comparison->agrees()) return std::nullopt;
    return make_diagnosis("database-hash-differs", comparison->evidence, comparison->frames, comparison->words(),
                          story.file_names());
}

void insert_by_step(std::vector<Diagnosis> &diagnoses, Diagnosis diagnosis) {
    const auto at = std::find_if(diagnoses.begin(), diagnoses.end(),
                                 [&](const Diagnosis &other) { return other.step >= diagnosis.step; });
    diagnoses.insert(at, std::move(diagnosis));
}

void settle_key_store(const PhoneStory &story, StepResult &step) {
    const auto comparison = compare_with_database(story);
    if (!comparison || !comparison->agrees() || comparison->row->md5_hash.empty()) return;
    step.status = StepStatus::ok;
    step.evidence = comparison->evidence;
    step.frames = comparison->frames;
    step.when = comparison->when;
    step.summary = fmt::format("the database holds md5hash {}, which is {}{}", comparison->row->md5_hash,
                               comparison->expected_from == "certHash" ? "" : "the MD5 of ", comparison->expected_from);
}

}  // namespace capf::sequence
