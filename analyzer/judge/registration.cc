// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/registration.h"

#include <algorithm>
#include <optional>

#include "analyzer/judge/large_segments.h"
#include "analyzer/judge/refused_certificate.h"
#include "analyzer/phones/visibility.h"
#include "plugin/wire/ports.h"
#include "plugin/wire/time_units.h"
#include "plugin/wire/tls_numbers.h"

namespace capf::judge {
namespace {

// CUCM refuses within a second or two of the handshake.
constexpr std::int64_t kRefusalTakes = 10 * wire::kNanosecondsPerSecond;
// A server that answers does so within a second.
constexpr std::int64_t kAnswerTime = 3 * wire::kNanosecondsPerSecond;
constexpr std::size_t kChallengesOfARefusal = 3;

using dissection::FrameTime;

bool speaks(const TlsSession &tls, bool client) {
    return std::any_of(tls.application_data.begin(), tls.application_data.end(),
                       [&](const CipherRecord &record) { return record.from_client == client; });
}

bool both_sides_speak(const TlsSession &tls) {
    return speaks(tls, true) && speaks(tls, false);
}

// Of a connection whose handshake is not in the capture: traffic both ways, for longer than a refusal takes.
bool goes_on_for_long(const phones::Connection &tcp) {
    const bool tls = tcp.server.port == wire::kSipTlsPort || tcp.server.port == wire::kSccpTlsPort;
    if (!tls || !tcp.from_client.first_data() || !tcp.from_server.last_data()) return false;
    const std::int64_t begin = tcp.from_client.first_data()->time;
    return tcp.from_server.last_data()->time - begin >= kRefusalTakes;
}

// Nothing came back: not to the SYN, or not to what the phone sent, until it gave up.
std::optional<FrameTime> unanswered_at(const phones::Connection &tcp) {
    if (!tcp.established()) {
        if (tcp.server_reset) return tcp.server_reset;
        if (!tcp.unreachable.empty()) return tcp.unreachable.front();
        return tcp.syn_acks.empty() && tcp.syn_repeated() ? std::optional(tcp.syns.front()) : std::nullopt;
    }
    if (!tcp.from_client.first_data() || tcp.from_server.first_data() || !phones::Visibility::holds_all(tcp)) {
        return std::nullopt;
    }
    // CUCM acknowledges the phone's message and says nothing: the phone closes, or sends it no more.
    const std::int64_t asked = tcp.from_client.first_data()->time;
    const bool gave_up = tcp.client_end() && tcp.client_ended_first() && tcp.client_end()->time - asked >= kAnswerTime;
    return gave_up ? std::optional(*tcp.from_client.first_data()) : std::nullopt;
}

// Over UDP a request that is sent again, or that ICMP answers, was not answered. Over TCP it is one after which the
// phone gave up, on a connection that is in the capture from its beginning until then.
bool is_unanswered(const phones::UnansweredRequest &one, const phones::Connection *tcp, std::int64_t next_request) {
    if (one.request.transport == "UDP") return one.sent.size() >= 2 || !one.unreachable.empty();
    if (tcp == nullptr || !phones::Visibility::holds_all(*tcp)) return false;
    const std::int64_t asked = one.sent.front().time;
    const bool left = tcp->client_end() && tcp->client_ended_first() && tcp->client_end()->time - asked >= kAnswerTime;
    return left || (next_request - asked >= kAnswerTime && tcp->last.time - asked >= kAnswerTime);
}

const phones::Connection *connection_of(const phones::Phone &phone, const dissection::RegistrationRequest &request) {
    if (request.transport == "UDP") return nullptr;
    const auto found = std::ranges::find_if(phone.signalling, [&](const phones::Connection *tcp) {
        return tcp->client == request.source && tcp->server == request.destination &&
               tcp->first.time <= request.at.time;
    });
    return found == phone.signalling.end() ? nullptr : *found;
}

const char *failure_of(const phones::UnansweredRequest &one) {
    if (!one.unreachable.empty()) return "ICMP destination unreachable";
    return one.trying ? "no final answer after 100 Trying" : "no answer";
}

RegistrationEvent event_of(const phones::UnansweredRequest &one) {
    RegistrationEvent event;
    event.sign = RegistrationSign::unanswered;
    event.at = one.sent.back();
    event.server = one.request.destination;
    event.request = &one;
    return event;
}

void add_unanswered_requests(const phones::Phone &phone, std::vector<RegistrationEvent> &events) {
    for (std::size_t i = 0; i < phone.unanswered.size(); ++i) {
        const phones::UnansweredRequest &one = phone.unanswered[i];
        const bool last = i + 1 == phone.unanswered.size();
        const std::int64_t next = last ? 0 : phone.unanswered[i + 1].sent.front().time;
        if (is_unanswered(one, connection_of(phone, one.request), next)) events.push_back(event_of(one));
    }
}

// Of a connection with unanswered_at().
const char *failure_of(const phones::Connection &tcp) {
    if (tcp.established()) return "no answer";
    if (tcp.server_reset) return "TCP RST";
    return tcp.unreachable.empty() ? "no answer to the SYN" : "ICMP destination unreachable";
}

RegistrationSign sign_of(const TlsAlert &alert) {
    // A server's alert about a certificate is about the phone's, also where the capture lost the phone's part.
    if (alert.from_client) return RegistrationSign::distrusted;
    return is_about_certificate(alert.description) ? RegistrationSign::alert : RegistrationSign::tls_alert;
}

std::optional<RegistrationEvent> event_of(const phones::Connection &tcp) {
    const TlsSession tls = read_tls_session(tcp);
    RegistrationEvent event;
    event.server = tcp.server;
    event.connection = &tcp;
    event.certificate = tls.client_certificate;
    event.before_certificate = !tls.client_certificate_sent && !tls.client_finished;
    const auto becomes = [&](RegistrationSign sign, const FrameTime &at) {
        event.sign = sign;
        event.at = at;
        return event;
    };
    if (const auto at = large_segments_lost_at(tcp)) return becomes(RegistrationSign::too_large, *at);
    if (const auto at = unanswered_at(tcp)) return becomes(RegistrationSign::unanswered, *at);
    if (const TlsAlert *alert = tls.fatal(); alert != nullptr) {
        // What else the phone may dislike is not the server's certificate.
        if (alert->from_client && !is_about_certificate(alert->description)) return std::nullopt;
        event.alert = alert->description;
        return becomes(sign_of(*alert), alert->at);
    }
    if (!tls.started() || !tls.client_finished) {
        if (tls.client_hello && tcp.server_ended_first()) return becomes(RegistrationSign::closed, *tcp.server_end());
        if (!goes_on_for_long(tcp)) return std::nullopt;
        return becomes(RegistrationSign::goes_on, tcp.first);
    }
    const std::int64_t shown = tls.client_finished->time;
    // In TLS 1.3 what looks like an answer may be of the handshake.
    const bool only_phone_speaks = !tls.is_1_3() && tls.established() && speaks(tls, true) && !speaks(tls, false);
    if (only_phone_speaks && phones::Visibility::holds_all(tcp) && tcp.client_end() && tcp.client_ended_first() &&
        tcp.client_end()->time - shown >= kAnswerTime) {
        return becomes(RegistrationSign::unanswered, *tls.client_finished);
    }
    if (tcp.server_ended_first() && tcp.server_end()->time - shown < kRefusalTakes) {
        // In TLS 1.3 what looks like an answer may be the alert.
        event.after_answer = !tls.is_1_3() && both_sides_speak(tls);
        return becomes(RegistrationSign::closed, *tcp.server_end());
    }
    if (!tls.established() || !both_sides_speak(tls) || tcp.last.time - shown < kRefusalTakes) return std::nullopt;
    return becomes(RegistrationSign::goes_on, *tls.client_finished);
}

RegistrationEvent event_of(const dissection::Registration &answer, RegistrationSign sign) {
    RegistrationEvent event;
    event.sign = sign;
    event.at = answer.at;
    event.server = answer.destination;
    event.answer = &answer;
    return event;
}

// The answers on it, or requests without one, were read: they tell more than how it ended.
bool was_answered(const phones::Connection &tcp, const std::vector<RegistrationEvent> &answers) {
    return std::ranges::any_of(answers, [&](const RegistrationEvent &event) {
        if (event.answer != nullptr) {
            return event.answer->source == tcp.client && event.answer->destination == tcp.server;
        }
        return event.request->request.source == tcp.client && event.request->request.destination == tcp.server;
    });
}

// A request that does not get through is not one that the server leaves without an answer.
bool is_on(const phones::Connection &tcp, const RegistrationEvent &event) {
    return event.request != nullptr && event.request->request.source == tcp.client &&
           event.request->request.destination == tcp.server;
}

// A phone answers the first challenge. One that is challenged again and again has the wrong digest credentials.
void add_repeated_challenges(const phones::Phone &phone, std::vector<RegistrationEvent> &events) {
    std::vector<RegistrationEvent> since;
    const auto decided = [&](const dissection::Registration &earlier, const dissection::Registration &later) {
        return std::ranges::any_of(events, [&](const RegistrationEvent &event) {
            return event.server.address == later.destination.address && event.at.time > earlier.at.time &&
                   event.at.time < later.at.time;
        });
    };
    std::vector<RegistrationEvent> repeated;
    const auto end_run = [&] {
        if (since.size() >= kChallengesOfARefusal) repeated.insert(repeated.end(), since.begin(), since.end());
        since.clear();
    };
    for (const dissection::Registration &one : phone.challenges) {
        if (!since.empty() && decided(*since.back().answer, one)) end_run();
        since.push_back(event_of(one, RegistrationSign::refused));
    }
    // The last one may be about to be answered, and what answers it decides.
    const bool open = !since.empty() && std::ranges::any_of(events, [&](const RegistrationEvent &event) {
        return event.at.time > since.back().at.time && event.server.address == since.back().server.address;
    });
    if (!open) end_run();
    events.insert(events.end(), repeated.begin(), repeated.end());
}

}  // namespace

std::vector<RegistrationEvent> read_registrations(const phones::Phone &phone) {
    std::vector<RegistrationEvent> events;
    for (const dissection::Registration &one : phone.registrations) {
        // The token says only that the phone may register.
        if (!one.token) events.push_back(event_of(one, RegistrationSign::accepted));
    }
    for (const dissection::Registration &one : phone.refusals) {
        events.push_back(event_of(one, RegistrationSign::refused));
    }
    add_repeated_challenges(phone, events);
    add_unanswered_requests(phone, events);
    for (const phones::Connection *connection : phone.signalling) {
        if (large_segments_lost_at(*connection)) {
            std::erase_if(events, [&](const RegistrationEvent &event) { return is_on(*connection, event); });
        }
    }
    const std::vector<RegistrationEvent> answers = events;
    for (const phones::Connection *connection : phone.signalling) {
        if (was_answered(*connection, answers)) continue;
        if (auto event = event_of(*connection)) events.push_back(std::move(*event));
    }
    std::stable_sort(events.begin(), events.end(),
                     [](const RegistrationEvent &a, const RegistrationEvent &b) { return a.at.time < b.at.time; });
    return events;
}

std::vector<dissection::FrameTime> RegistrationEvent::frames() const {
    if (request == nullptr) return {at};
    std::vector<FrameTime> frames = request->sent;
    frames.insert(frames.end(), request->unreachable.begin(), request->unreachable.end());
    if (request->trying) frames.push_back(*request->trying);
    std::stable_sort(frames.begin(), frames.end(),
                     [](const FrameTime &a, const FrameTime &b) { return a.frame < b.frame; });
    return frames;
}

findings::Evidence evidence_of(const RegistrationEvent &event, bool keys_given) {
    using findings::Evidence;
    if (event.answer != nullptr) {
        return keys_given && event.answer->transport == "TLS" ? Evidence::decrypted : Evidence::observed;
    }
    if (event.request != nullptr) {
        return keys_given && event.request->request.transport == "TLS" ? Evidence::decrypted : Evidence::observed;
    }
    switch (event.sign) {
        case RegistrationSign::alert:
        case RegistrationSign::tls_alert:
        case RegistrationSign::distrusted:
        case RegistrationSign::unanswered:
            return Evidence::observed;
        default:
            return Evidence::inferred;
    }
}

findings::Parameters values_of(const RegistrationEvent &event) {
    using namespace findings;
    if (event.alert != 0) {
        return {{Param::alert, Number{event.alert}}, {Param::reason, Term{wire::tls_alert_name(event.alert)}}};
    }
    Parameters values;
    if (event.sign == RegistrationSign::unanswered) {
        const char *failure = event.request != nullptr ? failure_of(*event.request) : failure_of(*event.connection);
        values.emplace_back(Param::reason, Term{failure});
    }
    if (event.sign != RegistrationSign::refused) return values;
    const dissection::Registration &answer = *event.answer;
    if (answer.status != 0) values.emplace_back(Param::status, Number{answer.status});
    if (!answer.text.empty()) values.emplace_back(Param::reason, Quote{answer.text});
    if (!answer.warning.empty()) values.emplace_back(Param::warning, Quote{answer.warning});
    return values;
}

}  // namespace capf::judge
