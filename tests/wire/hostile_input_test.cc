// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever the bytes are, every range that a parser gives lies inside them. With the sanitizers on, these tests also
// find reads outside.
#include <algorithm>
#include <random>

#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/signed_header.h"
#include "tests/wire/parsed_ranges.h"
#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

using test::Buffer;
using test::recorded;

// Copies the bytes to the heap, so that the sanitizer sees a read one byte too far.
class Checker {
public:
    explicit Checker(Bytes bytes) : bytes_(bytes.begin(), bytes.end()) { bytes_.shrink_to_fit(); }

    void all() const {
        signed_file();
        capf();
        tvs();
        config();
    }
    void signed_file() const { inside(test::ranges_of_signed_file(bytes_)); }
    void capf() const { inside(test::ranges_of_capf_message(bytes_)); }
    void tvs() const { inside(test::ranges_of_tvs_message(bytes_)); }
    void config() const { inside(test::ranges_of_configuration(bytes_)); }

private:
    void inside(const std::vector<Range> &ranges) const {
        for (const Range &range : ranges) {
            if (!test::lies_inside(range, bytes_))
                ADD_FAILURE() << range.offset << "+" << range.length << " is not inside " << bytes_.size() << " bytes";
        }
    }

    Buffer bytes_;
};

class RecordedFiles : public testing::TestWithParam<const char *> {};

TEST_P(RecordedFiles, CutAtEveryByte) {
    const Buffer whole = recorded(GetParam());
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const Checker checker(Bytes(whole).first(size));
        checker.signed_file();
        checker.capf();
        checker.tvs();
    }
}

TEST_P(RecordedFiles, FlippedAtEveryByte) {
    Buffer bytes = recorded(GetParam());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint8_t original = bytes[i];
        for (const unsigned flip : {0xffU, 0x01U, 0x80U}) {
            if (i > 1200 && flip != 0xff) break;  // certificates and ciphertext
            bytes[i] = static_cast<std::uint8_t>(original ^ flip);
            const Checker checker(bytes);
            checker.signed_file();
            checker.capf();
            checker.tvs();
        }
        bytes[i] = original;
        if (testing::Test::HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, RecordedFiles,
    testing::Values("s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv",
                    "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.enc.sgn",
                    "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.sgn", "s27-sha512/ITLSEP58971E8530BB.tlv",
                    "s27-sha512/SEP58971E8530BB.cnf.xml.enc.sgn", "s27-sha512/SEP58971E8530BB.cnf.xml.get2.sgn",
                    "s48-cucm-like-elements/CSFAKOVACS.cnf.xml.enc.sgn",
                    "s48-cucm-like-elements/CSFAKOVACS.cnf.xml.get2.sgn", "messages/auth-response.capf",
                    "messages/store-certificate-request.capf", "messages/verify-request.tvs"));

TEST(HostileInput, ConfigurationsCutAndFlippedAtEveryByte) {
    Buffer bytes = recorded("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.get2.sgn");
    bytes.erase(bytes.begin(), bytes.begin() + 504);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        Checker(Bytes(bytes).first(i)).config();
        const std::uint8_t original = bytes[i];
        for (unsigned flip = 1; flip < 256; flip += 6) {
            bytes[i] = static_cast<std::uint8_t>(original ^ flip);
            Checker(bytes).config();
        }
        bytes[i] = original;
    }
}

TEST(HostileInput, RandomBytes) {
    std::minstd_rand random(1);  // the same bytes every time
    for (int round = 0; round < 3000; ++round) {
        Buffer bytes(random() % 400);
        // Small values make tags and lengths that are plausible.
        const unsigned most = round % 2 ? 0x20 : 0x100;
        for (std::uint8_t &byte : bytes) byte = static_cast<std::uint8_t>(random() % most);
        Checker(bytes).all();
        if (bytes.size() >= 10) {
            static constexpr std::uint8_t kHeader[] = {1, 0, 2, 1, 0, 2, 0, 2, 0};
            std::copy(std::begin(kHeader), std::end(kHeader), bytes.begin());
            Checker(bytes).signed_file();
        }
        (void)parse_phone_file_name({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
        (void)split_distinguished_name({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
        if (testing::Test::HasFailure()) return;
    }
}

TEST(HostileInput, RandomMarkup) {
    static constexpr const char *kPieces[] = {
        "<device>",  "</device>", "<a>",   "</a>",       "<certHash>",  "</certHash>", "x",  "<!--", "-->",
        "<![CDATA[", "]]>",       "&amp;", "<capfList>", "</capfList>", "<phonePort>", "\n", "<b/>", "<?xml ?>",
        "<!DOCTYPE", "[",         ">",     "\"",         "<password>",  "</password>", "="};
    std::minstd_rand random(2);
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (auto length = random() % 12; length > 0; --length) text += kPieces[random() % std::size(kPieces)];
        Checker({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}).config();
        if (testing::Test::HasFailure()) {
            ADD_FAILURE() << text;
            return;
        }
    }
}

}  // namespace
}  // namespace capf::wire
