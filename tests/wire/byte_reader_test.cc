// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/byte_reader.h"

#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

const test::Buffer kBytes = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xff};

TEST(ByteReader, ReadsBigEndianNumbers) {
    ByteReader reader(kBytes, 100);
    EXPECT_EQ(reader.u8(), 0x01);
    EXPECT_EQ(reader.u16(), 0x0203);
    EXPECT_EQ(reader.u32(), 0x04050607U);
    EXPECT_EQ(reader.offset(), 107U);
    EXPECT_EQ(reader.remaining(), 1U);
    EXPECT_FALSE(reader.at_end());
    EXPECT_EQ(reader.u8(), 0xff);
    EXPECT_TRUE(reader.at_end());
}

TEST(ByteReader, StaysWhenTooLittleIsLeft) {
    ByteReader reader(Bytes(kBytes).first(3));
    EXPECT_EQ(reader.u32(), std::nullopt);
    EXPECT_EQ(reader.take(4), std::nullopt);
    EXPECT_EQ(reader.offset(), 0U);
    EXPECT_EQ(reader.u16(), 0x0102);
    EXPECT_EQ(reader.u16(), std::nullopt);
    EXPECT_EQ(reader.u8(), 0x03);
    EXPECT_EQ(reader.u8(), std::nullopt);
}

TEST(ByteReader, ClipsWhatItIsAskedToClip) {
    ByteReader reader(kBytes, 10);
    EXPECT_EQ(reader.skip_at_most(3), (Range{10, 3}));
    EXPECT_EQ(reader.skip_at_most(static_cast<std::size_t>(-1)), (Range{13, 5}));
    EXPECT_EQ(reader.skip_at_most(1), (Range{18, 0}));
    EXPECT_TRUE(reader.take_at_most(1).empty());
    EXPECT_TRUE(reader.take(0).has_value());
}

TEST(Bytes, SliceNeverLeavesTheBytes) {
    const Bytes bytes = kBytes;
    EXPECT_EQ(to_hex(slice(bytes, {6, 2})), "07ff");
    EXPECT_EQ(to_hex(slice(bytes, {6, 200})), "07ff");
    EXPECT_TRUE(slice(bytes, {8, 1}).empty());
    EXPECT_TRUE(slice(bytes, {static_cast<std::size_t>(-1), static_cast<std::size_t>(-1)}).empty());
}

TEST(Bytes, NamesComeFromTheTable) {
    static constexpr NamedValue kTable[] = {{1, "one"}, {7, "seven"}};
    EXPECT_EQ(name_of(kTable, 7), "seven");
    EXPECT_EQ(name_of(kTable, 2), "");
}

}  // namespace
}  // namespace capf::wire
