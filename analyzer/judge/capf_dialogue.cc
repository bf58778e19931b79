// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/capf_dialogue.h"

#include "analyzer/phones/visibility.h"

#include <algorithm>

#include "plugin/trust/certificate.h"
#include "plugin/trust/signature.h"

namespace capf::judge {
namespace {

using inference::Closing;
using inference::InferredDialogue;
using wire::CapfCommand;
using wire::CapfMessage;
using wire::CapfTag;

std::optional<int> reason(const CapfMessage &message) {
    const auto number = message.number(CapfTag::reason);
    return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

std::vector<std::uint8_t> value_of(const MessageReport &report, CapfTag tag) {
    const wire::CapfElement *element = report.parsed().find(tag);
    if (element == nullptr) return {};
    const wire::Bytes value = wire::slice(report.bytes(), element->value);
    return {value.begin(), value.end()};
}

std::vector<std::uint8_t> certificate_of(const MessageReport &report) {
    const wire::CapfElement *element = report.parsed().find(CapfTag::certificate);
    if (element == nullptr) return {};
    const auto *certificate = std::get_if<wire::CapfCertificate>(&element->content);
    if (certificate == nullptr) return {};
    const wire::Bytes der = wire::slice(report.bytes(), certificate->der);
    return {der.begin(), der.end()};
}

// The worst verdict of the signatures by which the phone proves its certificate.
std::optional<trust::SignatureCheck> check_authentication(const MessageReport &report) {
    std::optional<trust::SignatureCheck> worst;
    const auto keep = [&](trust::SignatureCheck check) {
        if (!worst || check.verdict == trust::Verdict::invalid) worst = std::move(check);
    };
    for (const wire::CapfElement &element : report.parsed().elements) {
        if (element.is(CapfTag::signed_data) || element.is(CapfTag::sha2_signed_data)) {
            keep(trust::verify_signed_data(report.bytes(), report.parsed(), element));
        }
        const auto *sudi = std::get_if<wire::CapfSudi>(&element.content);
        if (sudi == nullptr) continue;
        for (const wire::CapfSudiPart &part : sudi->parts) {
            if (part.type != 0) keep(trust::verify_sudi(report.bytes(), report.parsed(), *sudi, part));
        }
    }
    return worst;
}

void advance(CapfDialogue &dialogue, Progress to) {
    dialogue.reached = std::max(dialogue.reached, to);
}

void read_auth_response(CapfDialogue &dialogue, const MessageReport &report) {
    advance(dialogue, Progress::auth_response);
    dialogue.device_name = report.parsed().text(CapfTag::device_name).value_or("");
    dialogue.authentication_string = !report.parsed().text(CapfTag::password).value_or("").empty();
    dialogue.certificate_authentication = report.parsed().find(CapfTag::signed_data) != nullptr ||
                                          report.parsed().find(CapfTag::sha2_signed_data) != nullptr ||
                                          report.parsed().find(CapfTag::sudi_data) != nullptr;
    dialogue.authentication_signature = check_authentication(report);
}

void read_key_request(CapfDialogue &dialogue, const CapfMessage &message) {
    dialogue.operation = Operation::install;
    advance(dialogue, Progress::operation_request);
    if (const auto size = message.number(CapfTag::key_size)) dialogue.key = "RSA " + std::to_string(*size);
    if (const auto curve = message.number(CapfTag::curve)) {
        dialogue.key = std::string(wire::name_of(wire::capf_curve_names(), *curve));
    }
}

void read_fetch_response(CapfDialogue &dialogue, const MessageReport &report) {
    dialogue.operation = Operation::fetch;
    advance(dialogue, Progress::operation_response);
    dialogue.fetch_reason = reason(report.parsed());
    dialogue.certificate = certificate_of(report);
    dialogue.fetch_failed = dialogue.fetch_reason.value_or(kReasonDone) != kReasonDone || dialogue.certificate.empty();
}

void read_end(CapfDialogue &dialogue, const MessageReport &report) {
    dialogue.ended = true;
    dialogue.end_reason = reason(report.parsed());
    const auto &connection = *dialogue.connection;
    const auto left = connection.client_end();
    dialogue.end_received = !left || left->frame >= report.at.position;
    advance(dialogue, Progress::end_session);
}

void read_message(CapfDialogue &dialogue, const MessageReport &report) {
    const CapfMessage &message = report.parsed();
    switch (static_cast<CapfCommand>(message.command)) {
        case CapfCommand::auth_request:
            advance(dialogue, Progress::auth_request);
            if (const auto type = message.number(CapfTag::auth_type)) dialogue.auth_type = static_cast<int>(*type);
            break;
        case CapfCommand::auth_response:
            read_auth_response(dialogue, report);
            break;
        case CapfCommand::key_generate_request:
            read_key_request(dialogue, message);
            break;
        case CapfCommand::key_generate_response:
            dialogue.operation = Operation::install;
            advance(dialogue, Progress::operation_response);
            dialogue.key_reason = reason(message);
            dialogue.public_key = value_of(report, CapfTag::public_key);
            dialogue.key_failed = dialogue.public_key.empty();
            break;
        case CapfCommand::store_certificate_request:
            dialogue.operation = Operation::install;
            advance(dialogue, Progress::store_request);
            dialogue.certificate = certificate_of(report);
            break;
        case CapfCommand::store_certificate_response:
            advance(dialogue, Progress::store_response);
            dialogue.store_reason = reason(message);
            break;
        case CapfCommand::fetch_certificate_request:
            dialogue.operation = Operation::fetch;
            advance(dialogue, Progress::operation_request);
            break;
        case CapfCommand::fetch_certificate_response:
            read_fetch_response(dialogue, report);
            break;
        case CapfCommand::delete_certificate_request:
            dialogue.operation = Operation::remove;
            advance(dialogue, Progress::operation_request);
            break;
        case CapfCommand::delete_certificate_response:
            dialogue.operation = Operation::remove;
            advance(dialogue, Progress::operation_response);
            dialogue.delete_reason = reason(message);
            break;
        case CapfCommand::end_session:
            read_end(dialogue, report);
            break;
        case CapfCommand::retry_later:
            dialogue.retry_later = true;
            break;
        case CapfCommand::abort_request:
            dialogue.aborted_by = report.from_server ? AbortedBy::server : AbortedBy::phone;
            break;
        default:
            break;
    }
}

void read_messages(CapfDialogue &dialogue) {
    for (const dissection::CapfSeen &seen : dialogue.connection->capf) {
        MessageReport report{seen.pdu->message.command, seen.from_server, seen.at, seen.pdu};
        dialogue.evidence = seen.inside_tls ? Evidence::decrypted : Evidence::observed;
        read_message(dialogue, report);
        dialogue.messages.push_back(std::move(report));
    }
    dialogue.has_messages = !dialogue.messages.empty();
    // Who ended the session without asking for anything had nothing to ask; a session cut earlier does not tell.
    if (dialogue.has_messages && dialogue.operation == Operation::unknown) dialogue.operation = Operation::none;
    if (!dialogue.has_messages) return;
    dialogue.refs = {dialogue.messages.front().at, dialogue.messages.back().at};
}

Closing closing_of(const phones::Connection &connection, const TlsSession &tls) {
    Closing closing;
    if (!connection.ended()) return closing;
    const bool by_server = connection.server_ended_first();
    closing.first = by_server ? Closing::By::server : Closing::By::client;
    const FrameTime left = by_server ? *connection.server_end() : *connection.client_end();
    // What the other side sent after the first had left does not shorten its silence.
    for (const CipherRecord &record : tls.application_data) {
        if (record.at.time <= left.time) closing.silence = left.time - record.at.time;
    }
    return closing;
}

inference::EncryptedSession encrypted_session(const TlsSession &tls) {
    inference::EncryptedSession session;
    session.version = tls.version;
    session.cipher_name = tls.cipher_name;
    session.records.reserve(tls.application_data.size());
    for (const CipherRecord &record : tls.application_data) {
        session.records.push_back({record.from_client, record.length, record.at.time});
    }
    return session;
}

void infer(CapfDialogue &dialogue, std::optional<std::size_t> name_length) {
    dialogue.evidence = Evidence::inferred;
    dialogue.confidence = 0;
    dialogue.inferred.emplace();
    // Without some of the records the others tell another history.
    if (dialogue.tls.records_dropped) return;
    const InferredDialogue inferred =
        infer_dialogue(encrypted_session(dialogue.tls), closing_of(*dialogue.connection, dialogue.tls), name_length);
    dialogue.operation = inferred.operation;
    dialogue.reached = inferred.reached;
    dialogue.ended = inferred.ended;
    dialogue.end_received = inferred.ended;
    dialogue.key_failed = inferred.key_failed;
    dialogue.fetch_failed = inferred.fetch_failed;
    dialogue.certificate_authentication = inferred.certificate_authentication;
    dialogue.authentication_string = inferred.password.least > 0 && !inferred.certificate_authentication;
    dialogue.retry_possible = inferred.retry_possible;
    dialogue.confidence = inferred.confidence;
    dialogue.key = inferred.key;
    dialogue.retry_later = inferred.retry_later;
    dialogue.inferred->ended = inferred.ended;
    dialogue.inferred->name_known = name_length.has_value();
    dialogue.inferred->sudi = inferred.sudi;
    dialogue.inferred->password = inferred.password;
    dialogue.inferred->certificate = inferred.certificate;
    dialogue.inferred->certificate_authentication = inferred.certificate_authentication;
    dialogue.inferred->retry_later = inferred.retry_later;
    dialogue.inferred->retry_possible = inferred.retry_possible;
    dialogue.inferred->alternatives = inferred.alternatives;
    const auto &records = dialogue.tls.application_data;
    if (!records.empty()) dialogue.refs = {records.front().at, records.back().at};
}

}  // namespace

bool CapfDialogue::deleted() const {
    if (operation != Operation::remove || !ended) return false;
    return has_messages ? delete_reason == kReasonDone : reached >= Progress::operation_response;
}

bool CapfDialogue::succeeded() const {
    if (lossy && !has_messages) return false;
    switch (operation) {
        case Operation::install:
            // END_SESSION is 1 after a failed store, too, and comes after a phone that left: its own response decides.
            // Without keys its reason is hidden.
            if (has_messages) return store_reason == kReasonDone;
            return reached >= Progress::store_response && !key_failed;
        case Operation::fetch:
            if (has_messages) return !certificate.empty() && !fetch_failed;
            return reached >= Progress::operation_response && !fetch_failed;
        default:
            return false;
    }
}

bool CapfDialogue::certificate_is_for_another_key() const {
    if (operation != Operation::install || certificate.empty() || public_key.empty()) return false;
    const auto issued = trust::read_certificate(certificate);
    const auto made = trust::read_public_key(public_key);
    return issued && made && issued->public_key_sha256 != made->sha256;
}

EvidenceRefs CapfDialogue::session_refs() const {
    if (evidence != Evidence::decrypted) return refs;
    // A record that is missing takes those behind it with it.
    EvidenceRefs all;
    for (const dissection::TlsRecord &record : connection->tls) {
        if (!refs.empty() && record.at.time > refs.back().time) break;
        if (all.empty() || all.back().position != record.at.frame) all.emplace_back(record.at);
    }
    return all;
}

CapfDialogue read_dialogue(const phones::Connection &connection, std::optional<std::size_t> name_length) {
    CapfDialogue dialogue;
    dialogue.connection = &connection;
    dialogue.tls = read_tls_session(connection);
    dialogue.lossy = !phones::Visibility::holds_all(connection);
    read_messages(dialogue);
    if (!dialogue.has_messages && dialogue.tls.established() && !dialogue.lossy) infer(dialogue, name_length);
    return dialogue;
}

}  // namespace capf::judge
