// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/database.h"

#include <algorithm>

#include "analyzer/judge/indications.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {
namespace {

// The certificate that the phone proved itself with, when it is one that files can be encrypted to.
std::optional<std::string> shown_certificate_md5(const CapfDialogue &dialogue, EvidenceRefs &refs) {
    for (const MessageReport &message : dialogue.messages) {
        if (message.from_server) continue;
        const wire::CapfElement *element = message.parsed().find(wire::CapfTag::certificate);
        const auto *content = element == nullptr ? nullptr : std::get_if<wire::CapfCertificate>(&element->content);
        if (content == nullptr) continue;
        const auto certificate = trust::read_certificate(wire::slice(message.bytes(), content->der));
        if (!certificate || certificate->key_kind != trust::KeyKind::rsa) continue;
        refs = {message.at};
        return certificate->md5;
    }
    return std::nullopt;
}

bool of_handled_certificate(const CapfDialogue &dialogue, DatabaseComparison &result) {
    const auto md5 = dialogue.succeeded() ? History::rsa_certificate_md5(dialogue) : std::nullopt;
    if (!md5) return false;
    result.expected = *md5;
    result.from =
        dialogue.operation == Operation::fetch ? DatabaseComparison::From::fetched : DatabaseComparison::From::stored;
    result.evidence = dialogue.evidence;
    result.refs = dialogue.refs;
    result.when = dialogue.end();
    return true;
}

bool of_shown_certificate(const History &history, DatabaseComparison &result) {
    for (auto dialogue = history.dialogues.rbegin(); dialogue != history.dialogues.rend(); ++dialogue) {
        const auto md5 = shown_certificate_md5(*dialogue, result.refs);
        if (!md5) continue;
        result.expected = *md5;
        result.from = DatabaseComparison::From::shown;
        result.evidence = dialogue->evidence;
        result.when = dialogue->begin();
        return true;
    }
    return false;
}

bool of_cert_hash(const History &history, DatabaseComparison &result) {
    const CheckedFile *config = history.last_config();
    if (config == nullptr || config->config->full().value_or(true)) return false;
    // A configuration from before CAPF says nothing of what CAPF stored.
    for (const CapfDialogue &dialogue : history.dialogues) {
        if (dialogue.succeeded() && dialogue.begin().time > config->transfer->asked.time) return false;
    }
    result.expected = config->cert_hash().value_or("");
    // Where CAPF has not handled a certificate yet, the table may simply be newer.
    const bool has_certificate =
        std::ranges::any_of(history.dialogues, [](const CapfDialogue &dialogue) { return dialogue.succeeded(); });
    if (result.expected.empty() && !has_certificate) return false;
    result.from = DatabaseComparison::From::cert_hash;
    result.refs = config->refs();
    result.when = config->transfer->moment();
    return true;
}

}  // namespace

Parameters DatabaseComparison::values() const {
    static constexpr const char *kFrom[] = {"certHash", "stored", "fetched", "shown"};
    return {{Param::hash, Hex{row->md5_hash}},
            {Param::path, FilePath{row->source}},
            {Param::line, Number{static_cast<std::int64_t>(row->line)}},
            {Param::expected, Hex{expected}},
            {Param::expected_from, Term{kFrom[static_cast<std::size_t>(from)]}}};
}

std::optional<DatabaseComparison> compare_with_database(const History &history) {
    if (!history.phone->device) return std::nullopt;
    DatabaseComparison result;
    result.row = history.options->device_table.find(*history.phone->device);
    if (result.row == nullptr) return std::nullopt;
    for (auto dialogue = history.dialogues.rbegin(); dialogue != history.dialogues.rend(); ++dialogue) {
        if (of_handled_certificate(*dialogue, result)) return result;
        if (dialogue->succeeded()) break;  // it handled a certificate that is hidden from us
    }
    // A phone may show its MIC while CUCM encrypts to its LSC: what it showed can confirm, but hardly contradict.
    DatabaseComparison shown = result;
    const bool any_shown = of_shown_certificate(history, shown);
    if (any_shown && shown.agrees()) return shown;
    if (of_cert_hash(history, result)) return result;
    if (any_shown) return shown;
    return std::nullopt;
}

Indications of_database(const History &history) {
    const auto comparison = compare_with_database(history);
    if (!comparison || comparison->agrees()) return {};
    return {{Indication::database_differs, comparison->evidence, comparison->refs, comparison->values()}};
}

void settle_key_store(const History &history, StepResult &step) {
    const auto comparison = compare_with_database(history);
    if (!comparison || !comparison->agrees() || comparison->row->md5_hash.empty()) return;
    step.status = StepStatus::ok;
    step.evidence = comparison->evidence;
    step.refs = comparison->refs;
    step.when = comparison->when;
    step.remark = StepRemark::hash_in_database;
    step.values = comparison->values();
}

}  // namespace capf::judge
