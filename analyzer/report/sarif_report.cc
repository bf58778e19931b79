// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/sarif_report.h"

#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analyzer/findings/vocabulary.h"
#include "analyzer/language/language.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/frame_filter.h"
#include "analyzer/report/json_text.h"
#include "analyzer/report/phone_text.h"
#include "analyzer/report/printable.h"

namespace capf::report {
namespace {

using namespace findings;
using Json = nlohmann::ordered_json;

constexpr const char *kSchema = "https://json.schemastore.org/sarif-2.1.0.json";

Json text_of(const std::string &text) {
    return {{"text", printable(text)}};
}

Json rule_of(const CodeEntry &entry) {
    Json rule = {{"id", entry.name},
                 {"shortDescription", text_of(std::string(meaning_of(entry.code)))},
                 {"defaultConfiguration", {{"level", entry.kind == CodeKind::diagnosis ? "error" : "note"}}}};
    if (const std::string remedy = general_remedy(entry.code); !remedy.empty()) rule["help"] = text_of(remedy);
    if (entry.kind == CodeKind::diagnosis) rule["properties"] = {{"step", name_of(entry.step)}};
    return rule;
}

Json artifact_of(const std::string &file, std::size_t index) {
    return {{"artifactLocation", {{"uri", path_uri(file)}, {"index", index}}}};
}

class SarifWriter {
public:
    explicit SarifWriter(const std::vector<CaptureReport> &captures) : captures_(captures) {}

    Json run(int exit_status) {
        bool complete = true;
        for (const CaptureReport &capture : captures_) {
            artifacts_.push_back({{"location", {{"uri", path_uri(capture.file)}}}});
            complete &= capture.problem.empty();
            redacted_ |= capture.redacted;
            one_capture(capture);
            ++capture_;
        }
        Json rules = Json::array();
        for (const CodeEntry &entry : kCodes) rules.push_back(rule_of(entry));
        Json run = {{"tool", {{"driver", {{"name", "capfcheck"}, {"version", CAPF_VERSION}, {"rules", rules}}}}},
                    {"invocations",
                     {{{"executionSuccessful", complete},
                       {"exitCode", exit_status},
                       {"toolExecutionNotifications", notifications_}}}},
                    {"artifacts", artifacts_},
                    {"results", results_},
                    {"columnKind", "utf16CodeUnits"}};
        if (redacted_) run["properties"] = {{"redacted", true}};
        return run;
    }

private:
    void one_capture(const CaptureReport &capture) {
        if (!capture.problem.empty()) {
            notifications_.push_back({{"level", "error"},
                                      {"message", text_of(capture.problem)},
                                      {"locations", {{{"physicalLocation", artifact_of(capture.file, capture_)}}}}});
        }
        for (const Finding &notice : capture.notices) {
            result(capture, nullptr, notice, "note", summary_text(notice), {});
        }
        for (const PhoneReport &phone : capture.phones) one_phone(capture, phone);
    }

    void one_phone(const CaptureReport &capture, const PhoneReport &phone) {
        for (const Finding &one : phone.diagnoses) {
            const bool certain = phone.verdict == Verdict::failed && &one == &phone.diagnoses.front();
            result(capture, &phone, one, certain ? "error" : "warning", summary_text(one),
                   {{"step", name_of(one.step())},
                    {"evidence", name_of(one.evidence)},
                    {"remedy", printable(remedy_text(one))},
                    {"verdict", name_of(phone.verdict)}});
        }
        for (const Finding &one : phone.history) {
            result(capture, &phone, one, "note", "Earlier, and overcome or repeated since: " + summary_text(one),
                   {{"step", name_of(one.step())}, {"evidence", name_of(one.evidence)}});
        }
        for (const Finding &notice : phone.notices) {
            result(capture, &phone, notice, "note", summary_text(notice), {});
        }
    }

    void result(const CaptureReport &capture, const PhoneReport *phone, const Finding &finding, const char *level,
                const std::string &summary, Json properties) {
        std::string text = summary;
        const std::vector<std::uint32_t> frames = positions_of(finding.refs);
        const std::string code(name_of(finding.code));
        if (!frames.empty()) text += " (frames " + frame_list(finding.refs, 8) + ")";
        Json location = {{"physicalLocation", artifact_of(capture.file, capture_)}};
        std::string name;
        if (phone != nullptr) {
            name = printable(phone->device.value_or(phone->addresses.empty() ? "" : phone->addresses.front()));
            text = name + ": " + text;
            location["logicalLocations"] = {{{"name", name}, {"kind", "phone"}}};
        }
        if (!frames.empty()) {
            properties["frames"] = frames;
            properties["filter"] = frame_filter(finding.refs);
        }
        Json one = {{"ruleId", code}};
        one["ruleIndex"] = static_cast<int>(finding.code);  // rules are in the order of the codes
        one["level"] = level;
        one["message"] = text_of(text);
        one["locations"] = Json::array({std::move(location)});
        one["partialFingerprints"] = {{"phoneAndCode/v1", name + "/" + code}};
        if (!properties.empty()) one["properties"] = std::move(properties);
        results_.push_back(std::move(one));
    }

    const std::vector<CaptureReport> &captures_;
    std::size_t capture_ = 0;
    bool redacted_ = false;
    Json artifacts_ = Json::array(), results_ = Json::array(), notifications_ = Json::array();
};

}  // namespace

std::string path_uri(const std::string &path) {
    std::string uri = path.starts_with('/') ? "file://" : "";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain =
            byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string::npos);
        uri += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return uri;
}

std::string sarif_report(const std::vector<CaptureReport> &captures, int exit_status) {
    const language::English english;
    const Json root = {
        {"$schema", kSchema}, {"version", "2.1.0"}, {"runs", Json::array({SarifWriter(captures).run(exit_status)})}};
    return json_text(root, 2) + "\n";
}

}  // namespace capf::report
