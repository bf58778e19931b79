// SPDX-License-Identifier: GPL-2.0-or-later
// The phone's files and its CAPF sessions.
#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/ranges.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/capf_text.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/html/parts.h"
#include "analyzer/report/html/sections.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"
#include "plugin/trust/signature.h"
#include "plugin/wire/capf_message.h"

namespace capf::report {
namespace {

using namespace findings;

constexpr std::size_t kHexShown = 64;  // digits of a long value

Markup signature_mark(const char *css, const char *sign, const char *words) {
    return markup("<span class=\"status {}\"><span class=\"sign\" aria-hidden=\"true\">{}</span> {}</span>", css, sign,
                  words);
}

Markup signature_badge(const FileReport &file) {
    if (!file.signature) return {};
    switch (file.signature->verdict) {
        case trust::Verdict::valid:
            return signature_mark("ok", "✓", tr("signature valid"));
        case trust::Verdict::invalid:
            return signature_mark("failed", "✕", tr("signature invalid"));
        case trust::Verdict::not_checked:
            break;
    }
    return signature_mark("unknown", "?", tr("signature not checked"));
}

std::string status_text(const FileReport &file) {
    std::string text = shown_status(file.status);
    const FileAnswer &answer = file.answer;
    const bool answered = answer.http_status != 0 || answer.tftp_error >= 0 || !answer.icmp_reporter.empty();
    if (answered) text += std::string(tr_in(kComma)) + value_text(Value{answer});
    return text;
}

std::string element_value_text(const show::Element &element) {
    if (element.hex.size() <= kHexShown) return element.value + element.hex;
    return tr_format("{0}… ({1} bytes)", element.hex.substr(0, kHexShown), grouped(element.hex.size() / 2));
}

Markup header_table(const FileReport &file) {
    if (file.header.empty()) return {};
    return markup(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table class=\"plain\">"
        "<caption>{}</caption><thead><tr><th scope=\"col\">{}</th>"
        "<th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>{}</tbody></table></div>",
        tr("Signed header"), tr("Signed header, element by element"), tr("Tag"), tr("Element"), tr("Value"),
        markup_of_each(file.header, [](const show::Element &row) {
            return markup(
                "<tr><td class=\"number\">{}</td><th scope=\"row\" "
                "class=\"depth{}\">{}</th><td><code>{}</code></td></tr>",
                row.tag, std::min(row.depth, 3), row.name.empty() ? tr("unknown element") : row.name,
                element_value_text(row));
        }));
}

Markup config_table(const FileReport &file) {
    if (file.config.empty()) return {};
    return markup(
        "<table class=\"plain\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>"
        "<th scope=\"col\">{}</th></tr></thead><tbody>{}</tbody></table>",
        tr("What the configuration says"), tr("Field"), tr("Value"),
        markup_of_each(file.config, [](const show::Field &field) {
            return markup("<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>", field.name,
                          field.value.empty() ? tr("(empty)") : field.value);
        }));
}

std::string both_times(std::int64_t time, const Clock &clock) {
    return clock.relative() ? fmt::format("{} ({} s)", clock.date(time), clock.moment(time)) : clock.date(time);
}

Markup file_terms(const FileReport &file, const SectionContext &context) {
    Markup terms = term(tr("Server"), tr_format("{0}, port {1}, {2}", file.server, file.port, file.transport));
    terms += term(tr("Result"), status_text(file));
    if (file.asked.position != 0) terms += term(tr("Asked"), both_times(file.asked.time, context.clock));
    terms += term(tr("Answered"), both_times(file.answered.time, context.clock));
    if (const std::string content = content_text(file); !content.empty()) terms += term(tr("Content"), content);
    if (!file.signer.empty()) terms += term(tr("Signer"), markup("<code>{}</code>", file.signer));
    if (!file.signer_role.empty()) {
        terms += term(tr("Signer role"), file.signer_may_sign.value_or(true)
                                             ? file.signer_role
                                             : tr_format("{}, which may not sign such a file", file.signer_role));
    }
    if (file.signature && !file.signature->reason.empty())
        terms += term(tr("Signature"), problem_text(file.signature->reason));
    if (file.signer_at.position != 0) {
        terms += term(tr("Signer known from"), tr_format("frame {}", file.signer_at.position));
    }
    if (!file.sha256.empty()) terms += term("SHA-256", markup("<code>{}</code>", file.sha256));
    return markup("<dl>{}</dl>", terms);
}

Markup one_file(const FileReport &file, const SectionContext &context) {
    const std::string size = file.bytes > 0 ? tr_format("{} bytes", grouped(file.bytes)) : "";
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
        "<tr><td class=\"number\" data-label=\"{}\">{}</td><td data-label=\"{}\">{}</td>"
        "<th scope=\"row\">{}</th><td data-label=\"{}\">{}</td></tr>",
        tr("Frame"), message.at.position, tr("From"), message.from_server ? tr("server") : tr("phone"),
        command_name(message.command), tr("Elements"), elements);
}

Markup message_table(const SessionReport &session, bool show_secrets) {
    if (session.messages.empty()) return {};
    return markup(
        "<table class=\"cards\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>"
        "<th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        tr("Messages of the session"), tr("Frame"), tr("From"), tr("Message"), tr("Elements"),
        markup_of_each(session.messages,
                       [&](const MessageReport &message) { return message_row(message, show_secrets); }));
}

// By what a session is the phone's.
std::string attribution(const std::string &join) {
    constexpr std::pair<std::string_view, WordInContext> kWords[] = {
        {"device-name", NC_("attributed by", "its device name")},
        {"certificate", NC_("attributed by", "the name in its certificate")},
        {"hardware-address", NC_("attributed by", "its Ethernet address")},
        {"address", NC_("attributed by", "its IP address at that time")},
        {"none", NC_("attributed by", "nothing: the session is all that is seen of it")},
    };
    for (const auto &[name, words] : kWords) {
        if (name == join) return std::string(tr_in(words));
    }
    return join;
}

Markup one_session(const SessionReport &session, const SectionContext &context) {
    Markup terms = term(tr("Phone"), markup("<code>{}</code>", dissection::to_string(session.client)));
    terms += term(tr("Server"), markup("<code>{}</code>", dissection::to_string(session.server)));
    if (!session.tls_version.empty()) {
        terms += term(
            "TLS", session.tls_version + (session.cipher.empty() ? "" : std::string(tr_in(kComma)) + session.cipher));
    }
    terms += term(tr("Operation"), markup("{}{}", shown_name(session.operation), evidence_note(session.evidence)));
    if (session.evidence == Evidence::inferred) {
        terms += term(tr("Confidence"), fmt::format("{:.0f} %", session.confidence * 100));
    }
    if (session.end_reason) terms += term("END_SESSION", tr_format("reason {}", *session.end_reason));
    terms += term(tr("In short"), session_text(session));
    if (!session.join.empty()) {
        const std::string join = attribution(session.join);
        const std::string candidates = fmt::format("{}", fmt::join(session.candidates, tr_in(kOr)));
        terms += term(tr("Attributed to the phone by"),
                      candidates.empty() ? join : tr_format("{0} (may be of {1})", join, candidates));
    }
    terms += term(tr("Time"), tr_format("{0} to {1} {2}", context.clock.moment(session.begin.time),
                                        context.clock.moment(session.end.time), context.clock.unit()));
    return markup("<div class=\"session\"><dl>{}</dl>{}{}</div>", terms,
                  frames_with_filter(*context.capture, session.refs, ""), message_table(session, context.show_secrets));
}

}  // namespace

Markup files_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.files.empty()) return {};
    return section(context, "files", tr("Files"), count_text(static_cast<std::int64_t>(phone.files.size()), "file"),
                   Fold::closed,
                   markup_of_each(phone.files, [&](const FileReport &file) { return one_file(file, context); }));
}

Markup sessions_section(const PhoneReport &phone, const SectionContext &context) {
    if (phone.sessions.empty()) return {};
    return section(
        context, "sessions", tr_plural(NP_("CAPF session", "CAPF sessions"), phone.sessions.size()),
        session_text(phone.sessions.back()), Fold::closed,
        markup_of_each(phone.sessions, [&](const SessionReport &session) { return one_session(session, context); }));
}

}  // namespace capf::report
