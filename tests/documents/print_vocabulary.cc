// SPDX-License-Identifier: GPL-2.0-or-later
// Prints the words of a fixed vocabulary that reports hold, as JSON: what scripts/generate_vocabulary.py makes the
// schema and docs/codes.md of.
#include <cstdio>
#include <string>

#include <nlohmann/json.hpp>

#include "analyzer/findings/evidence.h"
#include "analyzer/findings/phone_report.h"
#include "analyzer/findings/value.h"
#include "analyzer/findings/vocabulary.h"
#include "analyzer/pair/losses.h"
#include "analyzer/pair/sides.h"
#include "analyzer/phones/phone_directory.h"
#include "analyzer/phones/transfer.h"
#include "analyzer/report/diagnosis_text.h"

namespace {

using Json = nlohmann::ordered_json;
using namespace capf;
using namespace capf::findings;

// All names of the values from 0 to `last`.
template <typename Value, typename Name>
Json names_to(Value last, Name name) {
    Json names = Json::array();
    for (int i = 0; i <= static_cast<int>(last); ++i) names.push_back(name(static_cast<Value>(i)));
    return names;
}

template <typename Value>
Json names_to(Value last) {
    return names_to(last, [](Value one) { return name_of(one); });
}

Json codes_of(CodeKind kind) {
    Json names = Json::array();
    for (const CodeEntry &entry : kCodes) {
        if (entry.kind == kind) names.push_back(entry.name);
    }
    return names;
}

// By the names of their definitions in the schema.
Json enumerations() {
    const auto last_indication = static_cast<Indication>(static_cast<int>(Indication::count) - 1);
    return {{"verdict", names_to(Verdict::not_enabled)},
            {"step", names_to(Step::in_use)},
            {"step_status", names_to(StepStatus::unknown)},
            {"evidence", names_to(Evidence::inferred)},
            {"operation", names_to(Operation::unknown)},
            {"round_outcome", names_to(RoundOutcome::incomplete)},
            {"gap_kind", names_to(GapKind::ends_after_failed_registration)},
            {"registration_outcome", names_to(RegistrationOutcome::not_told)},
            {"transfer_status", names_to(phones::TransferStatus::unfinished, phones::transfer_status_name)},
            {"join", names_to(phones::Join::none, phones::join_name)},
            {"loss_kind", names_to(pair::LossKind::changed)},
            {"side_sign", names_to(pair::SideSign::repetition)},
            {"diagnosis_code", codes_of(CodeKind::diagnosis)},
            {"notice_code", codes_of(CodeKind::notice)},
            {"capture_code", codes_of(CodeKind::capture)},
            {"indication", names_to(last_indication)},
            {"value_name", names_to(Param::warning)}};
}

Json codes() {
    static constexpr const char *kKinds[] = {"diagnosis", "notice", "capture"};
    Json rows = Json::array();
    for (const CodeEntry &entry : kCodes) {
        rows.push_back({{"code", entry.name},
                        {"kind", kKinds[static_cast<int>(entry.kind)]},
                        {"step", name_of(entry.step)},
                        {"meaning", report::meaning_of(entry.code)},
                        {"sign", report::sign_of(entry.code)},
                        {"remedy", report::general_remedy(entry.code)}});
    }
    return rows;
}

}  // namespace

int main() {
    const Json all = {{"enumerations", enumerations()}, {"codes", codes()}};
    std::puts(all.dump(2).c_str());
}
