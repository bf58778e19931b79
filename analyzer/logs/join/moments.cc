// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/moments.h"

#include <algorithm>
#include <string_view>

#include "plugin/wire/ascii.h"
#include "plugin/wire/ports.h"

namespace capf::logs {
namespace {

std::string name_in(std::string_view path) {
    return wire::lower(path.substr(path.find_last_of('/') + 1));
}

std::string plain_name(std::string name) {
    for (const std::string_view ending : {".enc.sgn", ".sgn"}) {
        if (name.ends_with(ending)) name.resize(name.size() - ending.size());
    }
    return name;
}

std::optional<Moment> answer_of(const findings::FileReport &file) {
    constexpr int kOk = 200, kNotFound = 404, kUnavailable = 503, kTftpNotFound = 1;
    const findings::FileAnswer &answer = file.answer;
    if (answer.tftp_error == kTftpNotFound || answer.http_status == kNotFound) return Moment::file_missing;
    if (answer.http_status == kUnavailable || file.status == "busy") return Moment::file_busy;
    if (answer.http_status == kOk) return Moment::file_sent;
    return std::nullopt;
}

std::optional<Moment> kind_of(const LogEvent &event) {
    switch (event.kind) {
        case LogKind::file_requested:
        case LogKind::config_requested:
            return Moment::file_asked;
        case LogKind::file_sent:
            return Moment::file_sent;
        case LogKind::file_not_found:
        case LogKind::transfer_refused:
            return Moment::file_missing;
        case LogKind::file_busy:
            return Moment::file_busy;
        case LogKind::tls_connecting:
            return Moment::connects;
        case LogKind::tls_alert:
            return event.port != 0 ? std::optional(Moment::alert) : std::nullopt;
        case LogKind::connection_opened:
            if (event.format == Format::tvs_trace) return Moment::connects;
            return event.format == Format::capfd || event.format == Format::ios_capf
                       ? std::optional(Moment::capf_begins)
                       : std::nullopt;
        case LogKind::capf_session_ended:
            return Moment::capf_ends;
        case LogKind::tvs_message:
        case LogKind::tvs_request_sent:
            return Moment::tvs_message;
        case LogKind::phone_registered:
            return Moment::registered;
        default:
            return std::nullopt;
    }
}

void add_file(const findings::FileReport &file, const std::string &name, std::vector<SeenMoment> &seen) {
    if (file.asked.position != 0) seen.push_back({{Moment::file_asked, name, 0}, file.asked.time});
    if (const auto answer = answer_of(file)) seen.push_back({{*answer, name, 0}, file.answered.time});
}

void add_event(const findings::Event &event, std::vector<SeenMoment> &seen) {
    using findings::EventKind;
    const auto add = [&](Moment what, std::uint16_t port) { seen.push_back({{what, "", port}, event.at.time}); };
    if (event.kind == EventKind::tvs_message && event.from_client) add(Moment::tvs_message, 0);
    if (event.kind == EventKind::syn && event.from_client) add(Moment::connects, event.server.port);
    const bool has_alert =
        std::ranges::any_of(event.records, [](const auto &record) { return record.alert.has_value(); });
    if (has_alert) add(Moment::alert, event.server.port);
}

}  // namespace

std::vector<SeenMoment> moments_of(const findings::PhoneReport &phone) {
    std::vector<SeenMoment> seen;
    for (const findings::FileReport &file : phone.files) {
        // Consoles name the file without what signing and encryption add, servers with it.
        const std::string full = name_in(file.name), plain = plain_name(full);
        add_file(file, full, seen);
        if (plain != full) add_file(file, plain, seen);
    }
    for (const findings::SessionReport &session : phone.sessions) {
        seen.push_back({{Moment::capf_begins, "", 0}, session.begin.time});
        seen.push_back({{Moment::capf_ends, "", 0}, session.end.time});
    }
    for (const findings::Event &event : phone.other_events) add_event(event, seen);
    for (const findings::RegistrationReport &one : phone.registrations) {
        if (one.outcome == findings::RegistrationOutcome::registered) {
            seen.push_back({{Moment::registered, "", 0}, one.at.time});
        }
    }
    return seen;
}

std::optional<MomentKey> moment_of(const LogEvent &event) {
    const auto what = kind_of(event);
    if (!what) return std::nullopt;
    MomentKey key{*what, "", 0};
    if (is_of_file(key)) key.file = name_in(event.file_name);
    if (*what == Moment::connects || *what == Moment::alert) {
        key.port = event.format == Format::tvs_trace ? wire::kTvsPort : event.port;
    }
    return key;
}

}  // namespace capf::logs
