// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/redact/redact_report.h"

#include <memory>
#include <utility>
#include <vector>

#include "analyzer/redact/redact_elements.h"
#include "analyzer/report/capf_words.h"

namespace capf::redact {
namespace {

using namespace sequence;

constexpr const char *kHidden = "(redacted)";

bool is_device_name(const wire::CapfElement &element) {
    return element.tag == static_cast<std::uint8_t>(wire::CapfTag::device_name);
}

class Names {
public:
    explicit Names(TextRedactor &redactor) : redactor_(redactor) {}

    void learn(const PhoneReport &phone) {
        if (phone.device) redactor_.learn_device(*phone.device);
        for (const FileReport &file : phone.files) {
            redactor_.learn_distinguished_name(file.signer);
            learn_elements(file.header, redactor_);
            learn_fields(file.config, redactor_);
        }
        for (const CertificateReport &one : phone.certificates) {
            redactor_.learn_distinguished_name(one.certificate.subject);
            redactor_.learn_distinguished_name(one.certificate.issuer);
            redactor_.learn_name(one.certificate.common_name);
        }
        for (const SessionReport &session : phone.sessions) {
            for (const std::string &name : session.candidates) redactor_.learn_device(name);
            for (const MessageReport &message : session.messages) learn(message);
        }
    }

private:
    void learn(const MessageReport &message) {
        for (const wire::CapfElement &element : message.parsed().elements) {
            const auto *text = std::get_if<wire::CapfText>(&element.content);
            if (text != nullptr && is_device_name(element)) redactor_.learn_device(text->value);
        }
    }

    TextRedactor &redactor_;
};

class ReportRedaction {
public:
    explicit ReportRedaction(const TextRedactor &redactor) : redactor_(redactor) {}

    void apply(CaptureReport &capture) {
        capture.file = redactor_.file_name(capture.file);
        for (CapturePart &part : capture.parts) part.file = redactor_.file_name(part.file);
        text(capture.problem);
        for (Notice &notice : capture.notices) text(notice.summary);
        for (PhoneReport &phone : capture.phones) apply(phone);
        capture.redacted = true;
    }

private:
    void text(std::string &value) const { value = redactor_.text(value); }

    void apply(std::vector<Diagnosis> &diagnoses) const {
        for (Diagnosis &one : diagnoses) {
            text(one.summary);
            text(one.remedy);
        }
    }

    void apply(PhoneReport &phone) const {
        if (phone.device) text(*phone.device);
        for (std::string &address : phone.addresses) text(address);
        apply(phone.diagnoses);
        apply(phone.history);
        for (RoundReport &round : phone.rounds) {
            apply(round.diagnoses);
            text(round.summary);
        }
        for (StepResult &step : phone.steps) text(step.summary);
        for (FileReport &file : phone.files) apply(file);
        for (SessionReport &session : phone.sessions) apply(session);
        for (ServiceEvent &event : phone.other_events) {
            text(event.client);
            text(event.server);
            text(event.text);
        }
        for (CertificateReport &certificate : phone.certificates) apply(certificate);
        for (Notice &notice : phone.notices) text(notice.summary);
        text(phone.conclusion);
    }

    void apply(FileReport &file) const {
        text(file.name);
        text(file.client);
        text(file.server);
        if (file.signature) text(file.signature->reason);
        file.signer = redactor_.distinguished_name(file.signer);
        text(file.config_summary);
        redact_elements(file.header, redactor_);
        redact_fields(file.config, redactor_);
    }

    void apply(SessionReport &session) const {
        text(session.client);
        text(session.server);
        text(session.summary);
        for (std::string &name : session.candidates) text(name);
        for (MessageReport &message : session.messages) apply(message);
        for (SessionEvent &event : session.events) text(event.text);
    }

    void apply(MessageReport &message) const {
        wire::CapfPdu redacted{std::vector<std::uint8_t>(message.bytes().size()), message.parsed()};
        for (wire::CapfElement &element : redacted.message.elements) {
            auto *words = std::get_if<wire::CapfText>(&element.content);
            if (words != nullptr && !words->value.empty() && !report::is_secret(element)) {
                words->value = is_device_name(element) ? redactor_.text(words->value) : kHidden;
            }
        }
        for (wire::Problem &problem : redacted.message.problems) text(problem.text);
        message.pdu = std::make_shared<const wire::CapfPdu>(std::move(redacted));
    }

    void apply(CertificateReport &report) const {
        report.certificate.subject = redactor_.distinguished_name(report.certificate.subject);
        report.certificate.issuer = redactor_.distinguished_name(report.certificate.issuer);
        text(report.certificate.common_name);
        for (CertificateUse &use : report.uses) text(use.where);
        report.der.clear();
    }

    const TextRedactor &redactor_;
};

}  // namespace

void learn_names(const CaptureReport &report, TextRedactor &redactor) {
    Names names(redactor);
    for (const PhoneReport &phone : report.phones) names.learn(phone);
}

void redact_report(CaptureReport &report, const Pseudonyms &pseudonyms) {
    TextRedactor redactor(pseudonyms);
    learn_names(report, redactor);
    ReportRedaction(redactor).apply(report);
}

}  // namespace capf::redact
