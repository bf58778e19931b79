// SPDX-License-Identifier: GPL-2.0-or-later
// The inference against thousands of random dialogues: how often it agrees with the truth, that it never claims a
// certificate which CAPF did not give, and that its confidence is the share of answers that are right.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/inference/dialogue_generator.h"

namespace capf::inference {
namespace {

using test::DialogueGenerator;
using test::GeneratedDialogue;
using test::Population;
using test::Truth;

constexpr int kDialogues = 1000;

bool claims_certificate(const InferredDialogue &said) {
    if (said.operation == Operation::install) return said.reached >= Progress::store_response && !said.key_failed;
    return said.operation == Operation::fetch && said.reached >= Progress::operation_response && !said.fetch_failed;
}

bool same_end(const InferredDialogue &said, const Truth &truth) {
    return said.reached == truth.reached && said.ended == truth.ended;
}

bool told(const InferredDialogue &said, Operation operation) {
    return said.operation == operation ||
           std::find(said.alternatives.begin(), said.alternatives.end(), operation) != said.alternatives.end();
}

struct Bin {
    int all = 0, right = 0;
    double confidence = 0;
    [[nodiscard]] double share() const { return static_cast<double>(right) / all; }
    [[nodiscard]] double mean() const { return confidence / all; }
};

constexpr std::array kBounds = {0.5, 0.7, 0.9, 0.97, 1.01};

struct Score {
    int all = 0, first_right = 0, told_right = 0, operations_told = 0, wrong_success = 0;
    int keys = 0, keys_right = 0, certificates = 0, certificates_right = 0, proofs_right = 0, proofs = 0;
    std::array<Bin, kBounds.size()> bins;
    std::map<std::string, std::map<std::string, int>> confusion;
    std::map<std::string, Bin> suites;

    void add(const GeneratedDialogue &dialogue, const InferredDialogue &said) {
        const Truth &truth = dialogue.truth;
        const bool end = same_end(said, truth);
        const bool right = said.operation == truth.operation && end && said.key_failed == truth.key_failed;
        ++all;
        first_right += right ? 1 : 0;
        told_right += right || (said.operation != truth.operation && told(said, truth.operation)) ||
                              (truth.retry_later && said.retry_possible)
                          ? 1
                          : 0;
        operations_told += 1 + static_cast<int>(said.alternatives.size());
        wrong_success += claims_certificate(said) && !truth.gave_certificate() ? 1 : 0;
        ++confusion[label(truth.operation, truth.reached, truth.ended)]
                   [label(said.operation, said.reached, said.ended)];
        count(suites[dialogue.suite], said, right);
        const auto *bound = std::upper_bound(kBounds.begin(), kBounds.end(), said.confidence);
        count(bins[static_cast<std::size_t>(bound - kBounds.begin())], said, right);
        if (right) add_details(said, truth);
    }

    static void count(Bin &bin, const InferredDialogue &said, bool right) {
        ++bin.all;
        bin.right += right ? 1 : 0;
        bin.confidence += said.confidence;
    }

    void add_details(const InferredDialogue &said, const Truth &truth) {
        if (!truth.key.empty()) {
            ++keys;
            keys_right += said.key.find(truth.key) != std::string::npos ? 1 : 0;
        }
        if (truth.certificate != 0) {
            ++certificates;
            certificates_right += said.certificate.may_be(truth.certificate) ? 1 : 0;
        }
        if (truth.reached >= Progress::auth_response) {
            ++proofs;
            proofs_right += said.certificate_authentication == truth.certificate_authentication &&
                                    (truth.sudi ? said.sudi != Sudi::no : said.sudi != Sudi::yes)
                                ? 1
                                : 0;
        }
    }

    static std::string label(Operation operation, Progress reached, bool ended) {
        static constexpr std::array kProgress = {"nothing",  "asked", "authenticated", "requested",
                                                 "answered", "store", "stored",        "end"};
        static constexpr std::array kOperation = {"install", "fetch", "delete", "none", "unknown"};
        return std::string(kOperation[static_cast<std::size_t>(operation)]) + " " +
               kProgress[static_cast<std::size_t>(reached)] + (ended && reached != Progress::end_session ? " END" : "");
    }

    void print() const {
        std::printf(
            "%d dialogues: first choice right %.2f %%, truth among what is told %.2f %%, operations told %.3f,\n"
            "wrong claims of a certificate %d; key right %d/%d, LSC length right %d/%d, proof right %d/%d\n",
            all, 100.0 * first_right / all, 100.0 * told_right / all, 1.0 * operations_told / all, wrong_success,
            keys_right, keys, certificates_right, certificates, proofs_right, proofs);
        for (const auto &[suite, bin] : suites) {
            std::printf("  %-14s %6d  right %.2f %%  confidence %.2f %%\n", suite.c_str(), bin.all, 100 * bin.share(),
                        100 * bin.mean());
        }
        for (const Bin &bin : bins) {
            if (bin.all != 0) std::printf("  confidence %.3f: right %.3f of %d\n", bin.mean(), bin.share(), bin.all);
        }
        for (const auto &[truth, row] : confusion) {
            for (const auto &[said, count] : row) {
                if (said != truth) std::printf("  truth %-28s said %-28s %d\n", truth.c_str(), said.c_str(), count);
            }
        }
    }
};

Score score(std::uint32_t seed, const Population &population) {
    DialogueGenerator generator(seed, population);
    Score result;
    for (int i = 0; i < kDialogues; ++i) {
        const GeneratedDialogue dialogue = generator.next();
        result.add(dialogue, infer_dialogue(dialogue.session, dialogue.closing, dialogue.truth.name));
    }
    result.print();
    return result;
}

// Each bin's share of right answers is its mean confidence, within `slack` and what so few answers may vary by chance.
void expect_calibrated(const Score &score, double slack) {
    for (const Bin &bin : score.bins) {
        if (bin.all == 0) continue;
        const double deviation = std::sqrt(bin.mean() * (1 - bin.mean()) / bin.all);
        EXPECT_NEAR(bin.share(), bin.mean(), slack + 3 * deviation) << bin.all << " answers";
    }
}

void expect_sound(const Score &score) {
    EXPECT_EQ(score.wrong_success, 0);
    EXPECT_GE(score.told_right, 0.99 * score.all);
    EXPECT_GE(score.keys_right, 0.98 * score.keys);
    EXPECT_GE(score.certificates_right, 0.99 * score.certificates);
    EXPECT_GE(score.proofs_right, 0.99 * score.proofs);
}

TEST(InferenceCalibration, EveryKindOfDialogue) {
    const Score result = score(1, {});
    expect_sound(result);
    // What remains has the same lengths as what was said: nothing to fetch and deleted, RETRY_LATER and END_SESSION.
    EXPECT_GE(result.first_right, 0.94 * result.all);
    EXPECT_LE(result.operations_told, 1.2 * result.all);
    expect_calibrated(result, 0.04);
}

// The confidence must hold as well where the mixture is another one than it was made for.
TEST(InferenceCalibration, OrdinaryPhones) {
    Population population;
    population.install = 0.93;
    population.fetch = population.remove = 0.01;
    population.cut = population.free_writer = 0.01;
    population.usual_name = 1;
    const Score result = score(2, population);
    expect_sound(result);
    EXPECT_GE(result.first_right, 0.98 * result.all);
    expect_calibrated(result, 0.1);
}

TEST(InferenceCalibration, TroubledPhones) {
    Population population;
    population.install = 0.5;
    population.cut = 0.35;
    population.free_writer = 0.08;
    population.usual_name = 0.3;
    const Score result = score(3, population);
    EXPECT_EQ(result.wrong_success, 0);
    EXPECT_GE(result.told_right, 0.98 * result.all);
    expect_calibrated(result, 0.1);
}

}  // namespace
}  // namespace capf::inference
