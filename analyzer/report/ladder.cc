// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/ladder.h"

#include <algorithm>

#include <fmt/format.h>

#include "plugin/trust/signature.h"

namespace capf::report {
namespace {

using namespace sequence;

// "10.1.1.1:3804" and "[2001:db8::1]:3804" without the port.
std::string address_of(const std::string &endpoint) {
    const std::size_t colon = endpoint.rfind(':');
    std::string address = endpoint.substr(0, colon);
    if (address.size() > 2 && address.front() == '[') address = address.substr(1, address.size() - 2);
    return address;
}

std::string answer_words(const FileReport &file) {
    std::string words;
    if (file.http_status != 0) words = fmt::format("HTTP {}", file.http_status);
    if (file.tftp_error >= 0) words = fmt::format("TFTP error {}", file.tftp_error);
    if (file.status != "complete") {
        const bool known = file.http_status >= 300 || file.tftp_error >= 0;
        return known ? words : words + (words.empty() ? "" : ", ") + file.status;
    }
    words += (words.empty() ? "" : ", ") + fmt::format("{} bytes", file.bytes);
    if (!file.config_summary.empty()) words += ", " + file.config_summary;
    if (file.signature) {
        words += std::string(", signature ") + (file.signature->verdict == trust::Verdict::not_checked
                                                    ? "not checked"
                                                    : trust::verdict_name(file.signature->verdict));
        if (!file.signer_may_sign.value_or(true)) words += ", by a signer who may not sign it";
    }
    return words;
}

void add_file(const FileReport &file, std::vector<Arrow> &ladder) {
    if (file.asked.frame != 0) {
        const std::string request = file.transport == "tftp"
                                        ? "TFTP read " + file.name
                                        : (file.transport == "https" ? "HTTPS GET /" : "HTTP GET /") + file.name;
        ladder.push_back({file.asked, file.client, file.server, Service::files, true, request});
    }
    ladder.push_back({file.answered, file.server, file.client, Service::files, false, answer_words(file)});
}

}  // namespace

std::vector<Arrow> make_ladder(const PhoneReport &phone) {
    std::vector<Arrow> ladder;
    for (const FileReport &file : phone.files) add_file(file, ladder);
    for (const SessionReport &session : phone.sessions) {
        const std::string client = address_of(session.client), server = address_of(session.server);
        for (const SessionEvent &event : session.events) {
            ladder.push_back({event.at, event.from_client ? client : server, event.from_client ? server : client,
                              Service::capf, event.from_client, event.text});
        }
        if (session.evidence == Evidence::inferred && !session.summary.empty()) {
            ladder.push_back({session.end, client, server, Service::capf, true, "CAPF inferred: " + session.summary});
        }
    }
    for (const ServiceEvent &event : phone.other_events) {
        ladder.push_back({event.at, event.from_client ? event.client : event.server,
                          event.from_client ? event.server : event.client, event.service, event.from_client,
                          event.text});
    }
    std::stable_sort(ladder.begin(), ladder.end(),
                     [](const Arrow &a, const Arrow &b) { return a.at.time < b.at.time; });
    return ladder;
}

}  // namespace capf::report
