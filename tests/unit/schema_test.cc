// SPDX-License-Identifier: GPL-2.0-or-later
// The schema's closed vocabularies are those of the program. Those that scripts/generate_vocabulary.py writes are checked
// by the test `vocabulary`.
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analyzer/findings/evidence.h"
#include "analyzer/findings/phone_report.h"
#include "analyzer/findings/vocabulary.h"
#include "analyzer/phones/transfer.h"

namespace capf::findings {
namespace {

using Words = std::set<std::string>;

Words schema_words(const char *definition) {
    std::ifstream file(CAPF_SCHEMA);
    const auto schema = nlohmann::json::parse(file);
    return schema.at("$defs").at(definition).at("enum").get<Words>();
}

// All names that name_of() gives for the values from 0 to `last`.
template <typename Value, typename Name>
Words names_to(Value last, Name name) {
    Words words;
    for (int i = 0; i <= static_cast<int>(last); ++i) words.insert(name(static_cast<Value>(i)));
    return words;
}

TEST(Schema, HasTheWordsOfTheProgram) {
    EXPECT_EQ(schema_words("verdict"), names_to(Verdict::not_enabled, [](Verdict one) { return name_of(one); }));
    EXPECT_EQ(schema_words("step"), names_to(Step::in_use, [](Step one) { return name_of(one); }));
    EXPECT_EQ(schema_words("step_status"), names_to(StepStatus::unknown, [](StepStatus one) { return name_of(one); }));
    EXPECT_EQ(schema_words("evidence"), names_to(Evidence::inferred, [](Evidence one) { return name_of(one); }));
    EXPECT_EQ(schema_words("operation"), names_to(Operation::unknown, [](Operation one) { return name_of(one); }));
    EXPECT_EQ(schema_words("round_outcome"),
              names_to(RoundOutcome::incomplete, [](RoundOutcome one) { return name_of(one); }));
    EXPECT_EQ(schema_words("transfer_status"),
              names_to(phones::TransferStatus::unfinished, phones::transfer_status_name));
}

}  // namespace
}  // namespace capf::findings
