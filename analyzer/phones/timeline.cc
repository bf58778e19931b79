// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/timeline.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "plugin/wire/capf_message.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"

namespace capf::phones {
namespace {

using dissection::Seen;

constexpr std::uint16_t kHttpsProvisioningPort = 6971;
constexpr std::uint16_t kSignallingPorts[] = {5060, 5061, 2000, 2443};

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

bool is_phone_file(const wire::PhoneFileName &name) {
    using Kind = wire::PhoneFileKind;
    return name.kind != Kind::other && name.kind != Kind::other_signed;
}

// The plain text of a configuration file: what follows the signed header, or the whole file.
wire::Bytes config_text(const std::vector<std::uint8_t> &bytes) {
    if (!wire::looks_like_signed_file(bytes)) return bytes;
    return wire::slice(bytes, wire::parse_signed_header(bytes).payload);
}

bool may_be_configuration(const Transfer &transfer) {
    using Kind = wire::PhoneFileKind;
    const Kind kind = transfer.name.kind;
    return transfer.complete() &&
           (kind == Kind::signed_config || kind == Kind::plain_config || kind == Kind::default_config);
}

}  // namespace

Connection &Timeline::connection(const Seen &seen) {
    const auto [at, fresh] = connections_.try_emplace(seen.stream);
    Connection &result = at->second;
    if (fresh) {
        result.stream = seen.stream;
        result.first = seen.at;
        // Until the content tells, the well-known or lower port is the server's.
        const bool source_is_server =
            capf_ports_.contains(seen.source.port) ||
            (!capf_ports_.contains(seen.destination.port) && seen.source.port < seen.destination.port);
        result.client = source_is_server ? seen.destination : seen.source;
        result.server = source_is_server ? seen.source : seen.destination;
    }
    result.last = seen.at;
    return result;
}

void Timeline::add(const dissection::Observation &observation) {
    using namespace dissection;
    std::visit(
        [this](const auto &one) {
            using Kind = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Kind, TcpSegment> || std::is_same_v<Kind, TlsRecord> ||
                          std::is_same_v<Kind, CapfSeen>) {
                connection(one).add(one);
            } else if constexpr (std::is_same_v<Kind, TvsSeen>) {
                connection(one).tvs.push_back(one);
            } else if constexpr (std::is_same_v<Kind, HttpMessage>) {
                Connection &tcp = connection(one);
                tcp.has_http = true;
                tcp.client_is(one.is_request ? one.source : one.destination);
                tracker_.add(one);
            } else if constexpr (std::is_same_v<Kind, Registration>) {
                registrations_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, Unreachable>) {
                tracker_.add(one);
                for (auto &[stream, tcp] : connections_) {
                    if (!one.tcp || tcp.client != one.source || tcp.server != one.destination) continue;
                    tcp.unreachable.push_back(one.at);
                    tcp.unreachable_reporter = one.reporter;
                }
            } else {
                tracker_.add(one);
            }
        },
        observation);
}

void Timeline::finish(const Moment &end_of_capture) {
    tracker_.finish(connections_, end_of_capture);
    transfers_ = tracker_.take();
    learn_capf_ports();
    assign_named_transfers();
    assign_named_capf();
    assign_other_transfers();
    assign_connections();
    order();
}

void Timeline::learn_capf_ports() {
    for (const Transfer &transfer : transfers_) {
        if (!may_be_configuration(transfer)) continue;
        for (const wire::CapfServer &server : wire::parse_phone_config(config_text(transfer.bytes)).capf_servers) {
            const auto port = server.port ? wire::parse_port(server.port->value) : std::nullopt;
            if (port) capf_ports_.insert(*port);
        }
    }
}

bool Timeline::is_capf(const Connection &connection) const {
    if (!connection.capf.empty()) return true;
    if (connection.has_http || !capf_ports_.contains(connection.server.port)) return false;
    // Something that is neither TLS nor CAPF on the port (a probe, a web browser) is no attempt of a phone.
    return !connection.tls.empty() || connection.from_client.captured() == 0;
}

Phone &Timeline::phone_by_device(const std::string &device) {
    const std::string wanted = upper(device);
    for (Phone &phone : phones_) {
        if (phone.device && upper(*phone.device) == wanted) return phone;
    }
    phones_.emplace_back().device = device;
    return phones_.back();
}

void Timeline::seen_at(Phone &phone, const std::string &address, const Moment &at) {
    if (std::find(phone.addresses.begin(), phone.addresses.end(), address) == phone.addresses.end()) {
        phone.addresses.push_back(address);
    }
    if (phone.first.time == 0 || at.time < phone.first.time) phone.first = at;
    if (at.time > phone.last.time) phone.last = at;
    sightings_[address].emplace_back(at.time, static_cast<std::size_t>(&phone - phones_.data()));
}

// The phone that was last seen at the address before `time`, else the first one after it.
Phone *Timeline::phone_by_address(const std::string &address, std::int64_t time, bool &ambiguous) {
    ambiguous = false;
    const auto found = sightings_.find(address);
    if (found == sightings_.end()) return nullptr;
    const std::pair<std::int64_t, std::size_t> *before = nullptr, *after = nullptr;
    std::set<std::size_t> candidates;
    for (const auto &sighting : found->second) {
        candidates.insert(sighting.second);
        if (sighting.first <= time) {
            if (before == nullptr || sighting.first >= before->first) before = &sighting;
        } else if (after == nullptr || sighting.first < after->first) {
            after = &sighting;
        }
    }
    ambiguous = candidates.size() > 1;
    return &phones_[(before != nullptr ? before : after)->second];
}

Phone &Timeline::phone_or_new(const std::string &address, std::int64_t time, bool &ambiguous) {
    if (Phone *known = phone_by_address(address, time, ambiguous)) return *known;
    return phones_.emplace_back();
}

void Timeline::assign_named_transfers() {
    for (const Transfer &transfer : transfers_) {
        if (!transfer.name.device || !is_phone_file(transfer.name)) continue;
        Phone &phone = phone_by_device(*transfer.name.device);
        phone.transfers.push_back(&transfer);
        seen_at(phone, transfer.client.address, transfer.asked);
    }
}

void Timeline::assign_named_capf() {
    for (const auto &[stream, connection] : connections_) {
        for (const dissection::CapfSeen &seen : connection.capf) {
            const auto message = wire::parse_capf_message(seen.message);
            const auto name = message ? message->text(wire::CapfTag::device_name) : std::nullopt;
            if (!name || name->empty()) continue;
            Phone &phone = phone_by_device(*name);
            phone.capf.push_back({&connection, Join::device_name, false});
            seen_at(phone, connection.client.address, connection.first);
            assigned_.insert(&connection);
            break;
        }
    }
}

void Timeline::assign_other_transfers() {
    for (const Transfer &transfer : transfers_) {
        if (transfer.name.device && is_phone_file(transfer.name)) continue;
        bool ambiguous = false;
        Phone *phone = phone_by_address(transfer.client.address, transfer.asked.time, ambiguous);
        if (phone == nullptr && is_phone_file(transfer.name)) phone = &phones_.emplace_back();
        if (phone == nullptr) continue;  // ring lists alone make no phone
        phone->transfers.push_back(&transfer);
        seen_at(*phone, transfer.client.address, transfer.asked);
    }
}

void Timeline::assign_connections() {
    for (const auto &[stream, connection] : connections_) assign_connection(connection);
    for (const dissection::Registration &registration : registrations_) {
        bool ambiguous = false;
        Phone *phone = phone_by_address(registration.source.address, registration.at.time, ambiguous);
        if (phone != nullptr) phone->registrations.push_back(registration);
    }
}

void Timeline::assign_connection(const Connection &connection) {
    if (assigned_.contains(&connection)) return;
    bool ambiguous = false;
    const std::string &address = connection.client.address;
    const std::uint16_t port = connection.server.port;
    if (is_capf(connection)) {
        Phone &phone = phone_or_new(address, connection.first.time, ambiguous);
        phone.capf.push_back({&connection, Join::address, ambiguous});
        seen_at(phone, address, connection.first);
    } else if (port == kTvsPort || !connection.tvs.empty()) {
        Phone &phone = phone_or_new(address, connection.first.time, ambiguous);
        phone.tvs.push_back(&connection);
        seen_at(phone, address, connection.first);
    } else if (port == kHttpsProvisioningPort && !connection.tls.empty() && !connection.has_http) {
        Phone &phone = phone_or_new(address, connection.first.time, ambiguous);
        phone.https.push_back(&connection);
        seen_at(phone, address, connection.first);
    } else if (std::find(std::begin(kSignallingPorts), std::end(kSignallingPorts), port) !=
               std::end(kSignallingPorts)) {
        Phone *phone = phone_by_address(address, connection.first.time, ambiguous);
        if (phone != nullptr) phone->signalling.push_back(&connection);
    }
}

void Timeline::order() {
    const auto by_request = [](const Transfer *a, const Transfer *b) { return a->asked.time < b->asked.time; };
    const auto by_start = [](const Connection *a, const Connection *b) { return a->first.time < b->first.time; };
    for (Phone &phone : phones_) {
        std::stable_sort(phone.transfers.begin(), phone.transfers.end(), by_request);
        std::stable_sort(phone.capf.begin(), phone.capf.end(), [](const CapfConnection &a, const CapfConnection &b) {
            return a.connection->first.time < b.connection->first.time;
        });
        std::stable_sort(phone.tvs.begin(), phone.tvs.end(), by_start);
    }
    std::stable_sort(phones_.begin(), phones_.end(),
                     [](const Phone &a, const Phone &b) { return a.first.time < b.first.time; });
}

}  // namespace capf::phones
