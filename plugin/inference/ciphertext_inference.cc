// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/inference/ciphertext_inference.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace capf::inference {
namespace {

// An operation that is at least as likely as this is told beside the likeliest.
constexpr double kToldBeside = 0.03;
// A dialogue that gave a certificate is only claimed when nothing else explains the records.
constexpr double kSuccessLeast = 0.99;
// Nothing that is inferred is certain: the share of wrong ones among dialogues that fit one explanation only.
constexpr double kMostConfident = 0.99;
// With a message that is not documented the grammar holds less.
constexpr double kOddFactor = 0.9;

Operation operation_of(Stage stage) {
    switch (stage) {
        case Stage::start:
            return Operation::unknown;
        case Stage::asked:
        case Stage::answered:
        case Stage::retry:
            return Operation::none;
        case Stage::key_requested:
        case Stage::key_pending:
        case Stage::key_given:
        case Stage::key_refused:
        case Stage::store_requested:
        case Stage::stored:
            return Operation::install;
        case Stage::fetch_requested:
        case Stage::fetched:
        case Stage::fetched_nothing:
            return Operation::fetch;
        case Stage::delete_requested:
        case Stage::deleted:
            return Operation::remove;
    }
    return Operation::unknown;
}

Progress progress_of(Stage stage) {
    switch (stage) {
        case Stage::start:
            return Progress::nothing;
        case Stage::asked:
            return Progress::auth_request;
        case Stage::answered:
        case Stage::retry:
            return Progress::auth_response;
        case Stage::key_requested:
        case Stage::key_pending:
        case Stage::fetch_requested:
        case Stage::delete_requested:
            return Progress::operation_request;
        case Stage::key_given:
        case Stage::key_refused:
        case Stage::fetched:
        case Stage::fetched_nothing:
        case Stage::deleted:
            return Progress::operation_response;
        case Stage::store_requested:
            return Progress::store_request;
        case Stage::stored:
            return Progress::store_response;
    }
    return Progress::nothing;
}

bool gave_certificate(Stage stage) {
    return stage == Stage::stored || stage == Stage::fetched;
}

// REQUEST_IN_PROGRESS says no more than the request that it answers.
Stage without_progress(Stage stage) {
    return stage == Stage::key_pending ? Stage::key_requested : stage;
}

using Outcome = std::pair<Stage, bool>;  // how far, and END_SESSION sent

// The weights of all hypotheses for which `of` gives the same.
template <typename Of>
auto sum_by(const Beam &beam, Of of) {
    std::map<decltype(of(Hypothesis{})), double> sums;
    for (const auto &[hypothesis, weight] : beam) sums[of(hypothesis)] += weight;
    return sums;
}

template <typename Sums>
auto likeliest(const Sums &sums) {
    return std::max_element(sums.begin(), sums.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
}

double total(const Beam &beam) {
    double sum = 0;
    for (const auto &[hypothesis, weight] : beam) sum += weight;
    return sum;
}

Beam only(const Beam &beam, const Outcome &outcome) {
    Beam result;
    for (const auto &entry : beam) {
        if (Outcome{without_progress(entry.first.stage), entry.first.ended} == outcome) result.insert(entry);
    }
    return result;
}

std::string key_names(const Beam &beam) {
    constexpr double kTold = 0.1;
    std::vector<std::pair<double, std::uint8_t>> keys;
    const double all = total(beam);
    for (const auto &[key, weight] : sum_by(beam, [](const Hypothesis &hypothesis) { return hypothesis.key; })) {
        if (key != 0 && weight >= kTold * all) keys.emplace_back(weight, key);
    }
    std::sort(keys.rbegin(), keys.rend());
    std::string names;
    for (const auto &[weight, key] : keys)
        names += (names.empty() ? "" : " or ") + std::string(kKeyKinds[key - 1].name);
    return names;
}

Length without(std::size_t least, std::size_t most, std::size_t around) {
    return {least > around ? least - around : 0, most > around ? most - around : 0};
}

Sudi sudi_of(const Hypothesis &hypothesis) {
    using namespace layout;
    constexpr std::size_t kWithoutMost =
        kAuthResponseFixed + kLongestName + kLongestPassword + kCertificateAround + kCertificateMost + kProofMost;
    constexpr std::size_t kWithLeast =
        kAuthResponseFixed + 1 + kCertificateAround + kCertificateLeast + kProofLeast + kSudiLeast;
    if (hypothesis.auth_least > kWithoutMost) return Sudi::yes;
    // The certificate of a phone has hardly more than 1500 bytes; above that the second one is the likelier reason.
    return hypothesis.auth_most >= std::max<std::size_t>(kWithLeast, 2000) ? Sudi::possible : Sudi::no;
}

void read_details(InferredDialogue &dialogue, const Beam &beam, std::size_t name_length) {
    using namespace layout;
    const Hypothesis &hypothesis = likeliest(beam)->first;
    dialogue.certificate_authentication = hypothesis.certificate;
    if (hypothesis.certificate) {
        dialogue.sudi = sudi_of(hypothesis);
    } else {
        dialogue.password = without(hypothesis.auth_least, hypothesis.auth_most, kAuthResponseFixed + name_length);
    }
    dialogue.key = key_names(beam);
    dialogue.certificate = without(hypothesis.store_least, hypothesis.store_most,
                                   dialogue.operation == Operation::fetch ? kFetchFixed : kStoreFixed);
}

// The likeliest outcome; not one that claims a certificate, unless it is all but sure.
Outcome choose(const std::map<Outcome, double> &outcomes, double all) {
    std::map<Outcome, double> allowed = outcomes;
    double success = 0;
    for (const auto &[outcome, weight] : outcomes) {
        if (gave_certificate(outcome.first)) success += weight;
    }
    if (success < kSuccessLeast * all && success < all) {
        std::erase_if(allowed, [](const auto &entry) { return gave_certificate(entry.first.first); });
    }
    return likeliest(allowed)->first;
}

std::vector<Operation> others(const Beam &beam, Operation chosen) {
    std::vector<std::pair<double, Operation>> found;
    const double all = total(beam);
    for (const auto &[operation, weight] :
         sum_by(beam, [](const Hypothesis &hypothesis) { return operation_of(hypothesis.stage); })) {
        if (operation != chosen && weight >= kToldBeside * all) found.emplace_back(weight, operation);
    }
    std::sort(found.rbegin(), found.rend());
    std::vector<Operation> result;
    result.reserve(found.size());
    for (const auto &[weight, operation] : found) result.push_back(operation);
    return result;
}

Beam read_all_ways(const EncryptedSession &session, const Closing &closing) {
    Beam beam;
    for (const PlaintextRecords &way : plaintext_records(session)) {
        for (const auto &[hypothesis, weight] : parse_dialogue(way, closing)) beam[hypothesis] += weight;
    }
    return beam;
}

void read_outcome(InferredDialogue &dialogue, const Outcome &outcome) {
    const auto [stage, ended] = outcome;
    dialogue.operation = operation_of(stage);
    dialogue.ended = ended;
    dialogue.key_failed = stage == Stage::key_refused;
    // "Deleted" and "nothing to fetch" have the same lengths: if it was the latter, this holds.
    dialogue.fetch_failed = stage == Stage::fetched_nothing || stage == Stage::deleted;
    // An END_SESSION in the middle ends the session, not the operation.
    const bool complete = stage == Stage::asked || stage == Stage::answered || stage == Stage::retry ||
                          stage == Stage::stored || stage == Stage::fetched || stage == Stage::fetched_nothing ||
                          stage == Stage::deleted;
    dialogue.reached = ended && complete ? Progress::end_session : progress_of(stage);
}

}  // namespace

const char *name_of(Progress progress) {
    switch (progress) {
        case Progress::nothing:
            return "nothing";
        case Progress::auth_request:
            return "AUTH_REQUEST";
        case Progress::auth_response:
            return "AUTH_RESPONSE";
        case Progress::operation_request:
            return "operation-request";
        case Progress::operation_response:
            return "operation-response";
        case Progress::store_request:
            return "STORE_CERTIFICATE_REQUEST";
        case Progress::store_response:
            return "STORE_CERTIFICATE_RESPONSE";
        case Progress::end_session:
            return "END_SESSION";
    }
    return "";
}

InferredDialogue infer_dialogue(const EncryptedSession &session, const Closing &closing,
                                std::optional<std::size_t> name_length) {
    InferredDialogue dialogue;
    const Beam beam = read_all_ways(session, closing);
    const double all = total(beam);
    if (all <= 0) return dialogue;
    const auto outcomes = sum_by(beam, [](const Hypothesis &hypothesis) {
        return Outcome{without_progress(hypothesis.stage), hypothesis.ended};
    });
    const Outcome outcome = choose(outcomes, all);
    const Beam chosen = only(beam, outcome);
    read_outcome(dialogue, outcome);
    read_details(dialogue, chosen, name_length.value_or(layout::kUsualName));
    dialogue.confidence =
        std::min(kMostConfident, total(chosen) / all) * (likeliest(chosen)->first.odd ? kOddFactor : 1);
    dialogue.alternatives = others(beam, dialogue.operation);
    const double retry =
        sum_by(beam, [](const Hypothesis &hypothesis) { return hypothesis.stage == Stage::retry; })[true];
    dialogue.retry_possible = retry >= kToldBeside * all;
    dialogue.retry_later = outcome.first == Stage::retry && retry >= kSuccessLeast * all;
    if (dialogue.operation == Operation::unknown) dialogue.confidence = 0;
    return dialogue;
}

}  // namespace capf::inference
