// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/sessions.h"

#include "analyzer/judge/events.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {

SessionReport report_session(const CapfDialogue &dialogue, const phones::CapfConnection &capf) {
    SessionReport report;
    report.client = dialogue.connection->client;
    report.server = dialogue.connection->server;
    report.tls_version = wire::tls_version_name(dialogue.tls.version);
    report.cipher = dialogue.tls.cipher_name;
    if (!dialogue.tls.certificate.empty()) report.certificate_sha256 = trust::sha256_hex(dialogue.tls.certificate);
    report.evidence = dialogue.evidence;
    report.operation = dialogue.operation;
    report.reached = dialogue.reached;
    report.key = dialogue.key;
    report.end_reason = dialogue.end_reason;
    report.confidence = dialogue.confidence;
    report.inferred = dialogue.inferred;
    report.join = phones::join_name(capf.join);
    report.candidates = capf.candidates;
    report.established = dialogue.connection->established();
    report.handshake_done = dialogue.tls.established() || dialogue.has_messages;
    report.in_part = dialogue.lossy;
    report.succeeded = dialogue.succeeded();
    report.messages = dialogue.messages;
    report.events = session_events(dialogue);
    report.begin = dialogue.begin();
    report.end = dialogue.end();
    report.refs = dialogue.refs.empty() ? EvidenceRefs{report.begin, report.end} : dialogue.refs;
    return report;
}

}  // namespace capf::judge
