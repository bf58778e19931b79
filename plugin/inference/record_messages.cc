// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/record_messages.h"

#include <algorithm>
#include <map>
#include <utility>

#include "plugin/inference/plaintext_records.h"

namespace capf::inference {
namespace {

// Nothing that is inferred is certain.
constexpr double kMostConfident = 0.99;

using Weights = std::map<std::pair<Commands, TlsOwn>, double>;

// Forward-backward: a step counts with the weight of all readings that go through it, from the first record to the
// last. `weights` is by records of the session; returns the weight of all readings.
double add_readings(const PlaintextRecords &way, const Closing &closing, std::vector<Weights> &weights) {
    std::vector<Transition> trace;
    std::vector<Beam> rest(way.records.size() + 1);  // what becomes of a hypothesis: the weight of all that follows it
    const Beam complete = parse_dialogue(way, closing, &trace);
    std::map<Hypothesis, double> arriving;
    for (const Transition &step : trace)
        if (step.to == way.records.size()) arriving[step.after] += step.weight;
    double all = 0;
    for (const auto &[hypothesis, weight] : complete) {
        all += weight;
        if (const auto found = arriving.find(hypothesis); found != arriving.end() && found->second > 0)
            rest.back()[hypothesis] = weight / found->second;
    }
    for (auto step = trace.rbegin(); step != trace.rend(); ++step) {
        const auto next = rest[step->to].find(step->after);
        if (next == rest[step->to].end()) continue;
        rest[step->from][step->before] += step->share * next->second;
        for (std::size_t i = step->from; i < step->to; ++i)
            for (std::size_t record = way.records[i].first; record <= way.records[i].last; ++record)
                weights[record][{step->commands, step->tls}] += step->weight * next->second;
    }
    return all;
}

}  // namespace

std::vector<InferredMessages> infer_messages(const EncryptedSession &session, const Closing &closing) {
    std::vector<Weights> weights(session.records.size());
    double all = 0;
    for (const PlaintextRecords &way : plaintext_records(session)) all += add_readings(way, closing, weights);
    std::vector<InferredMessages> messages(session.records.size());
    if (all <= 0) return messages;
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto best = std::max_element(weights[i].begin(), weights[i].end(),
                                           [](const auto &a, const auto &b) { return a.second < b.second; });
        if (best == weights[i].end()) continue;
        const auto &[commands, tls] = best->first;
        messages[i] = {commands, tls, std::min(kMostConfident, best->second / all)};
    }
    return messages;
}

}  // namespace capf::inference
