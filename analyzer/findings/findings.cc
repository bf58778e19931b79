// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <array>

#include "analyzer/findings/capture_report.h"

namespace capf::findings {

const char *name_of(Verdict verdict) {
    static constexpr const char *kNames[] = {"encrypted", "failed", "incomplete", "not-enabled"};
    return kNames[static_cast<std::size_t>(verdict)];
}

const char *name_of(Step step) {
    static constexpr const char *kNames[kStepCount] = {
        "trust-list", "partial-config", "capf-connect",    "capf-tls",         "capf-dialogue",
        "key-store",  "phone-reset",    "matching-config", "encrypted-config", "in-use",
    };
    return kNames[static_cast<std::size_t>(step)];
}

const char *name_of(StepStatus status) {
    static constexpr const char *kNames[] = {"ok", "failed", "not-needed", "not-seen", "unknown"};
    return kNames[static_cast<std::size_t>(status)];
}

const char *name_of(Operation operation) {
    static constexpr const char *kNames[] = {"install", "fetch", "delete", "none", "unknown"};
    return kNames[static_cast<std::size_t>(operation)];
}

const char *name_of(Service service) {
    static constexpr const char *kNames[] = {"files", "capf", "tvs", "signalling"};
    return kNames[static_cast<std::size_t>(service)];
}

const char *name_of(Evidence evidence) {
    static constexpr const char *kNames[] = {"observed", "decrypted", "reported", "inferred"};
    return kNames[static_cast<std::size_t>(evidence)];
}

const char *name_of(RoundOutcome outcome) {
    static constexpr const char *kNames[] = {"encrypted", "failed", "not-enabled", "capf-done", "incomplete"};
    return kNames[static_cast<std::size_t>(outcome)];
}

const char *name_of(GapKind kind) {
    static constexpr const char *kNames[] = {
        "one-direction",
        "several-phones-at-address",
        "cut-frames",
        "frames-missing",
        "connections-missing",
        "files-only",
        "hidden-by-https",
        "sequence-not-seen",
        "certificate-deleted",
        "part-not-judged",
        "logs-only",
        "registers-without-config",
        "ends-after-file",
        "ends-after-answer",
        "ends-in-file",
        "ends-after-request",
        "ends-after-syn",
        "ends-in-session",
        "ends-after-session",
        "ends-after-registration",
        "ends-after-failed-registration",
    };
    static_assert(std::size(kNames) == static_cast<std::size_t>(GapKind::ends_after_failed_registration) + 1);
    return kNames[static_cast<std::size_t>(kind)];
}

const char *name_of(RegistrationOutcome outcome) {
    static constexpr const char *kNames[] = {"registered", "refused", "no-answer", "not-told"};
    return kNames[static_cast<std::size_t>(outcome)];
}

const char *name_of(Param param) {
    static constexpr const char *kNames[] = {
        "address",   "alert",       "answer",      "bits",      "bytes",    "certificate",   "configured",    "count",
        "date",      "days",        "destination", "device",    "expected", "expected-bits", "expected-from", "file",
        "hash",      "header-file", "issuer",      "key",       "last",     "line",          "minutes",       "offered",
        "operation", "path",        "port",        "protocol",  "reason",   "reporter",      "seconds",       "server",
        "service",   "signer",      "status",      "transport", "version",  "warning",
    };
    static_assert(std::size(kNames) == static_cast<std::size_t>(Param::warning) + 1);
    return kNames[static_cast<std::size_t>(param)];
}

const char *name_of(LogJoin join) {
    static constexpr const char *kNames[] = {"port", "device-name", "owner", "address"};
    static_assert(std::size(kNames) == static_cast<std::size_t>(LogJoin::address) + 1);
    return kNames[static_cast<std::size_t>(join)];
}

bool is_last_resort(Action action) {
    switch (action) {
        case Action::delete_list_on_phone:
        case Action::lower_tls_minimum:
        case Action::set_sha1_signatures:
        case Action::use_null_string:
            return true;
        default:
            return false;
    }
}

const Value *find(const Parameters &values, Param param) {
    const auto found = std::find_if(values.begin(), values.end(), [&](const auto &one) { return one.first == param; });
    return found == values.end() ? nullptr : &found->second;
}

std::vector<std::uint32_t> positions_of(const EvidenceRefs &refs) {
    std::vector<std::uint32_t> positions;
    for (const EvidenceRef &ref : refs) {
        if (ref.position != 0 && ref.source < kFirstLogSource) positions.push_back(ref.position);
    }
    return positions;
}

bool has_code(const Findings &findings, Code code) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding &one) { return one.code == code; });
}

const SessionReport *PhoneReport::decisive_session() const {
    const SessionReport *shown = nullptr;
    for (const SessionReport &session : sessions) {
        if (session.succeeded || shown == nullptr || !shown->succeeded) shown = &session;
    }
    return shown;
}

int worse_status(int a, int b) {
    for (const int status : {4, 1, 3}) {
        if (a == status || b == status) return status;
    }
    return 0;
}

int exit_status(std::span<const CaptureReport> captures) {
    bool unreadable = false, failed = false, undecided = false;
    for (const CaptureReport &capture : captures) {
        unreadable |= !capture.readable;
        undecided |= capture.phones.empty();
        for (const PhoneReport &phone : capture.phones) {
            failed |= phone.verdict == Verdict::failed;
            undecided |= phone.verdict == Verdict::incomplete;
        }
    }
    if (unreadable) return 4;
    if (failed) return 1;
    return undecided ? 3 : 0;
}

}  // namespace capf::findings
