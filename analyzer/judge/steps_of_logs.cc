// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/steps_of_logs.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "analyzer/judge/log_indications.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/ports.h"

namespace capf::judge {
namespace {

using namespace findings;
using wire::PhoneFileKind;

// What the lines of one log say, in their order.
class StepsOfLog {
public:
    StepsOfLog(std::vector<StepResult> &steps, std::uint32_t log) : steps_(steps), log_(log) {}

    [[nodiscard]] std::uint32_t log() const { return log_; }

    void take(const LogLine &line) {
        const std::string &kind = line.kind;
        if (kind == "file-sent") {
            take_sent(line);
        } else if (kind == "trust-list-updated" || kind == "trust-list-verified") {
            set(Step::trust_list, StepRemark::log_list_accepted, line);
        } else if (kind == "config-requested") {
            take_request(line);
        } else if (kind == "signature-valid") {
            take_accepted(line);
        } else if (kind == "tls-connecting") {
            const Value *port = find(line.values, Param::port);
            const auto *number = port == nullptr ? nullptr : std::get_if<Number>(port);
            connects_to_capf_ = number != nullptr && number->value == wire::kCapfPort;
        } else if (kind == "tls-connected" || kind == "tls-established") {
            take_connection(line);
        } else if (kind == "capf-result") {
            set(Step::capf_dialogue, StepRemark::log_capf_result, line);
        } else if (kind == "phone-registered") {
            set(Step::in_use, StepRemark::log_registered, line);
        }
        // A CAPF server reads messages behind the handshake only.
        if (kind == "capf-device" || kind == "capf-unknown-device" || kind == "capf-message-received") {
            set(Step::capf_connect, StepRemark::log_capf_session, line);
            set(Step::capf_tls, StepRemark::log_capf_session, line);
        }
    }

private:
    void take_sent(const LogLine &line) {
        switch (file_kind_of(line)) {
            case PhoneFileKind::itl:
            case PhoneFileKind::ctl:
                return set_sent(Step::trust_list, line);
            case PhoneFileKind::signed_config:
                return set_sent(Step::partial_config, line);
            case PhoneFileKind::encrypted_config:
                return set_sent(Step::encrypted_config, line);
            default:
                return;
        }
    }

    // The phone expects an encrypted file when certHash of its configuration is its own certificate's.
    void take_request(const LogLine &line) {
        if (text_of(line, Param::configured) == "true") {
            set(Step::matching_config, StepRemark::log_expects_encrypted, line);
        } else {
            take_back(Step::matching_config);
            take_back(Step::encrypted_config);
        }
    }

    void take_accepted(const LogLine &line) {
        if (file_kind_of(line) == PhoneFileKind::encrypted_config) {
            set(Step::encrypted_config, StepRemark::log_encrypted_accepted, line);
        }
    }

    // What the log said before does not hold any more.
    void take_back(Step step) {
        StepResult &result = steps_[static_cast<std::size_t>(step)];
        if (result.status != StepStatus::ok || result.evidence != Evidence::reported) return;
        result = {};
        result.step = step;
        result.remark = StepRemark::not_in_logs;
    }

    void take_connection(const LogLine &line) {
        if (!connects_to_capf_) return;
        set(Step::capf_connect, StepRemark::log_capf_connected, line);
        if (line.kind != "tls-established") return;
        set(Step::capf_tls, StepRemark::log_capf_handshake, line);
        connects_to_capf_ = false;
    }

    void set(Step step, StepRemark remark, const LogLine &line) {
        StepResult &result = steps_[static_cast<std::size_t>(step)];
        if (result.status == StepStatus::ok && result.evidence != Evidence::reported) return;
        fill(result, StepStatus::ok, remark, line);
    }

    void set_sent(Step step, const LogLine &line) {
        StepResult &result = steps_[static_cast<std::size_t>(step)];
        if (result.status == StepStatus::ok) return;
        fill(result, StepStatus::unknown, StepRemark::log_file_sent, line);
    }

    static void fill(StepResult &result, StepStatus status, StepRemark remark, const LogLine &line) {
        result.status = status;
        result.evidence = Evidence::reported;
        result.remark = remark;
        result.refs = {ref_of(line)};
        result.values = line.values;
    }

    std::vector<StepResult> &steps_;
    std::uint32_t log_;
    bool connects_to_capf_ = false;
};

}  // namespace

void fill_in_steps(PhoneReport &phone, const std::vector<const LogLine *> &lines) {
    std::vector<StepResult> told = phone.steps;
    std::vector<const LogLine *> ordered = lines;
    std::ranges::stable_sort(ordered, [](const LogLine *a, const LogLine *b) { return stands_before(*a, *b); });
    std::optional<StepsOfLog> log;
    for (const LogLine *line : ordered) {
        if (!log || log->log() != line->log) log.emplace(told, line->log);
        log->take(*line);
    }
    for (std::size_t i = 0; i < phone.steps.size(); ++i) {
        if (phone.steps[i].status == StepStatus::not_seen) phone.steps[i] = std::move(told[i]);
    }
}

}  // namespace capf::judge
