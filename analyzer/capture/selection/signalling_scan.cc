// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/selection/signalling_scan.h"

#include <algorithm>
#include <string_view>

#include "plugin/wire/ascii.h"

namespace capf::capture {
namespace {

// Case does not matter in the names of SIP's header fields.
std::size_t find_field(std::string_view message, std::string_view lower_case_name) {
    const auto same = [](char a, char b) { return wire::lower(a) == b; };
    const auto found =
        std::search(message.begin(), message.end(), lower_case_name.begin(), lower_case_name.end(), same);
    return found == message.end() ? std::string_view::npos : static_cast<std::size_t>(found - message.begin());
}

std::string_view as_text(wire::Bytes bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

std::uint32_t little_endian32(const std::uint8_t *from) {
    return number_at<std::uint32_t>(from, std::endian::native == std::endian::big);
}

}  // namespace

bool is_sip_answer_to_register(const std::uint8_t *payload, std::uint32_t length) {
    const std::string_view message(reinterpret_cast<const char *>(payload), length);
    if (!message.starts_with("SIP/2.0 ")) return false;
    std::size_t at = message.find("\nCSeq:");
    if (at == std::string_view::npos) at = find_field(message, "\ncseq");
    if (at == std::string_view::npos) return message.find("\r\n\r\n") == std::string_view::npos;
    const std::string_view line = message.substr(at + 1, message.find('\r', at + 1) - at - 1);
    return line.ends_with("REGISTER");
}

bool may_be_sccp_of_interest(const std::uint8_t *payload, std::uint32_t length) {
    constexpr std::uint32_t kHeader = 8, kLongest = 4096;
    using Id = wire::SccpId;
    // length (without the header), version, message
    for (std::uint32_t at = 0; at + kHeader + 4 <= length;) {
        const std::uint32_t size = little_endian32(payload + at);
        if (size < 4 || size > kLongest) return false;
        switch (static_cast<Id>(little_endian32(payload + at + kHeader))) {
            case Id::register_request:
            case Id::token_request:
            case Id::register_ack:
            case Id::old_token_reject:
            case Id::register_reject:
            case Id::token_reject:
            case Id::xml_alarm:
                return true;
        }
        at += kHeader + size;
    }
    return false;
}

bool SignallingSeen::is_refusal_of_device() const {
    const auto *answer = std::get_if<wire::RegistrationAnswer>(&event.what);
    return answer != nullptr && answer->outcome == wire::RegistrationOutcome::refused && !answer->device.empty();
}

bool SignallingSeen::is_registration() const {
    const auto *answer = std::get_if<wire::RegistrationAnswer>(&event.what);
    return answer != nullptr && answer->outcome == wire::RegistrationOutcome::registered;
}

SignallingSeen SignallingScan::seen(const PacketHeaders &headers, const Record &record, std::uint32_t number,
                                    wire::SignallingEvent event) {
    const EndpointKey source = source_of(headers), destination = destination_of(headers);
    const bool answer = event.from_server;
    return {number,
            record.time,
            record.captured < record.on_the_wire,
            headers.kind == PacketHeaders::Kind::udp,
            answer ? destination : source,
            answer ? source : destination,
            std::move(event),
            {}};
}

void SignallingScan::keep(SignallingSeen seen) {
    const auto key = [&](bool sip, const std::string &call) {
        return Asked{seen.phone.address, sip ? call : std::to_string(seen.phone.port)};
    };
    if (const auto *request = std::get_if<wire::RegistrationRequest>(&seen.event.what)) {
        if (asked_.size() >= kMost) return;
        auto &sent = asked_[key(request->sip, request->call)];
        if (sent.size() < kMostSent) sent.push_back(std::move(seen));
        return;
    }
    const auto *answer = std::get_if<wire::RegistrationAnswer>(&seen.event.what);
    if (answer != nullptr && answer->outcome == wire::RegistrationOutcome::trying) {
        const auto sent = asked_.find(key(answer->sip, answer->call));
        if (sent != asked_.end() && sent->second.size() < kMostSent) sent->second.push_back(std::move(seen));
        return;
    }
    if (answer != nullptr && !answer->token) asked_.erase(key(answer->sip, answer->call));
    if (known_.size() < kMost) known_.push_back(std::move(seen));
}

// Returns how many bytes were read: the rest is the beginning of a message, unless that is `all_there_is`.
std::size_t SignallingScan::read(const PacketHeaders &headers, wire::Bytes bytes, const Record &record,
                                 std::uint32_t number, bool sccp, bool all_there_is,
                                 const std::vector<SeenFrame> &earlier) {
    std::size_t done = 0;
    const auto take = [&](const auto &message, auto... connection) {
        if (!message) {
            done = bytes.size();  // the middle of something
            return false;
        }
        if (!message->whole && !all_there_is) return false;
        const bool first = done == 0;  // what is left of earlier segments is the beginning of this one
        done += std::min(message->size, bytes.size() - done);
        auto event = reader_.read(*message, connection...);
        if (event) {
            SignallingSeen one = seen(headers, record, number, std::move(*event));
            if (first) one.earlier = earlier;
            keep(std::move(one));
        }
        return done < bytes.size();
    };
    for (bool more = !bytes.empty(); more;) {
        const wire::Bytes rest = bytes.subspan(done);
        more = sccp ? take(wire::parse_sccp(rest), hash_of(flow_of(headers))) : take(wire::parse_sip(as_text(rest)));
    }
    return done;
}

bool SignallingScan::read_segment(const PacketHeaders &headers, const RawSegment &segment, const Record &record,
                                  std::uint32_t number, bool sccp) {
    const wire::Bytes payload(segment.payload, segment.length);
    const bool cut = record.captured < record.on_the_wire;
    const Direction direction{source_of(headers), destination_of(headers)};
    Partial partial;
    if (const auto found = partial_.find(direction); found != partial_.end()) {
        if (segment.length == 0 || static_cast<std::int32_t>(segment.sequence - found->second.next) < 0) return true;
        if (segment.sequence == found->second.next) partial = std::move(found->second);
        partial_.erase(found);
    }
    wire::Bytes bytes = payload;
    if (!partial.bytes.empty()) {
        partial.bytes.insert(partial.bytes.end(), payload.begin(), payload.end());
        bytes = partial.bytes;
    }
    const bool give_up = cut || bytes.size() > kLongest || partial_.size() >= kMostPartial;
    const std::size_t done = read(headers, bytes, record, number, sccp, give_up, partial.frames);
    if (done >= bytes.size() || give_up) return false;
    Partial rest{segment.sequence + segment.length,
                 {bytes.begin() + static_cast<std::ptrdiff_t>(done), bytes.end()},
                 done == 0 ? std::move(partial.frames) : std::vector<SeenFrame>{}};
    rest.frames.push_back({number, record.time});
    partial_[direction] = std::move(rest);
    return true;
}

void SignallingScan::read_datagram(const PacketHeaders &headers, wire::Bytes payload, const Record &record,
                                   std::uint32_t number) {
    read(headers, payload, record, number, false, true);
}

bool SignallingScan::read_unknown(const PacketHeaders &headers, wire::Bytes payload, const Record &record,
                                  std::uint32_t number, bool sccp) {
    const IpAddress phone = headers.destination();
    IpAddress &recent = recent_[HashKey{}(phone) % kRecent];
    if (!sccp && recent == phone && as_text(payload).starts_with("SIP/2.0 2")) return false;
    for (wire::Bytes rest = payload; !rest.empty();) {
        std::optional<wire::SignallingEvent> event;
        std::size_t size = 0;
        if (const auto message = wire::parse_sccp(rest); sccp && message) {
            event = unknown_reader_.read(*message, hash_of(flow_of(headers)));
            size = message->size;
        } else if (const auto sip = wire::parse_sip(as_text(rest)); !sccp && sip) {
            event = unknown_reader_.read(*sip);
            size = sip->size;
        }
        if (size == 0 || size > rest.size()) size = rest.size();
        rest = rest.subspan(size);
        if (!event) continue;
        SignallingSeen one = seen(headers, record, number, std::move(*event));
        if (one.is_refusal_of_device()) {
            keep(std::move(one));
            return true;
        }
        if (!one.is_registration() || recent == phone) continue;
        recent = phone;
        if (first_.size() < kMost) first_.try_emplace(phone, std::move(one));
        return false;
    }
    return false;
}

std::vector<SignallingSeen> SignallingScan::of(const Hosts &phones) const {
    std::vector<SignallingSeen> result = known_;
    for (const auto &[call, sent] : asked_) result.insert(result.end(), sent.begin(), sent.end());
    for (const auto &[address, registration] : first_) {
        if (phones.contains(address)) result.push_back(registration);
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const SignallingSeen &a, const SignallingSeen &b) { return a.frame < b.frame; });
    return result;
}

void SignallingScan::forget(const Hosts &phones) {
    std::erase_if(known_, [&](const SignallingSeen &one) { return phones.contains(one.phone.address); });
    std::erase_if(asked_, [&](const auto &one) { return phones.contains(one.first.first); });
    std::erase_if(first_, [&](const auto &one) { return phones.contains(one.first); });
    for (IpAddress &recent : recent_) {
        if (phones.contains(recent)) recent = {};
    }
}

}  // namespace capf::capture
