// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sequence/verdict.h"

namespace capf::sequence {

const char *name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::encrypted:
            return "encrypted";
        case Verdict::failed:
            return "failed";
        case Verdict::incomplete:
            return "incomplete";
        case Verdict::not_enabled:
            return "not-enabled";
    }
    return "incomplete";
}

const char *name_of(Step step) {
    static constexpr const char *kNames[kStepCount] = {
        "trust-list", "partial-config", "capf-connect",    "capf-tls",         "capf-dialogue",
        "key-store",  "phone-reset",    "matching-config", "encrypted-config", "in-use",
    };
    return kNames[static_cast<std::size_t>(step)];
}

const char *name_of(StepStatus status) {
    switch (status) {
        case StepStatus::ok:
            return "ok";
        case StepStatus::failed:
            return "failed";
        case StepStatus::not_needed:
            return "not-needed";
        case StepStatus::not_seen:
            return "not-seen";
        case StepStatus::unknown:
            return "unknown";
    }
    return "unknown";
}

const char *name_of(Evidence evidence) {
    switch (evidence) {
        case Evidence::observed:
            return "observed";
        case Evidence::decrypted:
            return "decrypted";
        case Evidence::inferred:
            return "inferred";
    }
    return "inferred";
}

const char *name_of(RoundOutcome outcome) {
    switch (outcome) {
        case RoundOutcome::encrypted:
            return "encrypted";
        case RoundOutcome::failed:
            return "failed";
        case RoundOutcome::not_enabled:
            return "not-enabled";
        case RoundOutcome::capf_done:
            return "capf-done";
        case RoundOutcome::incomplete:
            return "incomplete";
    }
    return "incomplete";
}

const char *name_of(Operation operation) {
    switch (operation) {
        case Operation::install:
            return "install";
        case Operation::fetch:
            return "fetch";
        case Operation::remove:
            return "delete";
        case Operation::none:
            return "none";
        case Operation::unknown:
            return "unknown";
    }
    return "unknown";
}

const char *name_of(Service service) {
    switch (service) {
        case Service::files:
            return "files";
        case Service::capf:
            return "capf";
        case Service::tvs:
            return "tvs";
        case Service::signalling:
            return "signalling";
    }
    return "files";
}

}  // namespace capf::sequence
