// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/scene.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "analyzer/judge/judge.h"
#include "plugin/wire/ports.h"
#include "tests/trust/test_signer.h"

namespace capf::test {
namespace {

using namespace dissection;
using trust::test::element;
using trust::test::joined;

constexpr std::int64_t kStart = 1'700'000'000'000'000'000;  // nanoseconds since 1970

std::int64_t nanoseconds(double seconds) {
    return kStart + static_cast<std::int64_t>(seconds * 1e9);
}

const Seen &seen_of(const Observation &observation) {
    return std::visit([](const auto &one) -> const Seen & { return one; }, observation);
}

Buffer message(std::uint8_t command, const Buffer &body = {}) {
    const auto length = static_cast<std::uint16_t>(body.size());
    const Buffer header{
        0x55, command, 0, 0, 0, 7, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
    Buffer bytes(header.size() + body.size());
    std::copy(body.begin(), body.end(), std::copy(header.begin(), header.end(), bytes.begin()));
    return bytes;
}

Buffer text_element(std::uint8_t tag, const std::string &text) {
    Buffer value(text.begin(), text.end());
    value.push_back(0);
    return element(tag, value);
}

Buffer certificate_element(const Buffer &der) {
    return element(4, joined({{1}, trust::test::u16(der.size() + 2), {0, 1}, der}));
}

Buffer auth_response(const std::string &device) {
    Buffer body = joined({element(7, {3}), text_element(11, "")});
    if (!device.empty()) body = joined({body, text_element(13, device)});
    return message(2, body);
}

}  // namespace

template <typename Kind>
Kind Scene::seen(double seconds, bool from_phone, std::uint32_t stream, std::uint16_t server_port) {
    Kind one;
    one.at = {++frames_, nanoseconds(seconds)};  // numbered anew when the order is known
    one.stream = stream;
    const Endpoint phone{phone_address, static_cast<std::uint16_t>(40000 + stream)};
    const Endpoint server{server_address, server_port};
    one.source = from_phone ? phone : server;
    one.destination = from_phone ? server : phone;
    if (from_phone) one.hardware_source = phone_hardware;
    return one;
}

void Scene::segment(double seconds, bool from_phone, std::uint32_t stream, std::uint16_t server_port,
                    std::uint8_t flags, std::uint32_t sequence, std::uint32_t length) {
    auto one = seen<TcpSegment>(seconds, from_phone, stream, server_port);
    one.flags = flags;
    one.sequence = sequence;
    one.length = length;
    observations_.emplace_back(std::move(one));
}

void Scene::file(double seconds, const std::string &name, const Buffer &body) {
    const std::uint32_t stream = ++streams_;
    segment(seconds, true, stream, wire::kHttpFilesPort, kTcpSyn, 100, 0);
    segment(seconds, false, stream, wire::kHttpFilesPort, kTcpSyn | kTcpAck, 500, 0);
    auto request = seen<HttpMessage>(seconds, true, stream, wire::kHttpFilesPort);
    request.is_request = true;
    request.method = "GET";
    request.target = "/" + name;
    observations_.emplace_back(std::move(request));
    auto answer = seen<HttpMessage>(seconds + 0.01, false, stream, wire::kHttpFilesPort);
    answer.status = body.empty() ? 404 : 200;
    answer.has_body = !body.empty();
    answer.content_length = body.size();
    answer.body = body;
    observations_.emplace_back(std::move(answer));
}

void Scene::file(double seconds, const std::string &name, const std::string &body) {
    file(seconds, name, Buffer(body.begin(), body.end()));
}

void Scene::partial_config(double seconds, const std::string &device, const std::string &cert_hash,
                           const std::vector<std::string> &capf_servers, int auth_mode) {
    std::string servers;
    for (const std::string &server : capf_servers) {
        servers += fmt::format("<capf><phonePort>3804</phonePort><processNodeName>{}</processNodeName></capf>", server);
    }
    file(seconds, device + ".cnf.xml",
         fmt::format("<?xml version=\"1.0\"?><device><fullConfig>false</fullConfig><capfAuthMode>{}</capfAuthMode>"
                     "<capfList>{}</capfList><certHash>{}</certHash><encrConfig>true</encrConfig></device>",
                     auth_mode, servers, cert_hash));
}

void Scene::full_config(double seconds, const std::string &device) {
    file(seconds, device + ".cnf.xml",
         std::string("<?xml version=\"1.0\"?><device><fullConfig>true</fullConfig>"
                     "<deviceProtocol>SIP</deviceProtocol><encrConfig>false</encrConfig></device>"));
}

void Scene::encrypted_config(double seconds, const std::string &device) {
    static const trust::KeyPtr key = trust::test::generate_rsa_key(1024);
    file(seconds, device + ".cnf.xml.enc.sgn", trust::test::make_signed_file(key.get(), Buffer(256, 0x5a), {}));
}

std::uint32_t Scene::open_capf(double seconds) {
    const std::uint32_t stream = ++streams_;
    segment(seconds, true, stream, wire::kCapfPort, kTcpSyn, 100, 0);
    segment(seconds, false, stream, wire::kCapfPort, kTcpSyn | kTcpAck, 500, 0);
    return stream;
}

void Scene::capf_refused(double seconds, const std::string &server) {
    const std::string usual = std::exchange(server_address, server);
    const std::uint32_t stream = ++streams_;
    segment(seconds, true, stream, wire::kCapfPort, kTcpSyn, 100, 0);
    segment(seconds + 0.001, false, stream, wire::kCapfPort, kTcpRst | kTcpAck, 0, 0);
    server_address = usual;
}

void Scene::capf_message(double seconds, std::uint32_t stream, bool from_server, const Buffer &bytes) {
    auto one = seen<CapfSeen>(seconds, !from_server, stream, wire::kCapfPort);
    one.from_server = from_server;
    one.pdu = wire::read_capf_pdu(bytes);
    observations_.emplace_back(std::move(one));
}

void Scene::capf_install(double seconds, const std::string &device, const Buffer &certificate) {
    const std::uint32_t stream = open_capf(seconds);
    capf_message(seconds + 0.1, stream, true, message(1, element(7, {3})));
    capf_message(seconds + 0.2, stream, false, auth_response(device));
    capf_message(seconds + 0.3, stream, true, message(3, element(10, {8, 0})));
    capf_message(seconds + 0.4, stream, false, message(4, element(9, Buffer(64, 0x30))));
    Buffer store = element(3, {1});
    if (!certificate.empty()) store = joined({store, certificate_element(certificate)});
    capf_message(seconds + 0.5, stream, true, message(9, store));
    capf_message(seconds + 0.6, stream, false, message(10, element(1, {1})));
    capf_message(seconds + 0.7, stream, true, message(15, element(1, {1})));
}

void Scene::capf_ends(double seconds, const std::string &device, int reason) {
    const std::uint32_t stream = open_capf(seconds);
    capf_message(seconds + 0.1, stream, true, message(1, element(7, {3})));
    capf_message(seconds + 0.2, stream, false, auth_response(device));
    capf_message(seconds + 0.3, stream, true, message(15, element(1, {static_cast<std::uint8_t>(reason)})));
}

void Scene::capf_connects(double seconds) {
    open_capf(seconds);
}

void Scene::registers(double seconds) {
    auto one = seen<Registration>(seconds, true, ++streams_, 5061);
    one.protocol = "SIP";
    observations_.emplace_back(std::move(one));
}

void Scene::lease(double seconds, std::uint64_t hardware) {
    auto one = seen<AddressLease>(seconds, false, 0, 67);
    one.hardware = hardware;
    one.address = phone_address;
    observations_.emplace_back(std::move(one));
}

phones::Timeline Scene::timeline(double length) const {
    std::vector<Observation> sorted = observations_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Observation &a, const Observation &b) {
        return seen_of(a).at.time < seen_of(b).at.time;
    });
    phones::Timeline timeline;
    std::uint32_t frame = 0;
    for (Observation &one : sorted) {
        std::visit([&](auto &kind) { kind.at.frame = ++frame; }, one);
        timeline.add(one);
    }
    timeline.finish({frames_, nanoseconds(length)});
    return timeline;
}

std::vector<findings::PhoneReport> Scene::check(double length) const {
    const phones::Timeline seen = timeline(length);
    const judge::JudgeOptions options;
    std::vector<findings::PhoneReport> reports;
    for (const phones::Phone &phone : seen.phones()) {
        reports.push_back(
            judge::judge_phone(phone, options, {{1, nanoseconds(0)}, {frames_, nanoseconds(length)}, {}}));
    }
    return reports;
}

}  // namespace capf::test
