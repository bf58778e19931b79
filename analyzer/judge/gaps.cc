// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/gaps.h"

#include <algorithm>

namespace capf::judge {
namespace {

const CapfDialogue *decisive_dialogue(const History &history) {
    const CapfDialogue *shown = nullptr;
    for (const CapfDialogue &dialogue : history.dialogues) {
        if (dialogue.succeeded() || shown == nullptr || !shown->succeeded()) shown = &dialogue;
    }
    return shown;
}

}  // namespace

std::vector<Gap> gaps_of(const History &history) {
    const phones::Visibility &visibility = history.visibility;
    if (visibility.one_direction()) return {Gap::one_direction};
    if (const CapfDialogue *shown = decisive_dialogue(history); shown != nullptr && shown->owner_in_doubt) {
        return {Gap::several_phones_at_address};
    }
    std::vector<Gap> gaps;
    if (visibility.cut_frames()) gaps.push_back(Gap::cut_frames);
    if (visibility.lossy()) gaps.push_back(Gap::frames_missing);
    if (!gaps.empty()) return gaps;
    if (history.last_encrypted_request() != nullptr) return {Gap::encrypted_file_end};
    const CapfDialogue *last = history.last_dialogue();
    if (last == nullptr) return {Gap::too_short};
    return {last->succeeded() && history.configs_after(last->begin().time).empty() ? Gap::phone_not_back
            : last->succeeded()                                                    ? Gap::too_short
                                                                                   : Gap::session_end};
}

std::vector<CheckPoint> open_points(const PhoneReport &report) {
    const Step failed = report.failed_step.value_or(Step::in_use);
    const SessionReport *session = report.sessions.empty() ? nullptr : &report.sessions.back();
    const bool connected = session != nullptr && session->established;
    std::vector<CheckPoint> open;
    // What comes before CAPF, or after its session, is not CAPF's to explain.
    if (!connected && failed == Step::capf_connect) {
        open = {CheckPoint::capf_runs, CheckPoint::server_reachable, CheckPoint::port_open};
    }
    const bool hash_seen = report.step(Step::matching_config).status == StepStatus::ok ||
                           report.step(Step::key_store).status == StepStatus::ok;
    // A hash explains nothing before CAPF has handled a certificate, nor once the phone has its file.
    const bool hash_matters = failed >= Step::key_store && failed <= Step::encrypted_config;
    if (!hash_seen && hash_matters) open.push_back(CheckPoint::hash_in_database);
    return open;
}

bool is_configured(const History &history, const HostName &server) {
    const CheckedFile *config = history.last_config();
    if (config == nullptr || server.text.empty()) return false;
    return std::any_of(config->config->capf_servers.begin(), config->config->capf_servers.end(),
                       [&](const wire::CapfServer &one) { return one.node && one.node->value == server.text; });
}

}  // namespace capf::judge
