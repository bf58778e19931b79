// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/findings/vocabulary.h"

#include <gtest/gtest.h>

#include <set>

namespace capf::sequence {
namespace {

TEST(Catalogue, EveryCodeStandsOnceWithSignAndRemedy) {
    std::set<std::string> seen;
    for (const CatalogueEntry &entry : catalogue()) {
        EXPECT_TRUE(seen.insert(entry.code).second) << entry.code;
        EXPECT_NE(std::string(entry.meaning), "") << entry.code;
        EXPECT_NE(std::string(entry.sign), "") << entry.code;
        EXPECT_NE(std::string(entry.remedy), "") << entry.code;
    }
    EXPECT_EQ(seen.count("capf-refused"), 1u);
}

TEST(Catalogue, RemediesNameWhatTheCaptureShows) {
    const Diagnosis diagnosis =
        make_diagnosis("capf-unreachable", Evidence::observed, {7}, "2 SYN", {"192.0.2.1", "3804", "SEP001122334455"});
    EXPECT_EQ(diagnosis.step, Step::capf_connect);
    EXPECT_NE(diagnosis.remedy.find("192.0.2.1"), std::string::npos);
    for (const CatalogueEntry &entry : catalogue()) {
        EXPECT_EQ(fill_in(entry.remedy, {}).find('{'), std::string::npos) << entry.code;
    }
}

}  // namespace
}  // namespace capf::sequence
