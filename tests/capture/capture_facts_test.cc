// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/capture/scan/capture_facts.h"

#include <gtest/gtest.h>

namespace capf::capture {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

Record record_at(std::int64_t seconds, bool is_packet) {
    Record record;
    record.time = seconds * kSecond;
    record.has_time = true;
    record.is_packet = is_packet;
    return record;
}

// A slice holds lines of logs as such entries, also from before and after its packets.
TEST(CaptureFacts, LastAsLongAsPacketsWereRecorded) {
    FactsCounter counter;
    for (Record record : {record_at(1, false), record_at(100, true), record_at(110, true), record_at(900, false)}) {
        counter.note(record);
    }
    const CaptureFacts facts = counter.facts();
    EXPECT_EQ(facts.packets, 4U);
    EXPECT_EQ(facts.first_time, 100 * kSecond);
    EXPECT_EQ(facts.last_time, 110 * kSecond);
    EXPECT_EQ(facts.backward_step_count, 0U);
}

}  // namespace
}  // namespace capf::capture
