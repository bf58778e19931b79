// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/service_events.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/sequence/tls_session.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/tvs_message.h"

namespace capf::sequence {
namespace {

class Events {
public:
    explicit Events(const phones::Phone &phone) {
        for (const phones::Connection *tvs : phone.tvs) {
            connection(*tvs, Service::tvs, "TVS");
            messages(*tvs);
        }
        for (const phones::Connection *https : phone.https) connection(*https, Service::files, "HTTPS");
        for (const dissection::Registration &one : phone.registrations) {
            add(one.at, Service::signalling, one.source.address, one.destination.address, true,
                one.protocol + " registered");
        }
        std::stable_sort(found_.begin(), found_.end(),
                         [](const ServiceEvent &a, const ServiceEvent &b) { return a.at.time < b.at.time; });
    }

    std::vector<ServiceEvent> take() { return std::move(found_); }

private:
    void add(const Moment &at, Service service, const std::string &client, const std::string &server, bool from_client,
             std::string text) {
        found_.push_back({at, service, client, server, from_client, std::move(text)});
    }

    // How it began, how far its handshake came, how it was refused.
    void connection(const phones::Connection &tcp, Service service, const char *name) {
        const auto tell = [&](const std::optional<Moment> &at, bool from_client, const std::string &text) {
            if (at) add(*at, service, tcp.client.address, tcp.server.address, from_client, text);
        };
        if (!tcp.syns.empty()) {
            const std::size_t repeated = tcp.syns.size() - 1;
            tell(tcp.syns.front(), true,
                 fmt::format("{}: TCP SYN to port {}{}", name, tcp.server.port,
                             repeated > 0 ? fmt::format(", repeated {} times", repeated) : ""));
        }
        if (!tcp.syn_ack) tell(tcp.server_reset, false, std::string(name) + ": TCP RST");
        const TlsSession tls = read_tls_session(tcp);
        const auto certificate = trust::read_certificate(tls.certificate);
        tell(tls.client_hello, true, std::string(name) + ": Client Hello");
        tell(tls.server_hello, false,
             fmt::format("{}: {} Server Hello{}", name, tls_version_name(tls.version),
                         certificate ? ", certificate " + certificate->common_name : ""));
        for (const TlsAlert &alert : tls.alerts) {
            tell(alert.at, alert.from_client, fmt::format("{}: Alert {}", name, tls_alert_name(alert.description)));
        }
    }

    void messages(const phones::Connection &tvs) {
        for (const dissection::TvsSeen &seen : tvs.tvs) {
            const wire::TvsMessage &message = seen.pdu->message;
            const auto name = wire::name_of(wire::tvs_command_names(), message.command);
            std::string text = "TVS " + (name.empty() ? fmt::format("command {}", message.command) : std::string(name));
            if (message.status) {
                const auto status = wire::name_of(wire::tvs_status_names(), *message.status);
                text +=
                    fmt::format(" status {}{}", *message.status, status.empty() ? "" : fmt::format(" ({})", status));
            }
            add(seen.at, Service::tvs, tvs.client.address, tvs.server.address, !seen.from_server, std::move(text));
        }
    }

    std::vector<ServiceEvent> found_;
};

}  // namespace

std::vector<ServiceEvent> service_events(const phones::Phone &phone) {
    return Events(phone).take();
}

}  // namespace capf::sequence
