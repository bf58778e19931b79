// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/ladder.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/report/pattern.h"
#include "analyzer/report/phone_text.h"
#include "plugin/trust/signature.h"

namespace capf::report {
namespace {

using namespace findings;

std::string answer_text(const FileReport &file) {
    const FileAnswer &answer = file.answer;
    const bool answered = answer.http_status != 0 || answer.tftp_error >= 0 || !answer.icmp_reporter.empty();
    std::string text = answered ? value_text(Value{answer}) : "";
    if (file.status != "complete") {
        const bool known = answer.http_status >= 300 || answer.tftp_error >= 0 || !answer.icmp_reporter.empty();
        return known ? text : text + (text.empty() ? "" : ", ") + file.status;
    }
    text += (text.empty() ? "" : ", ") + fmt::format("{} bytes", file.bytes);
    if (const std::string content = content_text(file); !content.empty()) text += ", " + content;
    if (file.signature) {
        text += std::string(", signature ") + (file.signature->verdict == trust::Verdict::not_checked
                                                   ? "not checked"
                                                   : trust::verdict_name(file.signature->verdict));
        if (!file.signer_may_sign.value_or(true)) text += ", by a signer who may not sign it";
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
