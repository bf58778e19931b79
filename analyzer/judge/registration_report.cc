// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/registration_report.h"

#include <algorithm>
#include <set>
#include <utility>

#include "plugin/wire/ports.h"

namespace capf::judge {
namespace {

constexpr std::int64_t kSynAnswerTime = 3 * kSecond;  // a SYN is repeated after one second, then two

RegistrationOutcome outcome_of(RegistrationSign sign) {
    const bool works = sign == RegistrationSign::accepted || sign == RegistrationSign::goes_on;
    return works ? RegistrationOutcome::registered : RegistrationOutcome::refused;
}

// By the ports: of a connection whose content cannot be read, or that has none.
void describe_connection(const phones::Connection &tcp, RegistrationReport &report) {
    const std::uint16_t port = tcp.server.port;
    report.client = tcp.client;
    report.server = tcp.server;
    report.protocol = port == wire::kSccpPort || port == wire::kSccpTlsPort ? "SCCP" : "SIP";
    report.transport = port == wire::kSipTlsPort || port == wire::kSccpTlsPort ? "TLS" : "TCP";
}

RegistrationReport report_of(const RegistrationEvent &event, const History &history) {
    RegistrationReport report;
    report.at = event.at;
    report.outcome = outcome_of(event.sign);
    report.evidence = evidence_of(event, history.options->tls_keys_given);
    report.values = values_of(event);
    if (event.sign == RegistrationSign::closed) {
        report.values.emplace_back(Param::reason, Term{"connection closed after the TLS handshake"});
    }
    if (event.request != nullptr) {
        const dissection::RegistrationRequest &request = event.request->request;
        report.client = request.source;
        report.server = request.destination;
        report.protocol = request.protocol;
        report.transport = request.transport;
        report.outcome = RegistrationOutcome::no_answer;
        return report;
    }
    if (event.answer == nullptr) {
        describe_connection(*event.connection, report);
        if (event.sign == RegistrationSign::too_large) report.outcome = RegistrationOutcome::no_answer;
        return report;
    }
    report.client = event.answer->source;
    report.server = event.server;
    report.protocol = event.answer->protocol;
    report.transport = event.answer->transport;
    return report;
}

// Of a connection on which no answer was seen.
RegistrationReport report_of(const phones::Connection &tcp, const History &history) {
    RegistrationReport report;
    describe_connection(tcp, report);
    report.at = tcp.first;
    if (tcp.established() || history.visibility.one_direction()) return report;
    const auto becomes = [&](RegistrationOutcome outcome, const FrameTime &at, const char *reason) {
        report.outcome = outcome;
        report.at = at;
        if (*reason != '\0') report.values.emplace_back(Param::reason, Term{reason});
    };
    if (tcp.server_reset) {
        becomes(RegistrationOutcome::refused, *tcp.server_reset, "TCP RST");
    } else if (!tcp.unreachable.empty()) {
        becomes(RegistrationOutcome::no_answer, tcp.unreachable.front(), "ICMP destination unreachable");
    } else if (tcp.syn_acks.empty() &&
               (tcp.syn_repeated() || history.visibility.shows_nothing_for(kSynAnswerTime, tcp.last.time))) {
        becomes(RegistrationOutcome::no_answer, tcp.first, "");
    }
    return report;
}

// The connections on which somebody answered.
class Answered {
public:
    explicit Answered(const History &history) {
        for (const RegistrationEvent &event : history.registrations()) {
            if (event.request != nullptr)
                ends_.emplace(event.request->request.source, event.request->request.destination);
            if (event.sign == RegistrationSign::unanswered) continue;
            if (event.connection != nullptr) connections_.insert(event.connection);
            if (event.answer != nullptr) ends_.emplace(event.answer->source, event.answer->destination);
        }
    }
    [[nodiscard]] bool holds(const phones::Connection &tcp) const {
        return connections_.contains(&tcp) || ends_.contains({tcp.client, tcp.server});
    }

private:
    std::set<const phones::Connection *> connections_;
    std::set<std::pair<Endpoint, Endpoint>> ends_;
};

}  // namespace

std::vector<RegistrationReport> report_registrations(const History &history) {
    std::vector<RegistrationReport> reports;
    for (const RegistrationEvent &event : history.registrations()) {
        const bool told = event.sign != RegistrationSign::unanswered || event.request != nullptr;
        if (told) reports.push_back(report_of(event, history));
    }
    const Answered answered(history);
    for (const phones::Connection *tcp : history.phone->signalling) {
        if (!answered.holds(*tcp)) reports.push_back(report_of(*tcp, history));
    }
    std::stable_sort(reports.begin(), reports.end(),
                     [](const RegistrationReport &a, const RegistrationReport &b) { return a.at.time < b.at.time; });
    return reports;
}

}  // namespace capf::judge
