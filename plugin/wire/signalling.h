// SPDX-License-Identifier: GPL-2.0-or-later
// What SIP and SCCP say of a phone's registration, and the alarms that phones send in them. [RFC 3261; SCCP's numbers
// as in Wireshark's packet-skinny.c and older traces]
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "plugin/wire/bytes.h"

namespace capf::wire {

struct SipMessage {
    bool is_request = false;
    int status = 0;           // of an answer
    std::string_view method;  // of a request; of an answer, that of its CSeq
    std::string_view reason;  // of an answer
    std::string_view call_id, cseq, contact, content_type;
    std::string_view expires;  // the header; a Contact may have a parameter of that name as well
    std::string_view warning;  // the first one
    std::string_view body;
    std::size_t size = 0;  // bytes of the message, as far as they are there
    bool whole = false;    // all of it is there
};
// The message that `text` begins with; it may be followed by others. Nothing when it does not begin like one. The views
// are of `text`.
[[nodiscard]] std::optional<SipMessage> parse_sip(std::string_view text);
// The device name in a Contact header: a parameter of its own, or the Ethernet address in +sip.instance. Empty without.
[[nodiscard]] std::string device_of_contact(std::string_view contact);

enum class SccpId : std::uint32_t {
    register_request = 0x01,
    token_request = 0x29,
    register_ack = 0x81,
    old_token_reject = 0x95,  // another message in newer versions: only as an answer to token_request
    register_reject = 0x9D,
    token_reject = 0x11B,
    xml_alarm = 0x15A,
};
struct SccpMessage {
    SccpId id{};
    Bytes body;            // as far as it is there
    std::size_t size = 0;  // bytes of the message, with its header
    bool whole = false;
};
// Nothing when `bytes` do not begin with a header that can be one.
[[nodiscard]] std::optional<SccpMessage> parse_sccp(Bytes bytes);

// `trying`: a provisional answer, after which another one is to come. [RFC 3261, section 7.2]
enum class RegistrationOutcome { registered, refused, challenged, trying };

// See dissection::Registration.
struct RegistrationAnswer {
    bool sip = false;
    RegistrationOutcome outcome = RegistrationOutcome::registered;
    int status = 0;
    std::string text, warning, call;
    std::string device;  // as the request said, if it was read
    bool token = false;
};

// A phone asks to be registered: SIP's REGISTER, unless it takes a registration back or only keeps in touch with a
// second server (an expiry of 0), or SCCP's Register.
struct RegistrationRequest {
    bool sip = false;
    std::string call, device;  // as in the answer
};

struct PhoneAlarm {
    std::string name;
    std::map<std::string, std::string> parameters;
};
// The alarm in `<x-cisco-alarm>`; nothing when there is none.
[[nodiscard]] std::optional<PhoneAlarm> parse_phone_alarm(Bytes xml);

struct SignallingEvent {
    bool from_server = false;  // an answer to the phone; else the phone's own message
    std::variant<RegistrationAnswer, RegistrationRequest, PhoneAlarm> what;
};

// Reads one message after the other, and remembers what an answer does not repeat: who asked, and for what.
class SignallingReader {
public:
    std::optional<SignallingEvent> read(const SipMessage &message);
    // `connection`: any number that the messages of both sides of a connection have in common.
    std::optional<SignallingEvent> read(const SccpMessage &message, std::uint64_t connection);

private:
    std::optional<SignallingEvent> read_sccp(const SccpMessage &message, std::uint64_t connection);
    void note_device(const SccpMessage &message, std::uint64_t connection);

    static constexpr std::size_t kMost = 65'536;  // calls and connections remembered

    // What a REGISTER said.
    struct Asked {
        std::string device;    // empty: it did not say
        bool removes = false;  // the binding, by an expiry of 0 [RFC 3261, section 10.2.2]
    };
    std::unordered_map<std::string, Asked> asked_by_call_;
    std::unordered_set<std::uint64_t> token_asked_;
    std::unordered_map<std::uint64_t, std::string> device_of_connection_;  // SCCP
};

}  // namespace capf::wire
