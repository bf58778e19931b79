// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/narrator.h"

#include <algorithm>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/ladder.h"
#include "analyzer/report/phone_summary.h"
#include "analyzer/report/phone_text.h"
#include "plugin/wire/time_units.h"

namespace capf::watch {
namespace {

using namespace findings;
using report::Arrow;

// What is still going on is told of once it is over, or has been silent so long. Nanoseconds.
constexpr std::int64_t kSettled = 2 * wire::kNanosecondsPerSecond;

WatchEvent event_of(const PhoneReport &phone, watch::EventKind kind, std::int64_t time) {
    WatchEvent event;
    event.kind = kind;
    event.time = time;
    event.device = phone.device;
    if (!phone.addresses.empty()) event.address = phone.addresses.front();
    return event;
}

// A certificate was handled before the file was asked for, so that it is the one that follows CAPF.
bool is_after_capf(const PhoneReport &phone, std::int64_t time) {
    return std::any_of(phone.sessions.begin(), phone.sessions.end(),
                       [&](const SessionReport &session) { return session.succeeded && session.end.time < time; });
}

Step step_of(const PhoneReport &phone, const FileReport &file) {
    if (file.is_trust_list) return Step::trust_list;
    if (file.is_encrypted) return Step::encrypted_config;
    if (file.name.ends_with(".tlv")) return Step::trust_list;
    if (file.name.find(".enc") != std::string::npos) return Step::encrypted_config;
    return is_after_capf(phone, file.asked.time) ? Step::matching_config : Step::partial_config;
}

// How far a session with CAPF had come that ends.
Step step_at_end(const SessionReport *session) {
    if (session == nullptr || session->handshake_done) return Step::capf_dialogue;
    return session->established ? Step::capf_tls : Step::capf_connect;
}

Step step_of(const Event &event, const SessionReport *session) {
    if (event.service == Service::tvs) return Step::trust_list;
    if (event.service == Service::signalling) return Step::in_use;
    if (event.service == Service::files) return Step::partial_config;
    switch (event.kind) {
        case findings::EventKind::syn:
        case findings::EventKind::syn_ack:
        case findings::EventKind::icmp_unreachable:
            return Step::capf_connect;
        case findings::EventKind::tls_records:
            return Step::capf_tls;
        case findings::EventKind::fin:
        case findings::EventKind::reset:
            return step_at_end(session);
        default:
            return Step::capf_dialogue;
    }
}

bool is_pending(const FileReport &file) {
    return file.status == "unfinished" || file.status == "no-answer" || file.status == "lost-in-capture";
}

bool is_at(const Arrow &arrow, const EvidenceRef &at, Service service, bool from_phone) {
    return arrow.at == at && arrow.service == service && arrow.from_phone == from_phone;
}

// The part of the report that an arrow was drawn from.
struct Origin {
    std::optional<Step> step;
    bool is_pending = false;  // it may still change
};

// `session`: that the events are of, or null.
std::optional<Origin> origin_in(const std::vector<Event> &events, const Arrow &arrow, const SessionReport *session,
                                bool session_ended) {
    const auto found = std::find_if(events.begin(), events.end(), [&](const Event &event) {
        return is_at(arrow, event.at, event.service, event.from_client);
    });
    if (found == events.end()) return std::nullopt;
    return Origin{step_of(*found, session), found->kind == findings::EventKind::capf_inferred && !session_ended};
}

Origin origin_of(const PhoneReport &phone, const Arrow &arrow) {
    for (const FileReport &file : phone.files) {
        if (is_at(arrow, file.answered, Service::files, false)) return {step_of(phone, file), is_pending(file)};
        if (is_at(arrow, file.asked, Service::files, true)) return {step_of(phone, file), false};
    }
    for (const SessionReport &session : phone.sessions) {
        const bool ended = std::any_of(session.events.begin(), session.events.end(), [](const Event &event) {
            return event.kind == findings::EventKind::fin || event.kind == findings::EventKind::reset;
        });
        if (const auto origin = origin_in(session.events, arrow, &session, ended)) return *origin;
    }
    if (const auto origin = origin_in(phone.other_events, arrow, nullptr, true)) return *origin;
    return {arrow.service == Service::signalling ? std::optional(Step::in_use) : std::nullopt, false};
}

std::string verdict_text(const PhoneReport &phone) {
    if (phone.verdict == Verdict::failed && !phone.diagnoses.empty()) {
        const Finding &cause = phone.diagnoses.front();
        return fmt::format("{}: {}", report::meaning_with_code(cause.code), report::short_summary_text(cause));
    }
    return phone.verdict == Verdict::incomplete ? tr("nothing is decided yet") : report::summarize(phone).outcome;
}

}  // namespace

const char *name_of(watch::EventKind kind) {
    switch (kind) {
        case watch::EventKind::packet:
            return "packet";
        case watch::EventKind::step:
            return "step";
        case watch::EventKind::waiting:
            return "waiting";
        case watch::EventKind::overdue:
            return "overdue";
        case watch::EventKind::taken_back:
            return "taken-back";
        case watch::EventKind::verdict:
            return "verdict";
    }
    return "";
}

void Narrator::tell_packets(const PhoneReport &phone, std::int64_t now, bool at_end, std::vector<WatchEvent> &events) {
    std::map<std::tuple<std::uint32_t, Service, bool>, int> in_frame;
    for (const Arrow &arrow : report::make_ladder(phone)) {
        frames_.insert(arrow.at.position);
        const int index = in_frame[{arrow.at.position, arrow.service, arrow.from_phone}]++;
        const PacketKey key{arrow.at.position, arrow.service, arrow.from_phone, index};
        const auto known = packets_.find(key);
        if (known != packets_.end() && known->second == arrow.text) continue;
        const Origin origin = origin_of(phone, arrow);
        if (origin.is_pending && !at_end && now - last_sign(phone) < kSettled) continue;
        // What is told anew, as that a SYN was repeated, is news of now.
        const bool again = known != packets_.end();
        WatchEvent event = event_of(phone, watch::EventKind::packet,
                                    again ? std::max(arrow.at.time, last_sign(phone)) : arrow.at.time);
        event.frame = arrow.at.position;
        event.step = origin.step;
        event.from = arrow.from;
        event.to = arrow.to;
        event.text = arrow.text;
        events.push_back(std::move(event));
        packets_[key] = arrow.text;
    }
}

void Narrator::tell_steps(const PhoneReport &phone, std::int64_t now, Told &told, std::vector<WatchEvent> &events) {
    told.steps.resize(phone.steps.size(), StepStatus::not_seen);
    for (std::size_t i = 0; i < phone.steps.size(); ++i) {
        const StepResult &step = phone.steps[i];
        const bool counts = step.status == StepStatus::ok || step.status == StepStatus::failed;
        if (!counts || told.steps[i] == step.status) continue;
        told.steps[i] = step.status;
        WatchEvent event =
            event_of(phone, watch::EventKind::step, step.when ? step.when->time : std::min(now, last_sign(phone)));
        event.step = step.step;
        event.status = step.status;
        event.text = report::step_text(phone, step);
        events.push_back(std::move(event));
    }
}

void Narrator::tell_verdict(const PhoneReport &phone, std::int64_t now, Told &told, std::vector<WatchEvent> &events) {
    const auto cause = phone.diagnoses.empty() ? std::nullopt : std::optional(phone.diagnoses.front().code);
    const bool is_first = !told.verdict;
    const bool is_news =
        is_first ? phone.verdict != Verdict::incomplete
                 : told.verdict != phone.verdict || (phone.verdict == Verdict::failed && told.cause != cause);
    told.verdict = phone.verdict;
    told.cause = cause;
    if (!is_news) return;
    WatchEvent event = event_of(phone, watch::EventKind::verdict, std::min(now, last_sign(phone)));
    event.verdict = phone.verdict;
    event.step = phone.failed_step;
    for (const Finding &one : phone.diagnoses) event.codes.push_back(one.code);
    event.text = verdict_text(phone);
    events.push_back(std::move(event));
}

void Narrator::tell_waiting(const PhoneReport &phone, const std::optional<Waiting> &waiting, std::int64_t now,
                            Told &told, std::vector<WatchEvent> &events) {
    if (told.overdue && (!waiting || waiting->step != *told.overdue || !waiting->is_overdue(now))) {
        WatchEvent event = event_of(phone, watch::EventKind::taken_back, std::min(now, last_sign(phone)));
        event.step = told.overdue;
        event.text = tr("no longer overdue");
        events.push_back(std::move(event));
        told.overdue.reset();
    }
    if (!waiting || !waiting->is_long(now)) {
        told.waiting.reset();
        return;
    }
    const bool overdue = waiting->is_overdue(now);
    std::optional<Step> &known = overdue ? told.overdue : told.waiting;
    if (known == waiting->step) return;
    known = waiting->step;
    WatchEvent event = event_of(phone, overdue ? watch::EventKind::overdue : watch::EventKind::waiting, now);
    event.step = waiting->step;
    if (overdue) event.codes = waiting->candidates;
    event.text = waiting_text(*waiting, now);
    events.push_back(std::move(event));
}

// What will not be told of again: of frames that the report has for the last time, or that are before all that it still
// has.
void Narrator::forget_packets(bool at_end) {
    const auto from = [this](std::uint32_t frame) { return packets_.lower_bound({frame, Service{}, false, 0}); };
    if (frames_.empty()) return;
    if (!at_end) {
        packets_.erase(packets_.begin(), from(*frames_.begin()));
        return;
    }
    for (const std::uint32_t frame : frames_) packets_.erase(from(frame), from(frame + 1));
}

std::vector<WatchEvent> Narrator::tell(const CaptureReport &report, const std::vector<std::optional<Waiting>> &waiting,
                                       std::int64_t now, bool at_end) {
    std::vector<WatchEvent> events;
    frames_.clear();
    for (std::size_t i = 0; i < report.phones.size(); ++i) {
        const PhoneReport &phone = report.phones[i];
        Told &told = phones_[key_of(phone)];
        tell_packets(phone, now, at_end, events);
        tell_steps(phone, now, told, events);
        tell_waiting(phone, waiting[i], now, told, events);
        tell_verdict(phone, now, told, events);
    }
    forget_packets(at_end);
    std::stable_sort(events.begin(), events.end(),
                     [](const WatchEvent &a, const WatchEvent &b) { return a.time < b.time; });
    return events;
}

}  // namespace capf::watch
