// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/signed_header.h"

#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

using test::as_string;
using test::Buffer;
using test::Builder;
using test::Malformed;
using test::Note;
using test::recorded;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

// VERSION, HEADER_LENGTH, `elements`, then `payload`.
Buffer file_with(const Buffer &elements, std::string_view payload = "", int length_error = 0) {
    const auto length = static_cast<unsigned>(10 + static_cast<int>(elements.size()) + length_error);
    return Builder().element(1, Builder().u8(1).u8(0)).element(2, Builder().u16(length)).add(elements).text(payload);
}

Buffer signature() {
    return Builder().element(12, Buffer(8, 0xab));
}

TEST(SignedHeader, ReadsARecordedSgn) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.sgn");
    ASSERT_TRUE(looks_like_signed_file(file));
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, IsEmpty());
    EXPECT_EQ(header.kind(), SignedFileKind::signed_file);
    EXPECT_EQ(header.version, (Version{1, 0}));
    EXPECT_FALSE(header.signer_version.has_value());
    EXPECT_EQ(header.header_length, 504);
    EXPECT_EQ(header.signer_name, "CN=dcucm01.kestrel.example,O=Kestrel Freight,OU=Voice,L=Hamburg,ST=HH,C=DE");
    EXPECT_EQ(header.issuer_name, header.signer_name);
    EXPECT_EQ(to_hex(slice(file, header.signer_serial)), "6b120b0dad543ca701b74fc255388678");
    EXPECT_EQ(header.digest_algorithm, 1);
    EXPECT_EQ(header.signature_algorithm, 0);
    EXPECT_EQ(header.signature_modulus, 2);
    EXPECT_EQ(header.signature.length, 256U);
    EXPECT_EQ(header.signature_element, (Range{header.signature.offset - 3, 259}));
    EXPECT_EQ(file[header.signature_element.offset], 12);
    EXPECT_EQ(header.file_name, "SEPA45630BBFA40.cnf.xml.sgn");
    EXPECT_EQ(header.timestamp, 1795465090U);
    EXPECT_FALSE(header.has_encryption_info);
    EXPECT_EQ(header.payload, (Range{504, 376}));
    EXPECT_TRUE(as_string(file, header.payload).starts_with("<?xml"));
}

TEST(SignedHeader, ReadsARecordedItl) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv");
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, IsEmpty());
    EXPECT_EQ(header.kind(), SignedFileKind::trust_list);
    EXPECT_TRUE(header.payload_is_records);
    EXPECT_EQ(header.version, (Version{1, 2}));
    EXPECT_EQ(header.signer_version, (Version{1, 0}));
    EXPECT_EQ(header.signer_name, "CN=ITLRECOVERY_dcucm01,O=Kestrel Freight,OU=Voice,L=Hamburg,ST=HH,C=DE");
    EXPECT_EQ(to_hex(slice(file, header.signer_serial)), "bc4c10bfc2ee1b7a733a52d5a6bd8dd1");
    EXPECT_EQ(header.file_name, "ITLSEPA45630BBFA40.tlv");
    EXPECT_EQ(header.timestamp, 1795465090U);
    EXPECT_EQ(header.payload, (Range{496, 6909}));
}

TEST(SignedHeader, ReadsARecordedEncSgn) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.enc.sgn");
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, IsEmpty());
    EXPECT_EQ(header.kind(), SignedFileKind::encrypted_file);
    EXPECT_EQ(header.version, (Version{2, 0}));
    EXPECT_EQ(to_hex(slice(file, header.initialisation_vector)), "c28a43bf5cffcbe85d9dc1334c794a32");
    EXPECT_EQ(header.padding_length, 3);
    EXPECT_EQ(header.key_size, 2048);
    EXPECT_EQ(header.key_algorithm, 1);
    EXPECT_EQ(header.encrypted_key.length, 256U);
    EXPECT_EQ(header.plain_text_digest_algorithm, 1);
    EXPECT_EQ(to_hex(slice(file, header.plain_text_digest)), "a7e441420445e01d31493b426bdc0848aa99a1ab");
    EXPECT_EQ(header.payload, (Range{844, 5712}));
    const std::size_t plain_text = recorded("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.plain.xml").size();
    EXPECT_EQ(header.payload.length - *header.padding_length, plain_text);
}

TEST(SignedHeader, ReadsSha512AndSignerVersion11) {
    const Buffer itl = recorded("s27-sha512/ITLSEP58971E8530BB.tlv");
    const SignedHeader list = parse_signed_header(itl);
    EXPECT_THAT(list.problems, IsEmpty());
    EXPECT_EQ(list.signer_version, (Version{1, 1}));
    EXPECT_EQ(list.digest_algorithm, 3);
    EXPECT_EQ(list.header_length, 492);

    const Buffer sgn = recorded("s27-sha512/SEP58971E8530BB.cnf.xml.get2.sgn");
    const SignedHeader config = parse_signed_header(sgn);
    EXPECT_THAT(config.problems, IsEmpty());
    EXPECT_EQ(config.signature.length, 512U);
    EXPECT_EQ(config.signature_modulus, 3);
    EXPECT_EQ(config.payload, (Range{752, 499}));

    const Buffer enc = recorded("s27-sha512/SEP58971E8530BB.cnf.xml.enc.sgn");
    const SignedHeader encrypted = parse_signed_header(enc);
    EXPECT_THAT(encrypted.problems, IsEmpty());
    EXPECT_EQ(to_hex(slice(enc, encrypted.initialisation_vector)), "44a321225dc230360a1ad3cdc2c069f8");
    EXPECT_EQ(encrypted.padding_length, 14);
    EXPECT_EQ(encrypted.plain_text_digest_algorithm, 3);
    EXPECT_EQ(encrypted.plain_text_digest.length, 64U);
    EXPECT_TRUE(to_hex(slice(enc, encrypted.plain_text_digest)).starts_with("5ec101cf03b7f47aab9c6d28e52ce8b8"));
    EXPECT_EQ(encrypted.payload, (Range{1136, 7232}));
}

TEST(SignedHeader, ElementsAreInFileOrderWithTheirDepth) {
    const Buffer file = recorded("s48-cucm-like-elements/CSFAKOVACS.cnf.xml.enc.sgn");
    const SignedHeader header = parse_signed_header(file);
    std::vector<std::pair<int, int>> seen;
    for (const HeaderElement &e : header.elements) {
        if (!e.is(HeaderTag::padding)) seen.emplace_back(e.tag, e.depth);
    }
    using P = std::pair<int, int>;
    const std::vector<P> expected = {{1, 0},  {2, 0},  {3, 0},  {4, 1},  {6, 1},  {5, 1},  {7, 0},  {8, 1},  {9, 1},
                                     {10, 2}, {11, 2}, {12, 0}, {14, 0}, {15, 0}, {16, 0}, {17, 1}, {18, 2}, {19, 2},
                                     {20, 2}, {21, 1}, {22, 2}, {23, 2}, {24, 2}, {25, 2}, {26, 0}, {27, 0}};
    EXPECT_EQ(seen, expected);
}

// The document prints the beginning of a file that a real CUCM signed, with dots for what is not printable; what its
// dots stand for is filled in with bytes of the documented layout.
Buffer cisco_document_header() {
    const std::string_view name = "CN=cucm85;OU=It;O=Cisco;L=KRK;ST=PL;C=PL";
    const Buffer signer = Builder()
                              .text_element(4, name)
                              .element(5, Buffer{0x11, 0x5a, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77})
                              .text_element(6, name);
    const Buffer rest =
        Builder()
            .element(3, signer)
            .element(
                7, Builder().element(8, Buffer{1}).element(9, Builder().element(10, Buffer{0}).element(11, Buffer{1})))
            .element(12, Buffer(128, 0x43))
            .text_element(14, "SEPA45630BBFA40.cnf.xml.enc.sgn")
            .element(15, Buffer{0x52, 0x00, 0x44, 0x44})
            .element(16, Builder().element(17, Builder().element(19, Buffer(16, 0x4d)).element(20, Builder().u16(9))));
    return Builder()
        .element(1, Builder().u8(2).u8(0))
        .element(2, Builder().u16(static_cast<unsigned>(10 + rest.size())))
        .add(rest);
}

TEST(SignedHeader, ReadsTheOpeningThatCiscosDocumentPrints) {
    const Buffer header_bytes = cisco_document_header();
    // The bytes that the document gives: container of 0x63, name of 0x29, serial number next.
    EXPECT_EQ(to_hex(slice(header_bytes, {10, 6})), "030063040029");
    const Buffer file = Builder().add(header_bytes).add(Buffer(32, 0xee));
    EXPECT_TRUE(looks_like_signed_file(file));
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, IsEmpty());
    EXPECT_EQ(header.kind(), SignedFileKind::encrypted_file);
    EXPECT_EQ(header.signer_name, "CN=cucm85;OU=It;O=Cisco;L=KRK;ST=PL;C=PL");
    EXPECT_TRUE(same_distinguished_name(*header.signer_name, "C=PL,ST=PL,L=KRK,O=Cisco,OU=It,CN=cucm85"));
    EXPECT_EQ(to_hex(slice(file, header.signer_serial)), "115a223344556677");
    EXPECT_EQ(header.file_name, "SEPA45630BBFA40.cnf.xml.enc.sgn");
    EXPECT_TRUE(header.encrypted_key.empty()) << "a symmetric key distributed by hand";
    EXPECT_EQ(header.padding_length, 9);
    EXPECT_EQ(header.payload, (Range{header_bytes.size(), 32}));
}

TEST(SignedHeader, OrderDoesNotMatter) {
    const Buffer file = Builder()
                            .text_element(14, "Default.sgn")
                            .u8(13)
                            .add(signature())
                            .element(2, Builder().u16(15 + 1 + 11 + 5 + 5))
                            .element(1, Builder().u8(1).u8(1))
                            .text("<xml/>");
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, IsEmpty());
    EXPECT_EQ(header.version, (Version{1, 1}));
    EXPECT_EQ(header.file_name, "Default.sgn");
    EXPECT_EQ(as_string(file, header.payload), "<xml/>");
    EXPECT_EQ(header.kind(), SignedFileKind::signed_file);
}

TEST(SignedHeader, FirmwareIsSignedWithTheImageKey) {
    const auto signed_by = [](const char *name) {
        return parse_signed_header(
                   file_with(Builder().element(3, Builder().text_element(4, name)).add(signature()), "loads"))
            .signed_with_image_key();
    };
    EXPECT_TRUE(signed_by("CN=someSigner;OU=someOrgUnit;O=someOrg"));
    EXPECT_TRUE(signed_by("CN=someSigner,OU=someOrgUnit,O=someOrg"));
    EXPECT_FALSE(signed_by("CN=someSigner;OU=Voice;O=someOrg"));
    EXPECT_FALSE(parse_signed_header(file_with(signature(), "loads")).signed_with_image_key());
}

TEST(SignedHeader, PaddingIsOneByte) {
    // As in files that Cisco signed for 79xx phones: padding before the payload, which begins with a line feed's kin.
    const Buffer file = file_with(
        Builder().add(signature()).text_element(14, "term11.default.loads").u8(13).u8(13).u8(13), "#\r\n# text");
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, IsEmpty());
    EXPECT_EQ(header.elements.size(), 7U);
    EXPECT_EQ(header.elements[6].whole.length, 1U);
    EXPECT_EQ(header.elements[6].value.length, 0U);
    EXPECT_EQ(as_string(file, header.payload), "#\r\n# text");
    EXPECT_EQ(header.timestamp, std::nullopt);
}

TEST(SignedHeader, KindComesFromWhatIsThere) {
    EXPECT_EQ(parse_signed_header(file_with(signature(), "<a/>")).kind(), SignedFileKind::signed_file);
    EXPECT_EQ(parse_signed_header(file_with(Builder().add(signature()).text_element(14, "CTLFile.TLV"), "")).kind(),
              SignedFileKind::trust_list);
    EXPECT_EQ(parse_signed_header(file_with(Builder().add(signature()).element(28, Buffer{1, 0}), "")).kind(),
              SignedFileKind::trust_list);
    const std::string record("\x01\x00\x02\x00\x08\x03\x00\x00", 8);
    EXPECT_EQ(parse_signed_header(file_with(signature(), record)).kind(), SignedFileKind::trust_list);
    EXPECT_EQ(parse_signed_header(file_with(signature(), record.substr(0, 5))).kind(), SignedFileKind::signed_file);
    // Encryption decides before all others.
    EXPECT_EQ(parse_signed_header(
                  file_with(Builder().add(signature()).element(16, Buffer{}).element(28, Buffer{1, 0}), record))
                  .kind(),
              SignedFileKind::encrypted_file);
}

TEST(SignedHeader, KeepsUnknownAndRepeatedElements) {
    const SignedHeader header = parse_signed_header(file_with(
        Builder().element(99, Buffer{1, 2}).add(signature()).text_element(14, "a").text_element(14, "b"), "x"));
    EXPECT_THAT(header.problems, ElementsAre(Note("unknown element 99"), Note("file name is there more than once")));
    EXPECT_EQ(header.elements[2].tag, 99);
    EXPECT_EQ(header.elements[2].value, (Range{13, 2}));
    EXPECT_EQ(header.file_name, "a");
}

TEST(SignedHeader, AHeaderLengthBeyondTheFileIsALie) {
    const Buffer file = file_with(Builder().add(signature()).text_element(14, "a.sgn"), "<xml/>", 1000);
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, ElementsAre(Malformed("header length is 1030, and the file has only 36 bytes")));
    EXPECT_EQ(header.header_length, 1030);
    EXPECT_EQ(header.file_name, "a.sgn");
    EXPECT_EQ(as_string(file, header.payload), "<xml/>") << "the payload begins where the elements end";
}

TEST(SignedHeader, AHeaderLengthInsideAnElementIsALie) {
    const Buffer file = file_with(Builder().add(signature()).text_element(14, "a.sgn"), "<xml/>", -2);
    const SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems,
                ElementsAre(Malformed("file name overruns the header: its length is 6, with 4 bytes left")));
    EXPECT_EQ(header.file_name, std::nullopt);
    EXPECT_EQ(header.elements.back().value.length, 4U);
    EXPECT_EQ(header.payload.offset, file.size() - 8);
    // Inside an element's header.
    const SignedHeader rest = parse_signed_header(file_with(Builder().add(signature()).text_element(14, "a"), "", -3));
    EXPECT_THAT(rest.problems, ElementsAre(Malformed("2 bytes at the end of the header")));
}

TEST(SignedHeader, AHeaderLengthTooShortForItselfIsALie) {
    for (const unsigned length : {0U, 5U, 9U}) {
        const Buffer file =
            Builder().element(1, Buffer{1, 0}).element(2, Builder().u16(length)).add(signature()).text("<xml/>");
        EXPECT_FALSE(looks_like_signed_file(file));
        const SignedHeader header = parse_signed_header(file);
        EXPECT_THAT(header.problems, ElementsAre(Malformed("too short for what the header holds"))) << length;
        EXPECT_EQ(as_string(file, header.payload), "<xml/>");
        EXPECT_EQ(header.signature.length, 8U);
    }
}

TEST(SignedHeader, WithoutHeaderLengthThePayloadFollowsTheElements) {
    Buffer file = Builder().element(1, Buffer{1, 0}).add(signature()).text("<xml/>");
    SignedHeader header = parse_signed_header(file);
    EXPECT_THAT(header.problems, ElementsAre(Malformed("does not give its length")));
    EXPECT_EQ(as_string(file, header.payload), "<xml/>");
    // Records begin with a tag that could be VERSION.
    const std::string record("\x01\x00\x02\x00\x08\x03\x00\x00", 8);
    file = Builder().element(1, Buffer{1, 0}).add(signature()).text(record);
    header = parse_signed_header(file);
    EXPECT_EQ(as_string(file, header.payload), record);
    EXPECT_EQ(header.kind(), SignedFileKind::trust_list);
}

TEST(SignedHeader, LengthsInsideContainersMustAddUp) {
    SignedHeader header =
        parse_signed_header(file_with(Builder().add(signature()).element(3, Builder().u8(4).u16(50).text("CN=a"))));
    EXPECT_THAT(header.problems,
                ElementsAre(Malformed("signer name overruns its container: its length is 50, with 4 bytes left")));
    EXPECT_EQ(header.signer_name, std::nullopt);
    EXPECT_EQ(header.elements.back().depth, 1);
    header =
        parse_signed_header(file_with(Builder().element(7, Builder().element(8, Buffer{1}).u16(9)).add(signature())));
    EXPECT_THAT(header.problems, ElementsAre(Malformed("2 bytes at the end of a container")));
    EXPECT_EQ(header.digest_algorithm, 1);
    EXPECT_EQ(header.signature.length, 8U) << "reading goes on behind the container";
}

TEST(SignedHeader, ValuesOfAWrongLengthAreProblems) {
    EXPECT_THAT(parse_signed_header(file_with(Builder().add(signature()).element(8, Buffer{0, 0, 1}))).problems,
                ElementsAre(Malformed("digest algorithm is a number of 3 bytes")));
    EXPECT_THAT(parse_signed_header(file_with(Builder().add(signature()).element(8, Buffer{1, 1}))).problems,
                ElementsAre(Malformed("digest algorithm is 257, too large")));
    EXPECT_THAT(parse_signed_header(file_with(Builder().add(signature()).element(28, Buffer{1}))).problems,
                ElementsAre(Malformed("signer version is 1 byte long")));
    EXPECT_THAT(parse_signed_header(file_with({}, "<a/>")).problems, ElementsAre(Malformed("holds no signature")));
}

TEST(SignedHeader, NestingIsBounded) {
    Buffer nested;
    for (int i = 0; i < 5000; ++i) {
        const auto length = static_cast<unsigned>(nested.size());
        nested.insert(nested.begin(), {3, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)});
    }
    const SignedHeader header = parse_signed_header(file_with(Builder().add(signature()).add(nested), "x"));
    EXPECT_THAT(header.problems, Contains(Malformed("lies too deep")));
    for (const HeaderElement &e : header.elements) EXPECT_LE(e.depth, 8);
    EXPECT_EQ(header.payload.length, 1U);
}

TEST(SignedHeader, OtherFilesAreNoSignedHeaders) {
    const std::string others[] = {"", "<?xml version=\"1.0\"?>\n<device/>", "\r\n\r\n# text", "PK\x03\x04",
                                  "\x7f"
                                  "ELF"};
    for (const std::string &other : others) {
        const Buffer file = Builder().text(other);
        EXPECT_FALSE(looks_like_signed_file(file));
        const SignedHeader header = parse_signed_header(file);
        EXPECT_THAT(header.problems, ElementsAre(Malformed("not a signed header"))) << other;
        EXPECT_THAT(header.elements, IsEmpty());
        EXPECT_EQ(header.payload, (Range{0, file.size()}));
    }
    EXPECT_FALSE(looks_like_signed_file(recorded("messages/auth-response.capf")));
}

TEST(SignedHeader, EightBytesAreEnoughToRecogniseIt) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv");
    EXPECT_FALSE(looks_like_signed_file(Bytes(file).first(7)));
    EXPECT_TRUE(looks_like_signed_file(Bytes(file).first(8)));
    EXPECT_TRUE(looks_like_signed_file(Bytes(file).first(10)));
}

class CutFiles : public testing::TestWithParam<const char *> {};

TEST_P(CutFiles, TellThatTheyAreCut) {
    const Buffer file = recorded(GetParam());
    const SignedHeader whole = parse_signed_header(file);
    for (std::size_t size = 1; size < file.size(); ++size) {
        const SignedHeader cut = parse_signed_header(Bytes(file).first(size));
        if (size < *whole.header_length) {
            ASSERT_EQ(test::count(cut.problems, Severity::malformed), 1U) << size;
            ASSERT_EQ(cut.payload, (Range{size, 0})) << size;
            ASSERT_LE(cut.elements.size(), whole.elements.size()) << size;
        } else {
            ASSERT_THAT(cut.problems, IsEmpty()) << size;
            ASSERT_EQ(cut.payload, (Range{*whole.header_length, size - *whole.header_length}));
            ASSERT_EQ(cut.elements.size(), whole.elements.size());
        }
        for (std::size_t i = 0; i < cut.elements.size(); ++i) {
            ASSERT_EQ(cut.elements[i].tag, whole.elements[i].tag) << size;
            ASSERT_LE(cut.elements[i].whole.end(), size);
        }
        if (cut.signer_name) {
            ASSERT_EQ(cut.signer_name, whole.signer_name) << "half a name at " << size;
        }
        if (cut.timestamp) {
            ASSERT_EQ(cut.timestamp, whole.timestamp) << size;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Recorded, CutFiles,
                         testing::Values("s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv",
                                         "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.enc.sgn",
                                         "s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.sgn",
                                         "s27-sha512/ITLSEP58971E8530BB.tlv",
                                         "s27-sha512/SEP58971E8530BB.cnf.xml.enc.sgn"));

TEST(SignedHeader, Names) {
    EXPECT_EQ(name_of(header_tag_names(), 28), "signer version");
    EXPECT_EQ(name_of(signature_algorithm_names(), 0), "RSA");
    EXPECT_EQ(name_of(signature_modulus_names(), 3), "4096 bits");
    for (const unsigned tag : {3U, 7U, 9U, 16U, 17U, 21U}) EXPECT_TRUE(is_container(static_cast<std::uint8_t>(tag)));
    for (const unsigned tag : {1U, 4U, 12U, 13U, 25U, 99U}) EXPECT_FALSE(is_container(static_cast<std::uint8_t>(tag)));
}

}  // namespace
}  // namespace capf::wire
