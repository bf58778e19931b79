// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/ladder.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/sentence.h"
#include "analyzer/report/translated_names.h"
#include "plugin/trust/signature.h"

namespace capf::report {
namespace {

using namespace findings;

const char *signature_words(trust::Verdict verdict) {
    switch (verdict) {
        case trust::Verdict::valid:
            return tr("signature valid");
        case trust::Verdict::invalid:
            return tr("signature invalid");
        case trust::Verdict::not_checked:
            break;
    }
    return tr("signature not checked");
}

std::string answer_text(const FileReport &file) {
    const FileAnswer &answer = file.answer;
    const bool answered = answer.http_status != 0 || answer.tftp_error >= 0 || !answer.icmp_reporter.empty();
    std::string text = answered ? value_text(Value{answer}) : "";
    if (file.status != "complete") {
        if (says_no(answer)) return text;
        if (!text.empty()) text += tr_in(kComma);
        return text + shown_status(file.status);
    }
    if (!text.empty()) text += tr_in(kComma);
    text += tr_format("{} bytes", grouped(file.bytes));
    if (const std::string content = content_text(file); !content.empty()) {
        text += tr_in(kComma);
        text += content;
    }
    if (file.signature) {
        text += tr_in(kComma);
        text += signature_words(file.signature->verdict);
        if (!file.signer_may_sign.value_or(true)) text += tr(", by a signer who may not sign it");
    }
    return text;
}

void add_file(const FileReport &file, std::vector<Arrow> &ladder) {
    if (file.asked.position != 0) {
        const std::string request = file.transport == "tftp"
                                        ? "TFTP read " + file.name
                                        : (file.transport == "https" ? "HTTPS GET /" : "HTTP GET /") + file.name;
        ladder.push_back({file.asked, file.client, file.server, Service::files, true, request});
    }
    ladder.push_back({file.answered, file.server, file.client, Service::files, false, answer_text(file)});
}

// One that failed; those that went well are events.
void add_refusal(const RegistrationReport &one, std::vector<Arrow> &ladder) {
    if (one.outcome != RegistrationOutcome::refused) return;
    ladder.push_back({one.at, one.server.address, one.client.address, Service::signalling, false, refusal_text(one)});
}

}  // namespace

std::vector<Arrow> make_ladder(const PhoneReport &phone) {
    std::vector<Arrow> ladder;
    for (const FileReport &file : phone.files) add_file(file, ladder);
    const auto add_event = [&](const Event &event, const SessionReport *session) {
        const std::string &client = event.client.address, &server = event.server.address;
        ladder.push_back({event.at, event.from_client ? client : server, event.from_client ? server : client,
                          event.service, event.from_client, event_text(event, session)});
    };
    for (const SessionReport &session : phone.sessions) {
        for (const Event &event : session.events) add_event(event, &session);
    }
    for (const Event &event : phone.other_events) add_event(event, nullptr);
    for (const RegistrationReport &one : phone.registrations) add_refusal(one, ladder);
    std::stable_sort(ladder.begin(), ladder.end(),
                     [](const Arrow &a, const Arrow &b) { return a.at.time < b.at.time; });
    return ladder;
}

}  // namespace capf::report
