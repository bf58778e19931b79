// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever the bytes are, every range that a parser gives lies inside them. With the sanitizers on, these tests also
// find reads outside.
#include <algorithm>
#include <random>

#include "plugin/wire/capf_message.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"
#include "plugin/wire/tvs_message.h"
#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

using test::Buffer;
using test::recorded;

// Copies the bytes to the heap, so that the sanitizer sees a read one byte too far.
class Checker {
public:
    explicit Checker(Bytes bytes) : bytes_(bytes.begin(), bytes.end()) { bytes_.shrink_to_fit(); }

    void all() {
        signed_file();
        capf();
        tvs();
        config();
    }
    void signed_file() {
        const SignedHeader header = parse_signed_header(bytes_);
        for (const HeaderElement &e : header.elements) {
            inside(e.whole);
            inside(e.value);
        }
        for (const Range &range :
             {header.signer_serial, header.signature, header.signature_element, header.encrypted_key,
              header.initialisation_vector, header.plain_text_digest, header.payload}) {
            inside(range);
        }
        problems(header.problems);
        records(parse_trust_list(bytes_, header.payload));
        records(parse_trust_list(bytes_, {0, bytes_.size()}));
    }
    void records(const TrustList &list) {
        problems(list.problems);
        for (const TrustRecord &r : list.records) {
            for (const Range &range :
                 {r.whole, r.serial_number, r.public_key, r.signature, r.certificate, r.certificate_hash}) {
                inside(range);
            }
            for (const RecordElement &e : r.elements) inside(e.value);
        }
    }
    void capf() {
        const auto message = parse_capf_message(bytes_);
        if (!message) return;
        problems(message->problems);
        for (const CapfElement &e : message->elements) {
            inside(e.header);
            inside(e.value);
            if (const auto *c = std::get_if<CapfCertificate>(&e.content)) inside(c->der);
            if (const auto *s = std::get_if<CapfSignature>(&e.content)) inside(s->signature);
            if (const auto *sudi = std::get_if<CapfSudi>(&e.content)) {
                for (const CapfSudiPart &part : sudi->parts) inside(part.value);
            }
        }
    }
    void tvs() {
        const auto message = parse_tvs_message(bytes_);
        if (!message) return;
        problems(message->problems);
        for (const TvsElement &e : message->elements) inside(e.value);
    }
    void config() {
        const PhoneConfig parsed = parse_phone_config(bytes_);
        for (const Problem &problem : parsed.problems) inside(problem.where);
        for (const auto &value : {parsed.full_config, parsed.load_information, parsed.cert_hash, parsed.encr_config}) {
            if (value) inside(value->where);
        }
        for (const ConfigValue &secret : parsed.secrets) inside(secret.where);
        for (const CapfServer &server : parsed.capf_servers) {
            if (server.port) inside(server.port->where);
            if (server.node) inside(server.node->where);
        }
    }

private:
    void inside(const Range &range) const {
        if (range.end() > bytes_.size() || range.end() < range.offset) {
            ADD_FAILURE() << range.offset << "+" << range.length << " is not inside " << bytes_.size() << " bytes";
        }
    }
    // The header of a message that is cut is there even when the body is not.
    void problems(const Problems &list) const {
        for (const Problem &problem : list) inside(problem.where);
    }

    Buffer bytes_;
};

class RecordedFiles : public testing::TestWithParam<const char *> {};

TEST_P(RecordedFiles, CutAtEveryByte) {
    const Buffer whole = recorded(GetParam());
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        Checker checker(Bytes(whole).first(size));
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
            Checker checker(bytes);
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
