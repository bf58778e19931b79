// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/session_report.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/trust/certificate.h"

namespace capf::sequence {
namespace {

using dissection::TlsRecord;

std::string handshake_name(std::uint8_t type) {
    switch (type) {
        case 0:
            return "Hello Request";
        case dissection::kTlsClientHello:
            return "Client Hello";
        case dissection::kTlsServerHello:
            return "Server Hello";
        case 4:
            return "New Session Ticket";
        case 8:
            return "Encrypted Extensions";
        case dissection::kTlsCertificate:
            return "Certificate";
        case 12:
            return "Server Key Exchange";
        case 13:
            return "Certificate Request";
        case dissection::kTlsServerHelloDone:
            return "Server Hello Done";
        case 15:
            return "Certificate Verify";
        case dissection::kTlsClientKeyExchange:
            return "Client Key Exchange";
        case dissection::kTlsFinished:
            return "Finished";
        default:
            return fmt::format("Handshake {}", type);
    }
}

std::string record_words(const TlsRecord &record) {
    switch (record.content_type) {
        case dissection::kTlsChangeCipherSpec:
            return "Change Cipher Spec";
        case dissection::kTlsApplicationData:
            return "Application Data";
        case dissection::kTlsAlert:
            return record.alert_description ? "Alert " + tls_alert_name(*record.alert_description) : "Encrypted Alert";
        default:
            break;
    }
    std::string words;
    for (const auto &handshake : record.handshakes) {
        words += (words.empty() ? "" : ", ") + handshake_name(handshake.type);
    }
    return words.empty() ? "Encrypted Handshake Message" : words;
}

// All records of one frame make one line, as in Wireshark's packet list.
void add_tls_events(const CapfDialogue &dialogue, std::vector<SessionEvent> &events) {
    const phones::Connection &tcp = *dialogue.connection;
    std::size_t application_frames = 0;
    for (const TlsRecord &record : tcp.tls) {
        const bool data = record.content_type == dissection::kTlsApplicationData;
        const bool same_frame = !events.empty() && events.back().at.frame == record.at.frame;
        if (same_frame) {
            events.back().text += ", " + record_words(record);
            continue;
        }
        // Once the messages are known, or the pattern is clear, more lines of "Application Data" tell nothing.
        if (data && (dialogue.has_messages || ++application_frames > 1)) continue;
        const std::string version = tls_version_name(dialogue.tls.version != 0 ? dialogue.tls.version : record.version);
        events.push_back({record.at, tcp.is_from_client(record), version + " " + record_words(record)});
    }
}

void add_message_events(const CapfDialogue &dialogue, std::vector<SessionEvent> &events) {
    for (const dissection::CapfSeen &seen : dialogue.connection->capf) {
        const wire::CapfMessage &message = seen.pdu->message;
        std::string text = "CAPF ";
        const auto name = wire::name_of(wire::capf_command_names(), message.command);
        text += name.empty() ? fmt::format("command {}", message.command) : std::string(name);
        if (const auto size = message.number(wire::CapfTag::key_size)) text += fmt::format(" RSA {}", *size);
        if (const auto curve = message.number(wire::CapfTag::curve)) {
            text += " " + std::string(wire::name_of(wire::capf_curve_names(), *curve));
        }
        if (const auto device = message.text(wire::CapfTag::device_name)) text += " " + *device;
        if (const auto reason = message.number(wire::CapfTag::reason)) text += fmt::format(" reason {}", *reason);
        events.push_back({seen.at, !seen.from_server, text});
    }
}

void add_tcp_events(const phones::Connection &tcp, std::vector<SessionEvent> &events) {
    if (!tcp.syns.empty()) {
        std::string text = "TCP SYN to port " + std::to_string(tcp.server.port);
        if (tcp.syns.size() > 1) text += fmt::format(", repeated {} times", tcp.syns.size() - 1);
        events.push_back({tcp.syns.front(), true, text});
    }
    if (tcp.syn_ack) events.push_back({*tcp.syn_ack, false, "TCP SYN, ACK"});
    const auto ending = [&](const std::optional<Moment> &at, bool from_client, const char *text) {
        if (at) events.push_back({*at, from_client, text});
    };
    ending(tcp.client_fin, true, "TCP FIN");
    ending(tcp.client_reset, true, "TCP RST");
    ending(tcp.server_fin, false, "TCP FIN");
    ending(tcp.server_reset, false, "TCP RST");
    for (const Moment &at : tcp.unreachable)
        events.push_back({at, false, "ICMP unreachable from " + tcp.unreachable_reporter});
}

InferredReport report_inferred(const CapfDialogue &dialogue) {
    InferredReport report;
    report.reached = name_of(dialogue.reached);
    report.ended = dialogue.ended;
    report.key = dialogue.key;
    report.certificate_authentication = dialogue.certificate_authentication;
    report.certificate_least = dialogue.certificate_length.least;
    report.certificate_most = dialogue.certificate_length.most;
    report.alternatives = dialogue.alternatives;
    return report;
}

}  // namespace

SessionReport report_session(const CapfDialogue &dialogue, const phones::CapfConnection &capf) {
    SessionReport report;
    report.client = dissection::to_string(dialogue.connection->client);
    report.server = dissection::to_string(dialogue.connection->server);
    report.tls_version = tls_version_name(dialogue.tls.version);
    report.cipher = dialogue.tls.cipher_name;
    if (!dialogue.tls.certificate.empty()) report.certificate_sha256 = trust::sha256_hex(dialogue.tls.certificate);
    report.evidence = dialogue.evidence;
    report.operation = dialogue.operation;
    report.end_reason = dialogue.end_reason;
    report.confidence = dialogue.confidence;
    if (dialogue.evidence == Evidence::inferred) report.inferred = report_inferred(dialogue);
    report.join = phones::join_name(capf.join);
    report.candidates = capf.candidates;
    report.summary = describe(dialogue);
    report.messages = dialogue.messages;
    report.begin = dialogue.begin();
    report.end = dialogue.end();
    report.frames = dialogue.frames.empty() ? Frames{report.begin.frame, report.end.frame} : dialogue.frames;
    add_tls_events(dialogue, report.events);
    add_message_events(dialogue, report.events);
    add_tcp_events(*dialogue.connection, report.events);
    std::stable_sort(report.events.begin(), report.events.end(),
                     [](const SessionEvent &a, const SessionEvent &b) { return a.at.time < b.at.time; });
    return report;
}

}  // namespace capf::sequence
