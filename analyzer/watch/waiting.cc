// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/waiting.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "plugin/wire/time_units.h"

namespace capf::watch {
namespace {

using namespace findings;

// What is to be said of a step that does not come, and when.
struct UsualTime {
    Step step;
    int seconds;  // as phones are known to take, with room: keys of 2048 bits take old ones minutes
    const char *missing;
    const char *done;  // of the step that came before
    std::array<Code, 3> candidates;
    std::size_t candidate_count;
};

constexpr UsualTime kUsualTimes[] = {
    {Step::trust_list, 20, N_("no trust list"), N_("the trust list"), {Code::server_busy}, 1},
    {Step::partial_config,
     20,
     N_("no configuration"),
     N_("the partial configuration"),
     {Code::provisioning_not_visible},
     1},
    {Step::capf_connect,
     30,
     N_("no connection to CAPF"),
     N_("the connection to CAPF"),
     {Code::authentication_string_required, Code::capf_not_attempted, Code::capf_name_not_resolved},
     3},
    {Step::capf_tls,
     10,
     N_("no TLS session with CAPF"),
     N_("the TLS handshake"),
     {Code::path_mtu, Code::tls_aborted},
     2},
    {Step::capf_dialogue,
     180,
     N_("CAPF is not done"),
     N_("the CAPF session"),
     {Code::capf_session_cut, Code::capf_key_generation_failed},
     2},
    {Step::phone_reset,
     180,
     N_("the phone does not ask for its files again"),
     N_("the reset"),
     {Code::phone_did_not_reset},
     1},
    {Step::matching_config,
     60,
     N_("no configuration"),
     N_("the configuration"),
     {Code::certhash_still_empty, Code::certhash_stale},
     2},
    {Step::encrypted_config,
     30,
     N_("no request for the encrypted configuration"),
     N_("the encrypted configuration"),
     {Code::encrypted_config_not_requested, Code::certhash_stale},
     2},
};

const UsualTime &usual_time(Step step) {
    return *std::find_if(std::begin(kUsualTimes), std::end(kUsualTimes),
                         [&](const UsualTime &one) { return one.step == step; });
}

bool is_done(const StepResult &step) {
    return step.status == StepStatus::ok || step.status == StepStatus::not_needed;
}

// The last that holds of those that a phone takes itself; whether the database has the key shows later.
std::optional<Step> last_step(const PhoneReport &phone) {
    std::optional<Step> last;
    for (const StepResult &step : phone.steps) {
        if (step.status == StepStatus::ok && step.step != Step::key_store) last = step.step;
    }
    return last;
}

}  // namespace

std::string key_of(const PhoneReport &phone) {
    if (phone.device) return *phone.device;
    return phone.addresses.empty() ? "" : phone.addresses.front();
}

std::int64_t last_sign(const PhoneReport &phone) {
    std::int64_t last = 0;
    for (const FileReport &file : phone.files) last = std::max({last, file.asked.time, file.answered.time});
    for (const SessionReport &session : phone.sessions) {
        last = std::max({last, session.begin.time, session.end.time});
        for (const Event &event : session.events) last = std::max(last, event.at.time);
    }
    for (const Event &event : phone.other_events) last = std::max(last, event.at.time);
    return last;
}

std::optional<Waiting> waiting_of(const PhoneReport &phone) {
    if (phone.verdict != Verdict::incomplete || phone.steps.size() != kStepCount) return std::nullopt;
    Waiting waiting;
    waiting.after = last_step(phone);
    const auto begin =
        waiting.after ? phone.steps.begin() + static_cast<std::ptrdiff_t>(*waiting.after) + 1 : phone.steps.begin();
    const auto next = std::find_if(begin, phone.steps.end(), [](const StepResult &step) {
        return step.step != Step::key_store && !is_done(step);
    });
    if (next == phone.steps.end() || next->step == Step::in_use) return std::nullopt;
    const UsualTime &usual = usual_time(next->step);
    waiting.step = next->step;
    waiting.since = last_sign(phone);
    waiting.usual = usual.seconds * wire::kNanosecondsPerSecond;
    waiting.candidates.assign(usual.candidates.begin(),
                              usual.candidates.begin() + static_cast<std::ptrdiff_t>(usual.candidate_count));
    return waiting;
}

std::string waiting_text(const Waiting &waiting, std::int64_t now) {
    const std::int64_t seconds = (now - waiting.since) / wire::kNanosecondsPerSecond;
    const bool is_first = !waiting.after || *waiting.after == Step::in_use;
    return tr_format("{0} {1} s after {2}", tr(usual_time(waiting.step).missing), seconds,
                     is_first ? tr("its first sign") : tr(usual_time(*waiting.after).done));
}

}  // namespace capf::watch
