// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/events.h"

#include <algorithm>
#include <utility>

#include "analyzer/judge/tls_session.h"
#include "plugin/trust/certificate.h"
#include "plugin/wire/tvs_message.h"

namespace capf::judge {
namespace {

using dissection::TlsRecord;

std::string name_or_number(std::string_view name, const char *what, unsigned number) {
    return name.empty() ? what + std::to_string(number) : std::string(name);
}

TlsRecordNote note_of(const TlsRecord &record) {
    TlsRecordNote note{record.content_type, {}, record.alert_description};
    for (const auto &handshake : record.handshakes) note.handshakes.push_back(handshake.type);
    return note;
}

// The subject of the certificate that the phone asks TVS about.
std::optional<std::string> asked_about(const wire::TvsMessage &message, wire::Bytes bytes) {
    using wire::TvsCommand;
    if (!message.is(TvsCommand::verify_request) && !message.is(TvsCommand::query_request)) return std::nullopt;
    if (message.subject_name) return message.subject_name;
    const wire::TvsElement *element = message.find(wire::TvsTag::certificate);
    if (element == nullptr) return std::nullopt;
    const auto certificate = trust::read_certificate(wire::slice(bytes, element->value));
    return certificate ? std::optional(certificate->subject) : std::nullopt;
}

// The events of one connection.
class Events {
public:
    Events(const phones::Connection &tcp, Service service)
        : tcp_(tcp), service_(service), tls_(read_tls_session(tcp)) {}

    void opening() {
        if (!tcp_.syns.empty()) {
            add(tcp_.syns.front(), true, EventKind::syn,
                {{Param::count, Number{static_cast<std::int64_t>(tcp_.syns.size()) - 1}},
                 {Param::port, Number{tcp_.server.port}}});
        }
        if (!tcp_.syn_acks.empty()) {
            add(tcp_.syn_acks.front(), false, EventKind::syn_ack,
                {{Param::count, Number{static_cast<std::int64_t>(tcp_.syn_acks.size()) - 1}}});
        }
    }

    void ending() {
        const auto end = [&](const std::optional<FrameTime> &at, bool from_client, EventKind kind) {
            if (at) add(*at, from_client, kind);
        };
        end(tcp_.client_fin, true, EventKind::fin);
        end(tcp_.client_reset, true, EventKind::reset);
        end(tcp_.server_fin, false, EventKind::fin);
        end(tcp_.server_reset, false, EventKind::reset);
        for (const FrameTime &at : tcp_.unreachable) {
            add(at, false, EventKind::icmp_unreachable, {{Param::reporter, IpAddress{tcp_.unreachable_reporter}}});
        }
    }

    // All records of one frame make one line, as in Wireshark's packet list. Once the messages are known, or the
    // pattern is clear, more lines of application data tell nothing.
    void records(bool without_application_data) {
        std::size_t application_frames = 0;
        for (const TlsRecord &record : tcp_.tls) {
            const bool same_frame = !found_.empty() && found_.back().at.position == record.at.frame &&
                                    found_.back().kind == EventKind::tls_records;
            if (same_frame) {
                found_.back().records.push_back(note_of(record));
                continue;
            }
            const bool data = record.content_type == wire::kTlsApplicationData;
            if (data && (without_application_data || ++application_frames > 1)) continue;
            Parameters values{
                {Param::version, Term{wire::tls_version_name(tls_.version != 0 ? tls_.version : record.version)}}};
            add(record.at, tcp_.is_from_client(record), EventKind::tls_records, std::move(values));
            found_.back().records.push_back(note_of(record));
        }
    }

    // The hellos, with the server's certificate, and alerts.
    void handshake() {
        for (const TlsRecord &record : tcp_.tls) {
            const bool hello = std::any_of(record.handshakes.begin(), record.handshakes.end(), [](const auto &one) {
                return one.type == wire::kTlsClientHello || one.type == wire::kTlsServerHello;
            });
            if (!hello && !record.alert_description) continue;
            add(record.at, tcp_.is_from_client(record), EventKind::tls_records,
                {{Param::version, Term{wire::tls_version_name(tls_.version != 0 ? tls_.version : record.version)}}});
            found_.back().records.push_back(note_of(record));
        }
        const auto certificate = trust::read_certificate(tls_.certificate);
        if (!certificate || !tls_.certificate_sent) return;
        const auto shows = std::find_if(found_.begin(), found_.end(), [&](const Event &event) {
            return event.kind == EventKind::tls_records && !event.from_client;
        });
        if (shows != found_.end()) {
            shows->values.emplace_back(Param::certificate, HostName{certificate->common_name});
        }
    }

    void capf_messages() {
        for (const dissection::CapfSeen &seen : tcp_.capf) {
            const wire::CapfMessage *message = &seen.pdu->message;
            Parameters values{
                {Param::operation, Term{name_or_number(wire::name_of(wire::capf_command_names(), message->command),
                                                       "command ", message->command)}}};
            if (const auto size = message->number(wire::CapfTag::key_size)) {
                values.emplace_back(Param::key, Term{"RSA " + std::to_string(*size)});
            }
            if (const auto curve = message->number(wire::CapfTag::curve)) {
                values.emplace_back(Param::key, Term{std::string(wire::name_of(wire::capf_curve_names(), *curve))});
            }
            if (const auto device = message->text(wire::CapfTag::device_name)) {
                values.emplace_back(Param::device, DeviceName{*device});
            }
            if (const auto reason = message->number(wire::CapfTag::reason)) {
                values.emplace_back(Param::reason, Number{static_cast<std::int64_t>(*reason)});
            }
            add(seen.at, !seen.from_server, EventKind::capf_message, std::move(values));
        }
    }

    void tvs_messages() {
        for (const dissection::TvsSeen &seen : tcp_.tvs) {
            const wire::TvsMessage *message = &seen.pdu->message;
            Parameters values{
                {Param::operation, Term{name_or_number(wire::name_of(wire::tvs_command_names(), message->command),
                                                       "command ", message->command)}}};
            if (const auto subject = asked_about(*message, seen.pdu->bytes)) {
                values.emplace_back(Param::certificate, DistinguishedName{*subject});
            }
            if (message->status) {
                values.emplace_back(Param::status, Number{static_cast<std::int64_t>(*message->status)});
                const auto name = wire::name_of(wire::tvs_status_names(), *message->status);
                if (!name.empty()) values.emplace_back(Param::reason, Term{std::string(name)});
            }
            add(seen.at, !seen.from_server, EventKind::tvs_message, std::move(values));
        }
    }

    void add(const FrameTime &at, bool from_client, EventKind kind, Parameters values = {}) {
        found_.push_back({at, service_, tcp_.client, tcp_.server, from_client, kind, std::move(values), {}});
    }

    std::vector<Event> take() {
        std::stable_sort(found_.begin(), found_.end(),
                         [](const Event &a, const Event &b) { return a.at.time < b.at.time; });
        return std::move(found_);
    }

private:
    const phones::Connection &tcp_;
    Service service_;
    TlsSession tls_;
    std::vector<Event> found_;
};

}  // namespace

std::vector<Event> session_events(const CapfDialogue &dialogue) {
    Events events(*dialogue.connection, Service::capf);
    events.records(dialogue.has_messages);
    events.capf_messages();
    events.opening();
    events.ending();
    if (dialogue.evidence == Evidence::inferred && dialogue.inferred) {
        events.add(dialogue.end(), true, EventKind::capf_inferred);
    }
    return events.take();
}

std::vector<Event> service_events(const phones::Phone &phone) {
    std::vector<Event> all;
    const auto of_connection = [&](const phones::Connection &tcp, Service service, const char *protocol) {
        Events events(tcp, service);
        events.opening();
        if (tcp.syn_acks.empty() && tcp.server_reset) events.add(*tcp.server_reset, false, EventKind::reset);
        events.handshake();
        events.tvs_messages();
        for (Event &event : events.take()) {
            event.values.emplace_back(Param::protocol, Term{protocol});
            all.push_back(std::move(event));
        }
    };
    for (const phones::Connection *tvs : phone.tvs) of_connection(*tvs, Service::tvs, "TVS");
    for (const phones::Connection *https : phone.https) of_connection(*https, Service::files, "HTTPS");
    for (const dissection::Registration &one : phone.registrations) {
        all.push_back({one.at,
                       Service::signalling,
                       one.source,
                       one.destination,
                       false,
                       EventKind::registered,
                       {{Param::protocol, Term{one.protocol}}},
                       {}});
    }
    std::stable_sort(all.begin(), all.end(), [](const Event &a, const Event &b) { return a.at.time < b.at.time; });
    return all;
}

}  // namespace capf::judge
