// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/phones/timeline.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>

#include "analyzer/phones/connection_identity.h"
#include "analyzer/phones/device_name.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/tls_numbers.h"

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

bool is_certificate_alert(const dissection::TlsRecord &record) {
    const std::uint8_t alert = record.alert_description.value_or(wire::kAlertCloseNotify);
    return (alert >= wire::kAlertBadCertificate && alert <= wire::kAlertCertificateUnknown) ||
           alert == wire::kAlertUnknownCa;
}

bool is_tls13(const Connection &connection) {
    for (const dissection::TlsRecord &record : connection.tls) {
        for (const dissection::TlsHandshake &handshake : record.handshakes) {
            if (handshake.type == wire::kTlsServerHello) return handshake.version == wire::kTls13;
        }
    }
    return false;
}

// The client sent data in TLS, and not only the end of its handshake and of the connection; with `after_server`, only
// once the server had sent some, as it is in CAPF.
bool sends_data(const Connection &connection, bool after_server) {
    // TLS 1.3 calls its own messages data, too: the first record of each side is of the handshake, and one of the
    // client's that is no longer than an alert (2 bytes, the type, 16 of the tag) closes.
    constexpr std::uint16_t kAlert13 = 19;
    const bool tls13 = is_tls13(connection);
    bool finished = !tls13, server_spoke = false;
    for (const dissection::TlsRecord &record : connection.tls) {
        if (record.content_type != wire::kTlsApplicationData) continue;
        if (!connection.is_from_client(record)) {
            server_spoke |= finished;
        } else if (!finished) {
            finished = true;
        } else if ((server_spoke || !after_server) && !(tls13 && record.length <= kAlert13)) {
            return true;
        }
    }
    return false;
}

// Over HTTPS: it asked for something whose name can be that of a phone's file, and got an answer that can be one. A
// health check asks for less, or gets less.
bool may_have_got_file(const Connection &connection) {
    // "GET /ITLFile.tlv HTTP/1.1" with the shortest Host header, and what TLS adds; a header with an RSA signature.
    constexpr std::uint64_t kShortestRequest = 58, kShortestFile = 400;
    std::uint64_t asked = 0, answered = 0;
    bool finished = !is_tls13(connection);
    for (const dissection::TlsRecord &record : connection.tls) {
        if (record.content_type != wire::kTlsApplicationData) continue;
        if (connection.is_from_client(record)) {
            // The first one is of TLS 1.3's handshake.
            if (!std::exchange(finished, true)) continue;
            asked = std::max<std::uint64_t>(asked, record.length);
            answered = 0;
        } else {
            answered += record.length;
        }
        if (asked >= kShortestRequest && answered >= kShortestFile) return true;
    }
    return false;
}

bool serves_https(const Connection &connection) {
    const std::uint16_t port = connection.server.port;
    return port == wire::kHttpsFilesPort || port == wire::kSecondHttpsFilesPort;
}

// What a connection must show for its client to be a phone, see find_phones().
bool acts_as_phone(const Connection &connection, bool capf) {
    if (!connection.capf.empty() || !connection.tvs.empty() || !named_by_certificates(connection).empty()) return true;
    const bool is_short = serves_https(connection) && !connection.tls_records_dropped && !may_have_got_file(connection);
    return (sends_data(connection, capf) && !is_short) ||
           std::any_of(connection.tls.begin(), connection.tls.end(), [&](const dissection::TlsRecord &record) {
               return connection.is_from_client(record) && is_certificate_alert(record);
           });
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
            if constexpr (std::is_same_v<Kind, TcpSegment>) {
                Connection &tcp = connection(one);
                numbers_.add(one, tcp);
                tcp.add(one);
                if (!tcp.is_from_client(one)) tracker_.add(one);
            } else if constexpr (std::is_same_v<Kind, TlsRecord> || std::is_same_v<Kind, CapfSeen>) {
                connection(one).add(one);
            } else if constexpr (std::is_same_v<Kind, TvsSeen>) {
                connection(one).tvs.push_back(one);
            } else if constexpr (std::is_same_v<Kind, HttpMessage>) {
                Connection &tcp = connection(one);
                tcp.has_http = true;
                tcp.client_is(one.is_request ? one.source : one.destination);
                if (one.is_request) note_lost_answers(tcp, one);
                tracker_.add(one);
            } else if constexpr (std::is_same_v<Kind, Datagram>) {
                numbers_.add(one);
            } else if constexpr (std::is_same_v<Kind, OtherPacket>) {
                has_other_packets_ = true;
            } else if constexpr (std::is_same_v<Kind, AddressLease>) {
                leases_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, Registration>) {
                numbers_.pass(one);
                registrations_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, RegistrationRequest>) {
                numbers_.pass(one);
                requests_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, Alarm>) {
                numbers_.pass(one);
                alarms_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, NameLookup>) {
                lookups_.push_back(one);
            } else if constexpr (std::is_same_v<Kind, Unreachable>) {
                tracker_.add(one);
                if (one.tcp) {
                    for (auto &[stream, tcp] : connections_) tcp.add(one);
                } else if (one.destination.port == wire::kSipPort && !one.too_big) {
                    unreachable_signalling_.push_back(one);
                }
            } else {
                numbers_.pass(one);
                tracker_.add(one);
            }
        },
        observation);
}

// Only a single jump counts: a host that also sends to others, outside the capture, leaves out many numbers. Nor does
// one after signalling has begun, of which not every packet is dissected.
void Timeline::note_missing_packets() {
    for (Phone &phone : directory_.phones()) {
        std::int64_t signalling = std::numeric_limits<std::int64_t>::max();
        for (const Connection *one : phone.signalling) signalling = std::min(signalling, one->first.time);
        for (const std::string &address : phone.addresses) {
            const std::vector<MissingPackets> missing = numbers_.missing(address);
            if (missing.size() != 1 || missing.front().when.begin >= signalling) continue;
            phone.missing_packets.push_back(missing.front());
        }
    }
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
    find_refused_phones();
    find_phones(anonymous);
    for (const Connection *connection : anonymous) assign_by_address(*connection);
    forget_first_bytes();
    assign_registrations();
    assign_requests();
    assign_alarms();
    assign_lookups();
    note_cut_frames();
    note_missing_packets();
    note_file_connections();
    order();
}

void Timeline::note_lost_answers(const Connection &connection, const dissection::HttpMessage &request) {
    const auto waiting = tracker_.oldest_request(request.stream);
    if (!waiting) return;
    const std::vector<Interval> losses = connection.from_server.losses();
    const bool lost =
        std::any_of(losses.begin(), losses.end(), [&](const Interval &loss) { return loss.end >= waiting->time; });
    if (lost) tracker_.lose_answers(request.stream);
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
    if (!capf_ports_.contains(connection.server.port)) return false;
    // A client that speaks neither TLS nor CAPF there (a probe, a web browser) is no phone. What the server speaks does
    // not matter: the phone did try. Of a connection that is not whole, the records may be what is missing.
    return connection.from_client.captured() == 0 || !connection.start_seen() || connection.lost_in_capture() ||
           std::any_of(connection.tls.begin(), connection.tls.end(),
                       [&](const dissection::TlsRecord &record) { return connection.is_from_client(record); });
}

// Only what was neither TLS nor CAPF on a port of CAPF is worth a look.
void Timeline::forget_first_bytes() {
    for (auto &[stream, connection] : connections_) {
        const bool speaks_tls = std::any_of(
            connection.tls.begin(), connection.tls.end(),
            [&one = connection](const dissection::TlsRecord &record) { return !one.is_from_client(record); });
        if (capf_ports_.contains(connection.server.port) && connection.capf.empty() && !speaks_tls) continue;
        connection.first_from_client.clear();
        connection.first_from_server.clear();
    }
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

// Returns those that bear no name, in time order.
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
    const std::string name = name_of_hardware_address(connection.client_hardware);
    PhoneDirectory::Match there = directory_.at_address(connection.client.address, connection.first.time, false);
    if (!there.phone) return directory_.known({name});
    there.candidates.push_back(*there.phone);
    const auto own = std::find_if(there.candidates.begin(), there.candidates.end(),
                                  [&](PhoneDirectory::Index phone) { return directory_.is_called(phone, name); });
    return own == there.candidates.end() ? std::nullopt : std::optional(*own);
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

// Which hosts without a name are phones. A connection alone makes none: scanners, health checks and certificate probes
// connect to these ports, too. Whoever speaks CAPF, asks a service for something or refuses its certificate is one, and
// so is the host whose lease bears a phone's name, even if it does no more than try to connect to CAPF.
void Timeline::find_phones(const std::vector<const Connection *> &anonymous) {
    std::map<std::string, std::string> leased;  // address to name
    for (const dissection::AddressLease &lease : leases_) {
        if (is_hardware_name(lease.host_name)) leased[lease.address] = lease.host_name;
    }
    for (const Connection *connection : anonymous) {
        const std::string &address = connection->client.address;
        const bool capf = is_capf(*connection);
        const Service kind = kind_of(*connection);
        if (!capf && kind != Service::tvs && kind != Service::https) continue;
        if (directory_.at_address(address, connection->first.time, capf).phone) continue;
        if (const auto lease = leased.find(address); lease != leased.end()) {
            directory_.seen(directory_.by_device(lease->second), address, connection->first, Sign::other);
        } else if (acts_as_phone(*connection, capf)) {
            directory_.seen(directory_.add_nameless(), address, connection->first, Sign::other);
        }
    }
}

void Timeline::assign_by_address(const Connection &connection) {
    const bool capf = is_capf(connection);
    const PhoneDirectory::Match match = directory_.at_address(connection.client.address, connection.first.time, capf);
    if (!match.phone) return note_stranger(connection);
    if (!capf) {
        add_other(*match.phone, connection);
        return;
    }
    const Phone &phone = directory_.phones()[*match.phone];
    const bool alone =
        !phone.device && phone.transfers.empty() && phone.capf.empty() && phone.tvs.empty() && phone.https.empty();
    add_capf(*match.phone, connection, alone ? Join::none : Join::address, match.candidates);
}

void Timeline::note_stranger(const Connection &connection) {
    constexpr std::uint16_t kServices[] = {wire::kHttpFilesPort, wire::kHttpsFilesPort, wire::kSecondHttpsFilesPort,
                                           wire::kTvsPort};
    const std::uint16_t port = connection.server.port;
    const bool ours = capf_ports_.contains(port) ||
                      std::find(std::begin(kServices), std::end(kServices), port) != std::end(kServices);
    const std::string &address = connection.client.address;
    if (!ours || std::find(strangers_.begin(), strangers_.end(), address) != strangers_.end()) return;
    strangers_.push_back(address);
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
    if (serves_https(connection) && !connection.tls.empty() && !connection.has_http) return Service::https;
    const auto *const end = std::end(kSignallingPorts);
    return std::find(std::begin(kSignallingPorts), end, port) != end ? Service::signalling : Service::other;
}

bool Timeline::files_only() const {
    const auto of_files = [](const std::pair<const std::uint32_t, Connection> &entry) {
        const Connection &tcp = entry.second;
        const std::uint16_t port = tcp.server.port;
        return tcp.has_http || port == wire::kHttpFilesPort || port == wire::kHttpsFilesPort ||
               port == wire::kSecondHttpsFilesPort;
    };
    return !has_other_packets_ && registrations_.empty() && requests_.empty() && alarms_.empty() && lookups_.empty() &&
           leases_.empty() && std::all_of(connections_.begin(), connections_.end(), of_files);
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
            // What began before is not in every capture's selection.
            if (connection.start_seen() && directory_.was_seen(connection.client.address, connection.first.time)) {
                phone.signalling.push_back(&connection);
            }
            return true;
        case Service::other:
            return false;
    }
    directory_.seen(index, connection.client.address, connection.first, Sign::other);
    return true;
}

// Whose signalling it is: the phone that it names, or the only one at the address then.
std::optional<PhoneDirectory::Index> Timeline::by_name_or_address(const std::string &device,
                                                                  const dissection::Seen &seen) const {
    if (const auto known = directory_.known({device})) return known;
    const PhoneDirectory::Match match = directory_.at_address(seen.source.address, seen.at.time, false);
    return match.candidates.empty() ? match.phone : std::nullopt;
}

// A capture of signalling alone: who is refused by CUCM and says a phone's name is a phone, and needs help. One that is
// registered does not.
void Timeline::find_refused_phones() {
    for (const dissection::Registration &one : registrations_) {
        if (one.outcome != dissection::Registration::Outcome::refused || one.device.empty()) continue;
        if (directory_.known({one.device})) continue;
        if (directory_.at_address(one.source.address, one.at.time, false).phone) continue;
        directory_.seen(directory_.by_device(one.device), one.source.address, one.at, Sign::other);
    }
}

void Timeline::assign_registrations() {
    using Outcome = dissection::Registration::Outcome;
    // By address and call: an answer that is sent again is one.
    std::set<std::pair<std::string, std::string>> known;
    for (const dissection::Registration &one : registrations_) {
        // Behind one address of several phones, nobody knows who registered.
        const auto phone = by_name_or_address(one.device, one);
        if (!phone) continue;
        Phone &its = directory_.phones()[*phone];
        if (one.outcome == Outcome::trying) continue;
        if (one.outcome == Outcome::registered) {
            its.registrations.push_back(one);
        } else if (directory_.was_seen(one.source.address, one.at.time) &&
                   (one.call.empty() || known.emplace(one.source.address, one.call).second)) {
            (one.outcome == Outcome::challenged ? its.challenges : its.refusals).push_back(one);
        }
    }
}

// Of a host that no phone was seen at by then, nobody knows whose they are.
void Timeline::assign_requests() {
    std::erase_if(requests_, [&](const dissection::RegistrationRequest &one) {
        return !directory_.was_seen(one.source.address, one.at.time);
    });
    for (UnansweredRequest &one : unanswered_requests(requests_, registrations_, unreachable_signalling_)) {
        const auto phone = by_name_or_address(one.request.device, one.request);
        if (phone) directory_.phones()[*phone].unanswered.push_back(std::move(one));
    }
}

void Timeline::assign_alarms() {
    for (const dissection::Alarm &alarm : alarms_) {
        const auto name = alarm.parameters.find("DeviceName");
        const auto phone = by_name_or_address(name == alarm.parameters.end() ? std::string() : name->second, alarm);
        if (!phone || !directory_.was_seen(alarm.source.address, alarm.at.time)) continue;
        directory_.phones()[*phone].alarms.push_back(alarm);
    }
}

// Behind one address of several phones, a name was looked up for any of them.
void Timeline::assign_lookups() {
    for (const dissection::NameLookup &lookup : lookups_) {
        const std::string &address = lookup.source.address;
        if (!directory_.was_seen(address, lookup.at.time)) continue;
        PhoneDirectory::Match match = directory_.at_address(address, lookup.at.time, false);
        if (match.candidates.empty() && match.phone) match.candidates.push_back(*match.phone);
        for (const PhoneDirectory::Index phone : match.candidates) {
            auto &lookups = directory_.phones()[phone].lookups;
            if (lookups.size() < kMostLookups) lookups.push_back(lookup);
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
    std::set<std::uint32_t> with_transfers;
    for (Phone &phone : directory_.phones()) {
        std::set<std::uint32_t> streams;
        for (const Transfer *transfer : phone.transfers) {
            if (transfer->transport != "tftp") streams.insert(transfer->stream);
        }
        with_transfers.insert(streams.begin(), streams.end());
        for (const std::uint32_t stream : streams) {
            if (const auto found = connections_.find(stream); found != connections_.end()) {
                phone.file_connections.push_back(&found->second);
            }
        }
    }
    // Those of which the capture lost the request.
    for (const auto &[stream, connection] : connections_) {
        if (connection.server.port != wire::kHttpFilesPort || with_transfers.contains(stream)) continue;
        const auto match = directory_.at_address(connection.client.address, connection.first.time, false);
        if (match.phone && match.candidates.empty()) {
            directory_.phones()[*match.phone].file_connections.push_back(&connection);
        }
    }
}

bool comes_before(const Phone &a, const Phone &b) {
    const auto key = [](const Phone &phone) {
        return std::make_tuple(phone.first.time, phone.first.frame, phone.device.value_or(""),
                               phone.addresses.empty() ? std::string() : phone.addresses.front());
    };
    return key(a) < key(b);
}

PhoneDirectory::Keys Timeline::keys() const {
    PhoneDirectory::Keys keys = directory_.keys();
    keys.asked.insert(cut_addresses_.begin(), cut_addresses_.end());
    return keys;
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
        std::stable_sort(phone.signalling.begin(), phone.signalling.end(), by_start);
    }
    std::stable_sort(sorted_.begin(), sorted_.end(), comes_before);
}

}  // namespace capf::phones
