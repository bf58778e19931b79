// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>
#include <lz4frame.h>
#include <zlib.h>
#include <zstd.h>

#include "analyzer/capture/formats/decompression.h"

namespace capf::test {
namespace {

using namespace capture;

// Gives what it has in pieces of an odd size.
class TextSource : public ByteSource {
public:
    explicit TextSource(std::string text) : text_(std::move(text)) {}
    std::ptrdiff_t read(std::uint8_t *out, std::size_t size) override {
        const std::size_t n = std::min({size, text_.size() - at_, std::size_t{977}});
        std::memcpy(out, text_.data() + at_, n);
        at_ += n;
        return static_cast<std::ptrdiff_t>(n);
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

std::string plain_text() {
    std::string text;
    for (std::uint64_t i = 0; i < 60000; ++i) text += "line " + std::to_string(i * i) + "\n";
    return text;
}

std::string gzip(const std::string &plain) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, plain.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zstd(const std::string &plain) {
    std::string out(ZSTD_compressBound(plain.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 1));
    return out;
}

std::string lz4(const std::string &plain) {
    std::string out(LZ4F_compressFrameBound(plain.size(), nullptr), '\0');
    out.resize(LZ4F_compressFrame(out.data(), out.size(), plain.data(), plain.size(), nullptr));
    return out;
}

struct Read {
    std::string text, error;
};

Read read_all(const std::string &compressed, bool ahead) {
    auto source = decompress(std::make_unique<TextSource>(compressed), compression_of(compressed));
    if (ahead) source = read_ahead(std::move(source));
    Read result;
    std::uint8_t piece[4093];
    std::ptrdiff_t n = 0;
    while ((n = source->read(piece, sizeof piece)) > 0) {
        result.text.append(reinterpret_cast<char *>(piece), static_cast<std::size_t>(n));
    }
    if (n < 0) result.error = source->error();
    return result;
}

class Decompression : public testing::TestWithParam<std::string (*)(const std::string &)> {};

TEST_P(Decompression, GivesThePlainText) {
    const std::string plain = plain_text(), compressed = GetParam()(plain);
    EXPECT_NE(compression_of(compressed), Compression::none);
    for (const bool ahead : {false, true}) {
        const Read read = read_all(compressed, ahead);
        EXPECT_TRUE(read.text == plain);
        EXPECT_EQ(read.error, "");
    }
}

TEST_P(Decompression, GoesOnWithTheNextMember) {
    const std::string plain = plain_text();
    const Read read = read_all(GetParam()(plain) + GetParam()("and more") + GetParam()(plain), false);
    EXPECT_TRUE(read.text == plain + "and more" + plain);
    EXPECT_EQ(read.error, "");
}

TEST_P(Decompression, GivesWhatIsThereOfACutStream) {
    const std::string plain = plain_text(), compressed = GetParam()(plain);
    for (const std::size_t length : {compressed.size() - 1, compressed.size() / 2, std::size_t{20}}) {
        const Read read = read_all(compressed.substr(0, length), true);
        EXPECT_TRUE(plain.starts_with(read.text));
        EXPECT_NE(read.error, "");
    }
    EXPECT_GT(read_all(compressed.substr(0, compressed.size() / 2), false).text.size(), plain.size() / 4);
}

TEST_P(Decompression, SaysThatBytesWereChanged) {
    std::string compressed = GetParam()(plain_text());
    for (std::size_t at = compressed.size() / 2; at < compressed.size() / 2 + 40; ++at) compressed[at] = '\x55';
    const Read read = read_all(compressed, true);
    EXPECT_TRUE(!read.error.empty() || read.text != plain_text());
}

INSTANTIATE_TEST_SUITE_P(All, Decompression, testing::Values(gzip, zstd, lz4));

TEST(Gzip, PaddingBehindTheLastMemberIsNoDamage) {
    const Read read = read_all(gzip("text") + std::string(600, '\0'), false);
    EXPECT_EQ(read.text, "text");
    EXPECT_EQ(read.error, "");
}

}  // namespace
}  // namespace capf::test
