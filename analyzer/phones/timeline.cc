// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/timeline.h"

#include <algorithm>
#include <cstdlib>

#include "analyzer/phones/connection_identity.h"
#include "analyzer/phones/device_name.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"

namespace capf::phones {
namespace {

using dissection::Seen;

constexpr std::uint16_t kSignallingPorts[] = {wire::kSipPort, wire::kSipTlsPort, wire::kSccpPort, wire::kSccpTlsPort};

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

Sign sign_of(const Transfer &transfer) {
    using Kind = wire::PhoneFileKind;
    switch (transfer.name.kind) {
        case Kind::signed_config:
        case Kind::plain_config:
        case Kind::default_config:
            return Sign::config;
        case Kind::encrypted_config:
            return Sign::encrypted;
        default:
            return Sign::other;
    }
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
    result.cut |= seen.cut;
    if (seen.source == result.client && seen.hardware_source != 0) result.client_hardware = seen.hardware_source;
    return result;
}

void Timeline::add(const dissection::Observation &observation) {
    using namespace dissection;
    std::visit(
        [this](const auto &one) {
            if (one.cut) cut_addresses_.insert({one.source.address, one.destination.address});
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
            } else if constexpr (std::is_same_v<Kind, AddressLease>) {
                leases_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, Registration>) {
                registrations_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, Alarm>) {
                alarms_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, NameLookup>) {
                lookups_.push_back(one);
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

void Timeline::finish(const FrameTime &end_of_capture) {
    tracker_.finish(connections_, end_of_capture);
    transfers_ = tracker_.take();
    learn_capf_ports();
    // Names first: they tell who is at an address for what bears no name.
    assign_named_transfers();
    assign_leases();
    const std::vector<const Connection *> anonymous = assign_named_connections();
    assign_other_transfers();
    for (const Connection *connection : anonymous) assign_by_address(*connection);
    assign_registrations();
    note_cut_frames();
    note_file_connections();
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
    // Of a connection whose beginning is not in the capture, the records may be what is missing.
    return !connection.tls.empty() || connection.from_client.captured() == 0 || !connection.start_seen();
}

void Timeline::assign_named_transfers() {
    for (const Transfer &transfer : transfers_) {
        if (!transfer.name.device || !is_phone_file(transfer.name)) continue;
        const PhoneDirectory::Index phone = directory_.by_device(*transfer.name.device);
        directory_.phones()[phone].transfers.push_back(&transfer);
        directory_.seen(phone, transfer.client.address, transfer.asked, sign_of(transfer));
    }
}

void Timeline::assign_other_transfers() {
    for (const Transfer &transfer : transfers_) {
        if (transfer.name.device && is_phone_file(transfer.name)) continue;
        std::optional<PhoneDirectory::Index> phone =
            directory_.at_address(transfer.client.address, transfer.asked.time, false).phone;
        if (!phone && is_phone_file(transfer.name)) phone = directory_.add_nameless();
        if (!phone) continue;  // ring lists alone make no phone
        directory_.phones()[*phone].transfers.push_back(&transfer);
        directory_.seen(*phone, transfer.client.address, transfer.asked, sign_of(transfer));
    }
}

// A lease tells where a phone is whose name is its Ethernet address, or who calls itself so.
void Timeline::assign_leases() {
    for (const dissection::AddressLease &lease : leases_) {
        const auto known = directory_.known({lease.host_name, name_of_hardware_address(lease.hardware)});
        if (known) directory_.seen(*known, lease.address, lease.at, Sign::other);
    }
}

// Returns those that bear no name, in the order of time.
std::vector<const Connection *> Timeline::assign_named_connections() {
    std::vector<const Connection *> by_time;
    for (const auto &[stream, connection] : connections_) by_time.push_back(&connection);
    std::stable_sort(by_time.begin(), by_time.end(),
                     [](const Connection *a, const Connection *b) { return a->first.time < b->first.time; });
    std::erase_if(by_time, [&](const Connection *connection) { return assign_by_name(*connection); });
    return by_time;
}

// The phone in whose name the client's Ethernet address is; not where another device was seen at the IP address, for
// then the Ethernet address is of something that stands before several phones.
std::optional<PhoneDirectory::Index> Timeline::by_hardware(const Connection &connection) const {
    if (connection.client_hardware == 0) return std::nullopt;
    const auto known = directory_.known({name_of_hardware_address(connection.client_hardware)});
    const PhoneDirectory::Match there = directory_.at_address(connection.client.address, connection.first.time, false);
    const bool another = there.phone && there.phone != known &&
                         std::find(there.candidates.begin(), there.candidates.end(), known) == there.candidates.end();
    return another ? std::nullopt : known;
}

bool Timeline::assign_by_name(const Connection &connection) {
    if (is_capf(connection)) {
        if (const auto name = named_in_capf(connection)) {
            add_capf(directory_.by_device(*name), connection, Join::device_name, {});
            return true;
        }
        const std::vector<std::string> names = named_by_certificates(connection);
        if (const auto known = directory_.known(names)) {
            add_capf(*known, connection, Join::certificate, {});
            return true;
        }
        if (!names.empty() && is_hardware_name(names.front())) {
            add_capf(directory_.by_device(names.front()), connection, Join::certificate, {});
            return true;
        }
    }
    std::vector<std::string> names = named_in_tvs(connection);
    if (!is_capf(connection)) {
        // A phone registers over TLS with its certificate.
        const std::vector<std::string> shown = named_by_certificates(connection);
        names.insert(names.begin(), shown.begin(), shown.end());
    }
    auto known = directory_.known(names);
    if (!known) known = by_hardware(connection);
    if (!known) return false;
    if (is_capf(connection)) {
        add_capf(*known, connection, Join::hardware_address, {});
        return true;
    }
    return add_other(*known, connection);
}

void Timeline::assign_by_address(const Connection &connection) {
    const bool capf = is_capf(connection);
    const PhoneDirectory::Match match = directory_.at_address(connection.client.address, connection.first.time, capf);
    if (!capf) {
        if (match.phone) {
            add_other(*match.phone, connection);
        } else if (const auto kind = kind_of(connection); kind == Service::tvs || kind == Service::https) {
            add_other(directory_.add_nameless(), connection);
        }
        return;
    }
    const Join join = match.phone ? Join::address : Join::none;
    add_capf(match.phone ? *match.phone : directory_.add_nameless(), connection, join, match.candidates);
}

void Timeline::add_capf(PhoneDirectory::Index phone, const Connection &connection, Join join,
                        const std::vector<PhoneDirectory::Index> &candidates) {
    CapfConnection capf{&connection, join, {}};
    for (const PhoneDirectory::Index candidate : candidates) capf.candidates.push_back(directory_.label(candidate));
    directory_.phones()[phone].capf.push_back(std::move(capf));
    directory_.seen(phone, connection.client.address, connection.first, Sign::capf);
}

Timeline::Service Timeline::kind_of(const Connection &connection) {
    const std::uint16_t port = connection.server.port;
    if (port == wire::kTvsPort || !connection.tvs.empty()) return Service::tvs;
    if (port == wire::kHttpsFilesPort && !connection.tls.empty() && !connection.has_http) return Service::https;
    const auto *const end = std::end(kSignallingPorts);
    return std::find(std::begin(kSignallingPorts), end, port) != end ? Service::signalling : Service::other;
}

// False for a connection that tells nothing of the sequence.
bool Timeline::add_other(PhoneDirectory::Index index, const Connection &connection) {
    Phone &phone = directory_.phones()[index];
    switch (kind_of(connection)) {
        case Service::tvs:
            phone.tvs.push_back(&connection);
            break;
        case Service::https:
            phone.https.push_back(&connection);
            break;
        case Service::signalling:
            phone.signalling.push_back(&connection);
            return true;
        case Service::other:
            return false;
    }
    directory_.seen(index, connection.client.address, connection.first, Sign::other);
    return true;
}

void Timeline::assign_registrations() {
    using Outcome = dissection::Registration::Outcome;
    for (const dissection::Registration &registration : registrations_) {
        if (registration.outcome == Outcome::challenged) continue;
        const PhoneDirectory::Match match =
            directory_.at_address(registration.source.address, registration.at.time, false);
        // Behind one address of several phones, nobody knows who registered.
        if (match.phone && match.candidates.empty()) {
            Phone &phone = directory_.phones()[*match.phone];
            (registration.outcome == Outcome::refused ? phone.refusals : phone.registrations).push_back(registration);
        }
    }
}

void Timeline::note_cut_frames() {
    for (Phone &phone : directory_.phones()) {
        phone.cut_frames = std::any_of(phone.addresses.begin(), phone.addresses.end(),
                                       [&](const std::string &one) { return cut_addresses_.contains(one); });
    }
}

void Timeline::note_file_connections() {
    for (Phone &phone : directory_.phones()) {
        std::set<std::uint32_t> streams;
        for (const Transfer *transfer : phone.transfers) {
            if (transfer->transport != "tftp") streams.insert(transfer->stream);
        }
        for (const std::uint32_t stream : streams) {
            if (const auto found = connections_.find(stream); found != connections_.end()) {
                phone.file_connections.push_back(&found->second);
            }
        }
    }
}

void Timeline::order() {
    const auto by_request = [](const Transfer *a, const Transfer *b) { return a->asked.time < b->asked.time; };
    const auto by_start = [](const Connection *a, const Connection *b) { return a->first.time < b->first.time; };
    sorted_ = directory_.phones();
    for (Phone &phone : sorted_) {
        std::stable_sort(phone.transfers.begin(), phone.transfers.end(), by_request);
        std::stable_sort(phone.capf.begin(), phone.capf.end(), [](const CapfConnection &a, const CapfConnection &b) {
            return a.connection->first.time < b.connection->first.time;
        });
        std::stable_sort(phone.tvs.begin(), phone.tvs.end(), by_start);
    }
    std::stable_sort(sorted_.begin(), sorted_.end(),
                     [](const Phone &a, const Phone &b) { return a.first.time < b.first.time; });
}

}  // namespace capf::phones
