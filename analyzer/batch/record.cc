// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/record.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "analyzer/batch/capture_name.h"
#include "analyzer/redact/redact_report.h"
#include "analyzer/report/json_text.h"

namespace capf::batch {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char *kNames[] = {"ok",        "damaged", "unreadable", "crashed",
                                  "timed-out", "memory",  "killed",     "duplicate"};

std::string dump(const Json &json) {
    return report::json_text(json, -1) + "\n";
}

Json parse(const std::string &text) {
    return Json::parse(text, nullptr, false);
}

// What every line of JSON about a capture has.
bool is_line(const Json &json) {
    const auto has = [&](const char *name, Json::value_t type) {
        const auto found = json.find(name);
        return found != json.end() && found->type() == type;
    };
    return json.is_object() && has("file", Json::value_t::string) && has("phones", Json::value_t::array) &&
           has("packets", Json::value_t::number_unsigned) && has("tool", Json::value_t::object);
}

// A capture of which nothing is known but why.
Json empty_line(const ListedCapture &capture, const std::string &problem, const RecordOptions &options) {
    findings::CaptureReport report;
    report.file = capture.paths.front();
    report.problem = problem;
    return parse(result_line(std::move(report), options));
}

Status status_of(const Outcome &outcome) {
    switch (outcome.ending) {
        case Ending::timed_out:
            return Status::timed_out;
        case Ending::out_of_memory:
            return Status::memory;
        case Ending::killed:
            return Status::killed;
        case Ending::finished:
        case Ending::crashed:
            break;
    }
    return Status::crashed;
}

Status status_of(const Json &line) {
    if (!line.contains("problem")) return Status::ok;
    return line["packets"] == 0U ? Status::unreadable : Status::damaged;
}

// Of text that may hold what a worker made of a capture.
std::string text_in(const Json &json, const char *name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <typename Number>
Number number_in(const Json &json, const char *name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_number_integer() ? found->get<Number>() : Number(0);
}

RecordedPhone read_phone(const Json &json) {
    RecordedPhone phone;
    if (!json.is_object()) return phone;
    phone.device = text_in(json, "device");
    phone.verdict = text_in(json, "verdict");
    const auto addresses = json.find("addresses");
    if (addresses != json.end() && addresses->is_array()) {
        for (const Json &one : *addresses) {
            if (one.is_string()) phone.addresses.push_back(one.get<std::string>());
        }
    }
    if (phone.device.empty() && !phone.addresses.empty()) phone.device = phone.addresses.front();
    const auto diagnoses = json.find("diagnoses");
    if (diagnoses != json.end() && diagnoses->is_array()) {
        for (const Json &one : *diagnoses) phone.codes.push_back(text_in(one, "code"));
        phone.inferred =
            !diagnoses->empty() && text_in(diagnoses->front(), "evidence") == name_of(findings::Evidence::inferred);
    }
    return phone;
}

std::optional<RecordFacts> facts_of(const Json &line) {
    const auto batch = line.find("batch");
    const auto status = status_named(text_in(line, "status"));
    if (!is_line(line) || !status || batch == line.end() || !batch->is_object()) return std::nullopt;
    RecordFacts facts;
    facts.id = text_in(*batch, "id");
    if (facts.id.empty()) return std::nullopt;
    facts.file = text_in(line, "file");
    facts.status = *status;
    facts.problem = text_in(line, "problem");
    facts.size = number_in<std::uint64_t>(*batch, "size");
    facts.modified = number_in<std::int64_t>(*batch, "modified_ns");
    facts.sha256 = text_in(*batch, "sha256");
    facts.changed = line.value("changed", Json(false)) == true;
    for (const Json &phone : line["phones"]) facts.phones.push_back(read_phone(phone));
    return facts;
}

Json batch_json(const ListedCapture &capture, const std::string &sha256, const RecordOptions &options) {
    Json result = {{"id", id_of(capture, options)}, {"size", capture.size}, {"modified_ns", capture.modified}};
    if (!sha256.empty()) result["sha256"] = sha256;
    return result;
}

Record finish(Json line, Status status, Json batch) {
    line["status"] = name_of(status);
    line["batch"] = std::move(batch);
    Record record;
    record.line = dump(line);
    record.facts = *facts_of(line);
    return record;
}

constexpr const char *kSelected = "selected";  // between a worker and its parent

// A worker may send anything.
std::optional<Selected> take_selected(Json &line) {
    const auto found = line.find(kSelected);
    if (found == line.end()) return std::nullopt;
    Selected selected;
    selected.exit_status = number_in<int>(*found, "status");
    const auto met = found->find("met");
    if (met != found->end() && met->is_array()) {
        for (const Json &one : *met) selected.met.push_back(one == true);
    }
    line.erase(found);
    return selected;
}

}  // namespace

std::string result_line(findings::CaptureReport report, const RecordOptions &options) {
    if (options.pseudonyms != nullptr) {
        redact::KnownNames known;
        known.add(report);
        // What in a file's name is a name, only the phones in the capture could tell: without them all of it is one.
        known.whole_names = report.phones.empty();
        redact::redact_report(report, redact::ValueRedactor(*options.pseudonyms, std::move(known)));
    }
    return report::json_line(report, options.json);
}

std::string result_line(findings::CaptureReport report, const Selected &selected, const RecordOptions &options) {
    const std::string line = result_line(std::move(report), options);
    const Json json = {{"status", selected.exit_status}, {"met", selected.met}};
    return "{\"" + std::string(kSelected) + "\":" + json.dump() + "," + line.substr(1);
}

std::string id_of(const ListedCapture &capture, const RecordOptions &options) {
    return id_of_name(options.pseudonyms != nullptr ? options.pseudonyms->name(capture.name) : capture.name);
}

const char *name_of(Status status) {
    return kNames[static_cast<std::size_t>(status)];
}

std::optional<Status> status_named(const std::string &name) {
    const auto *found = std::find(std::begin(kNames), std::end(kNames), name);
    if (found == std::end(kNames)) return std::nullopt;
    return static_cast<Status>(found - std::begin(kNames));
}

bool is_done(Status status) {
    return status == Status::ok || status == Status::damaged || status == Status::duplicate;
}

Record make_record(const ListedCapture &capture, const Outcome &outcome, const std::string &sha256,
                   const RecordOptions &options) {
    constexpr double kMilliseconds = 1000;
    Json batch = batch_json(capture, sha256, options);
    batch["seconds"] = std::round(outcome.seconds * kMilliseconds) / kMilliseconds;
    batch["memory"] = outcome.memory;
    if (outcome.ending != Ending::finished) {
        return finish(empty_line(capture, outcome.reason, options), status_of(outcome), std::move(batch));
    }
    Json line = parse(outcome.result);
    if (!is_line(line)) {
        return finish(empty_line(capture, "its worker sent what is no result", options), Status::crashed,
                      std::move(batch));
    }
    auto selected = take_selected(line);
    const Status status = status_of(line);
    Record record = finish(std::move(line), status, std::move(batch));
    record.selected = std::move(selected);
    return record;
}

Record unreadable_record(const ListedCapture &capture, const RecordOptions &options) {
    return finish(empty_line(capture, capture.problem, options), Status::unreadable, batch_json(capture, "", options));
}

Record duplicate_record(const ListedCapture &capture, const std::string &sha256, const ListedCapture &original,
                        const RecordOptions &options) {
    Json batch = batch_json(capture, sha256, options);
    // Redacted, by its id: its name has pseudonyms that are not known here.
    batch["duplicate_of"] = options.pseudonyms != nullptr ? id_of(original, options) : original.paths.front();
    Json line = empty_line(capture, "", options);
    return finish(std::move(line), Status::duplicate, std::move(batch));
}

std::optional<RecordFacts> read_record(const std::string &line) {
    return facts_of(parse(line));
}

}  // namespace capf::batch
