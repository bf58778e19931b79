// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_report.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/redact/redact_elements.h"
#include "analyzer/redact/value_redactor.h"
#include "analyzer/report/capf_text.h"

namespace capf::redact {
namespace {

using namespace findings;

class PhoneRedaction {
public:
    explicit PhoneRedaction(const ValueRedactor &redactor) : redactor_(redactor) {}

    void apply(PhoneReport &phone) const {
        if (phone.device) phone.device = redactor_.device(*phone.device);
        for (std::string &address : phone.addresses) address = redactor_.address(address);
        apply(phone.diagnoses);
        apply(phone.history);
        for (RoundReport &round : phone.rounds) apply(round.diagnoses);
        for (StepResult &step : phone.steps) redactor_.apply(step.values);
        for (FileReport &file : phone.files) apply(file);
        for (SessionReport &session : phone.sessions) apply(session);
        for (Event &event : phone.other_events) apply(event);
        for (CertificateReport &certificate : phone.certificates) apply(certificate);
        for (RegistrationReport &registration : phone.registrations) apply(registration);
        apply(phone.notices);
        for (Gap &gap : phone.gaps) redactor_.apply(gap.values);
        phone.capf_server.text = redactor_.host(phone.capf_server.text);
        for (LogLine &line : phone.log_lines) apply(line);
    }

    void apply(Findings &findings) const {
        for (Finding &one : findings) redactor_.apply(one.values);
    }

private:
    void apply(FileReport &file) const {
        file.name = redactor_.file_name(file.name);
        file.client = redactor_.address(file.client);
        file.server = redactor_.address(file.server);
        file.signer = redactor_.distinguished_name(file.signer);
        Value answer{file.answer};
        redactor_.apply(answer);
        file.answer = std::get<FileAnswer>(answer);
        redact_elements(file.header, redactor_);
        redact_fields(file.config, redactor_);
    }

    void apply(Event &event) const {
        event.client = redactor_.endpoint(event.client);
        event.server = redactor_.endpoint(event.server);
        redactor_.apply(event.values);
    }

    void apply(SessionReport &session) const {
        session.client = redactor_.endpoint(session.client);
        session.server = redactor_.endpoint(session.server);
        for (std::string &name : session.candidates) name = redactor_.device(name);
        for (MessageReport &message : session.messages) apply(message);
        for (Event &event : session.events) apply(event);
    }

    void apply(MessageReport &message) const {
        wire::CapfPdu redacted{std::vector<std::uint8_t>(message.bytes().size()), message.parsed()};
        for (wire::CapfElement &element : redacted.message.elements) {
            auto *text = std::get_if<wire::CapfText>(&element.content);
            if (text == nullptr || text->value.empty() || report::is_secret(element)) continue;
            text->value = element.is(wire::CapfTag::device_name) ? redactor_.device(text->value) : kHidden;
        }
        message.pdu = std::make_shared<const wire::CapfPdu>(std::move(redacted));
    }

    void apply(CertificateReport &report) const {
        report.certificate.subject = redactor_.distinguished_name(report.certificate.subject);
        report.certificate.issuer = redactor_.distinguished_name(report.certificate.issuer);
        report.certificate.common_name = redactor_.host(report.certificate.common_name);
        for (CertificateUse &use : report.uses) redactor_.apply(use.where);
        report.der.clear();
    }

    // A log's text may hold names in forms that only this log has: nothing is looked for in it.
    void apply(LogLine &line) const {
        line.text = kHidden;
        if (!line.program.empty()) line.program = kHidden;  // some logs have a host's name in its place
        redactor_.apply(line.values);
    }

    void apply(RegistrationReport &registration) const {
        registration.client = redactor_.endpoint(registration.client);
        registration.server = redactor_.endpoint(registration.server);
        redactor_.apply(registration.values);
    }

    const ValueRedactor &redactor_;
};

void replace_all(std::string &text, const std::string &what, const std::string &by) {
    if (what.empty()) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

}  // namespace

void redact_phone(PhoneReport &phone, const ValueRedactor &redactor) {
    PhoneRedaction(redactor).apply(phone);
}

void redact_report(CaptureReport &report, const ValueRedactor &redactor) {
    // The problem names the file, or the part, where it is.
    for (CapturePart &part : report.parts) {
        replace_all(report.problem, part.file, redactor.path(part.file));
        part.file = redactor.path(part.file);
    }
    replace_all(report.problem, report.file, redactor.path(report.file));
    report.file = redactor.path(report.file);
    for (LogFile &log : report.log_files) log.path = redactor.path(log.path);
    for (LogAlarm &alarm : report.log_alarms) alarm.certificate.clear();
    const PhoneRedaction redaction(redactor);
    redaction.apply(report.notices);
    for (PhoneReport &phone : report.phones) redaction.apply(phone);
    report.redacted = true;
}

void redact_report(CaptureReport &report, const Pseudonyms &pseudonyms) {
    KnownNames known;
    known.add(report);
    redact_report(report, ValueRedactor(pseudonyms, std::move(known)));
}

}  // namespace capf::redact
