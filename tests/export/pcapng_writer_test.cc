// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/pcapng_writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <sstream>

#include "analyzer/capture/formats/input_window.h"
#include "analyzer/capture/formats/pcapng_reader.h"

namespace capf::exporting {
namespace {

using Bytes = std::vector<std::uint8_t>;

class MemorySource : public capture::ByteSource {
public:
    explicit MemorySource(const Bytes &bytes) : bytes_(bytes) {}
    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        const std::size_t n = std::min(size, bytes_.size() - at_);
        std::memcpy(out, bytes_.data() + at_, n);
        at_ += n;
        return static_cast<std::ptrdiff_t>(n);
    }

private:
    const Bytes &bytes_;
    std::size_t at_ = 0;
};

struct Read {
    std::vector<capture::Record> records;
    std::vector<Bytes> contents;
    std::vector<capture::Secrets> secrets;
    std::string damage;
};

Read read_back(const Bytes &file) {
    Read result;
    capture::PcapngReader reader(std::make_unique<capture::InputWindow>(std::make_unique<MemorySource>(file)));
    std::vector<capture::Record> batch;
    while (reader.next(batch)) {
        for (const capture::Record &record : batch) {
            result.records.push_back(record);
            result.contents.emplace_back(record.bytes, record.bytes + record.captured);
        }
    }
    result.secrets = reader.secrets();
    result.damage = reader.damage();
    return result;
}

TEST(PcapngWriter, OurReaderGetsBackWhatWasWritten) {
    PcapngWriter writer("test", "comment");
    const std::uint32_t ethernet = writer.add_interface({1, 0, "first"});
    const std::uint32_t raw = writer.add_interface({101, 96, ""});
    const Bytes one = {1, 2, 3, 4, 5}, two(96, 7), secret = {'k', 'e', 'y'};
    writer.add_secrets(0x544c534b, secret);
    constexpr std::int64_t kTime = 1'384'858'600'123'456'789;
    writer.add_packet({ethernet, kTime, 60, one, {"a", "b"}});
    writer.add_packet({raw, kTime - 1, 96, two, {}});
    const Read back = read_back(writer.bytes());
    EXPECT_EQ(back.damage, "");
    ASSERT_EQ(back.records.size(), 2U);
    EXPECT_EQ(back.records[0].time, kTime);
    EXPECT_EQ(back.records[0].on_the_wire, 60U);
    EXPECT_EQ(back.records[0].link_type, 1);
    EXPECT_EQ(back.records[1].time, kTime - 1) << "order stays as it was";
    EXPECT_EQ(back.records[1].interface, raw);
    EXPECT_EQ(back.contents, (std::vector<Bytes>{one, two}));
    ASSERT_EQ(back.secrets.size(), 1U);
    EXPECT_EQ(back.secrets[0].bytes, secret);
}

TEST(PcapngWriter, EveryLengthIsPadded) {
    for (std::size_t length = 0; length < 9; ++length) {
        PcapngWriter writer("", std::string(length, 'c'));
        const std::uint32_t interface = writer.add_interface({1, 0, std::string(length, 'd')});
        const Bytes bytes(length, 9);
        writer.add_packet({interface, 0, 0, bytes, {std::string(length, 'e')}});
        EXPECT_EQ(writer.bytes().size() % 4, 0U);
        EXPECT_EQ(read_back(writer.bytes()).contents, std::vector<Bytes>{bytes});
    }
}

TEST(PcapngWriter, ATextThatIsTooLongIsCutBetweenCharacters) {
    std::string text;
    while (text.size() < 70'000) text += "\xE2\x82\xAC";
    PcapngWriter writer("", "");
    const std::uint32_t interface = writer.add_interface({1, 0, ""});
    const Bytes bytes = {1};
    writer.add_packet({interface, 0, 1, bytes, {text}});
    EXPECT_EQ(read_back(writer.bytes()).contents, std::vector<Bytes>{bytes});
    constexpr std::size_t kWhole = 65535 / 3 * 3;
    const std::string file(writer.bytes().begin(), writer.bytes().end());
    EXPECT_NE(file.find(text.substr(0, kWhole)), std::string::npos);
    EXPECT_EQ(file.find(text.substr(0, kWhole + 1)), std::string::npos);
}

}  // namespace
}  // namespace capf::exporting
