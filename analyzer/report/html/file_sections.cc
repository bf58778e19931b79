// SPDX-License-Identifier: GPL-2.0-or-later
// The phone's files and its CAPF sessions.
#include <algorithm>

#include "analyzer/report/capf_text.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "plugin/trust/signature.h"
#include "plugin/wire/capf_message.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kHexShown = 64;  // digits of a long value

Markup signature_badge(const FileReport &file) {
    if (!file.signature) return {};
    switch (file.signature->verdict) {
        case trust::Verdict::valid:
            return Markup{
                "<span class=\"status ok\"><span class=\"sign\" aria-hidden=\"true\">✓</span> signature valid</span>"};
        case trust::Verdict::invalid:
            return Markup{
                "<span class=\"status failed\"><span class=\"sign\" aria-hidden=\"true\">✕</span> signature "
                "invalid</span>"};
        case trust::Verdict::not_checked:
            break;
    }
    return Markup{
        "<span class=\"status unknown\"><span class=\"sign\" aria-hidden=\"true\">?</span> signature not "
        "checked</span>"};
}

std::string status_text(const FileReport &file) {
    std::string text = file.status;
    const FileAnswer &answer = file.answer;
    const bool answered = answer.http_status != 0 || answer.tftp_error >= 0 || !answer.icmp_reporter.empty();
    if (answered) text += ", " + value_text(Value{answer});
    return text;
}

std::string element_value_text(const show::Element &element) {
    if (element.hex.size() <= kHexShown) return element.value + element.hex;
    return fmt::format("{}… ({} bytes)", element.hex.substr(0, kHexShown), element.hex.size() / 2);
}

Markup header_table(const FileReport &file) {
    if (file.header.empty()) return {};
    return markup(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Signed header\"><table class=\"plain\">"
        "<caption>Signed header, element by element</caption><thead><tr><th scope=\"col\">Tag</th>"
        "<th scope=\"col\">Element</th><th scope=\"col\">Value</th></tr></thead><tbody>{}</tbody></table></div>",
        markup_of_each(file.header, [](const show::Element &row) {
            return markup(
                "<tr><td class=\"number\">{}</td><th scope=\"row\" "
                "class=\"depth{}\">{}</th><td><code>{}</code></td></tr>",
                row.tag, std::min(row.depth, 3), row.name.empty() ? "unknown element" : row.name,
                element_value_text(row));
        }));
}

Markup config_table(const FileReport &file) {
    if (file.config.empty()) return {};
    return markup(
        "<table class=\"plain\"><caption>What the configuration says</caption><thead><tr><th scope=\"col\">Field</th>"
        "<th scope=\"col\">Value</th></tr></thead><tbody>{}</tbody></table>",
        markup_of_each(file.config, [](const show::Field &field) {
            return markup("<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>", field.name,
                          field.value.empty() ? "(empty)" : field.value);
        }));
}

std::string both_times(std::int64_t time, const Clock &clock) {
    return clock.relative() ? fmt::format("{} ({} s)", clock.date(time), clock.moment(time)) : clock.date(time);
}

Markup file_terms(const FileReport &file, const SectionContext &context) {
    Markup terms = term("Server", fmt::format("{}, port {}, {}", file.server, file.port, file.transport));
    terms += term("Result", status_text(file));
    if (file.asked.position != 0) terms += term("Asked", both_times(file.asked.time, context.clock));
    terms += term("Answered", both_times(file.answered.time, context.clock));
    if (const std::string content = content_text(file); !content.empty()) terms += term("Content", content);
    if (!file.signer.empty()) terms += term("Signer", markup("<code>{}</code>", file.signer));
    if (!file.signer_role.empty()) {
        terms +=
            term("Signer role",
                 file.signer_role + (file.signer_may_sign.value_or(true) ? "" : ", which may not sign such a file"));
    }
    if (file.signature && !file.signature->reason.empty()) terms += term("Signature", file.signature->reason);
    if (file.signer_at.position != 0) {
        terms += term("Signer known from", fmt::format("frame {}", file.signer_at.position));
    }
    if (!file.sha256.empty()) terms += term("SHA-256", markup("<code>{}</code>", file.sha256));
    return markup("<dl>{}</dl>", terms);
}

Markup one_file(const FileReport &file, const SectionContext &context) {
    const std::string size = file.bytes > 0 ? fmt::format("{} bytes", file.bytes) : "";
    return markup(
        "<details class=\"file\"><summary><code>{}</code> <span class=\"facts\"><span class=\"kind\">{}</span> "
        "<span>{}</span> <span>{}</span> {}</span></summary>{}{}{}{}</details>",
        file.name, file.kind, status_text(file), size, signature_badge(file), file_terms(file, context),
        frames_with_filter(*context.capture, file.refs, ""), header_table(file), config_table(file));
}

Markup message_row(const MessageReport &message, bool show_secrets) {
    std::string elements;
    for (const wire::CapfElement &element : message.parsed().elements) {
        elements += (elements.empty() ? "" : "; ") + element_text(element, message, show_secrets);
    }
    return markup(
        "<tr><td class=\"number\" data-label=\"Frame\">{}</td><td data-label=\"From\">{}</td>"
        "<th scope=\"row\">{}</th><td data-label=\"Elements\">{}</td></tr>",
        message.at.position, message.from_server ? "server" : "phone", command_name(message.command), elements);
}

Markup message_table(const SessionReport &session, bool show_secrets) {
    if (session.messages.empty()) return {};
    return markup(
        "<table class=\"cards\"><caption>Messages of the session</caption><thead><tr><th scope=\"col\">Frame</th>"
        "<th scope=\"col\">From</th><th scope=\"col\">Message</th><th scope=\"col\">Elements</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        markup_of_each(session.messages,
                       [&](const MessageReport &message) { return message_row(message, show_secrets); }));
}

Markup one_session(const SessionReport &session, const SectionContext &context) {
    Markup terms = term("Phone", markup("<code>{}</code>", dissection::to_string(session.client)));
    terms += term("Server", markup("<code>{}</code>", dissection::to_string(session.server)));
    if (!session.tls_version.empty()) {
        terms += term("TLS", session.tls_version + (session.cipher.empty() ? "" : ", " + session.cipher));
    }
    terms += term("Operation", markup("{}{}", name_of(session.operation), evidence_note(session.evidence)));
    if (session.evidence == Evidence::inferred) {
        terms += term("Confidence", fmt::format("{:.0f} %", session.confidence * 100));
    }
    if (session.end_reason) terms += term("END_SESSION", fmt::format("reason {}", *session.end_reason));
    terms += term("In short", session_text(session));
    if (!session.join.empty()) {
        std::string join = session.join;
        for (std::size_t i = 0; i < session.candidates.size(); ++i) {
            join += (i == 0 ? " (may be of " : " or ") + session.candidates[i];
        }
        terms += term("Joined to the phone by", join + (session.candidates.empty() ? "" : ")"));
    }
    terms += term("Time", fmt::format("{} to {} {}", context.clock.moment(session.begin.time),
                                      context.clock.moment(session.end.time), context.clock.unit()));
    return markup("<div class=\"session\"><dl>{}</dl>{}{}</div>", terms,
                  frames_with_filter(*context.capture, session.refs, ""), message_table(session, context.show_secrets));
}

}  // namespace

Markup files_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.files.empty()) return {};
    return section(context, "files", "Files", count_text(static_cast<std::int64_t>(phone.files.size()), "file"),
                   Fold::closed,
                   markup_of_each(phone.files, [&](const FileReport &file) { return one_file(file, context); }));
}

Markup sessions_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.sessions.empty()) return {};
    return section(
        context, "sessions", phone.sessions.size() == 1 ? "CAPF session" : "CAPF sessions",
        session_text(phone.sessions.back()), Fold::closed,
        markup_of_each(phone.sessions, [&](const SessionReport &session) { return one_session(session, context); }));
}

}  // namespace capf::report
