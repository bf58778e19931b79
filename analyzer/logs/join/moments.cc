// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/join/moments.h"

#include <string_view>

#include "plugin/wire/ascii.h"
#include "plugin/wire/ports.h"

namespace capf::logs {
namespace {

// Consoles name the file without what signing and encryption add, servers with it.
std::string plain_name(std::string_view name) {
    name.remove_prefix(name.find_last_of('/') + 1);
    for (const std::string_view ending : {".enc.sgn", ".sgn"}) {
        if (name.ends_with(ending)) name.remove_suffix(ending.size());
    }
    return wire::lower(name);
}

std::optional<Moment> answer_of(const findings::FileReport &file) {
    constexpr int kOk = 200, kNotFound = 404, kUnavailable = 503;
    const findings::FileAnswer &answer = file.answer;
    if (answer.tftp_error >= 0 || answer.http_status == kNotFound) return Moment::file_missing;
    if (answer.http_status == kUnavailable) return Moment::file_busy;
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
            return event.port == wire::kCapfPort ? std::optional(Moment::capf_begins) : std::nullopt;
        case LogKind::connection_opened:
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

bool is_of_file(Moment what) {
    return what <= Moment::file_busy;
}

}  // namespace

std::vector<SeenMoment> moments_of(const findings::PhoneReport &phone) {
    std::vector<SeenMoment> seen;
    for (const findings::FileReport &file : phone.files) {
        const std::string name = plain_name(file.name);
        if (file.asked.position != 0) seen.push_back({{Moment::file_asked, name}, file.asked.time});
        if (const auto answer = answer_of(file)) seen.push_back({{*answer, name}, file.answered.time});
    }
    for (const findings::SessionReport &session : phone.sessions) {
        seen.push_back({{Moment::capf_begins, ""}, session.begin.time});
        seen.push_back({{Moment::capf_ends, ""}, session.end.time});
    }
    for (const findings::Event &event : phone.other_events) {
        if (event.kind == findings::EventKind::tvs_message && event.from_client) {
            seen.push_back({{Moment::tvs_message, ""}, event.at.time});
        }
    }
    for (const findings::RegistrationReport &one : phone.registrations) {
        if (one.outcome == findings::RegistrationOutcome::registered) {
            seen.push_back({{Moment::registered, ""}, one.at.time});
        }
    }
    return seen;
}

std::optional<MomentKey> moment_of(const LogEvent &event) {
    const auto what = kind_of(event);
    if (!what) return std::nullopt;
    return MomentKey{*what, is_of_file(*what) ? plain_name(event.file_name) : ""};
}

}  // namespace capf::logs
