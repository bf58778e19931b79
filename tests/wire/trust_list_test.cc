// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/trust_list.h"

#include "plugin/wire/signed_header.h"
#include "tests/wire/test_bytes.h"

namespace capf::wire {
namespace {

using test::Buffer;
using test::Builder;
using test::Malformed;
using test::Note;
using test::recorded;
using testing::ElementsAre;
using testing::IsEmpty;

Buffer record(const Buffer &elements) {
    return Builder().element(1, Builder().u16(static_cast<unsigned>(elements.size() + 5))).add(elements);
}

TrustList parse(const Buffer &bytes) {
    return parse_trust_list(bytes, {0, bytes.size()});
}

struct Expected {
    std::uint16_t length;
    const char *subject;
    const char *serial;
    Role role;
    std::size_t public_key, signature, certificate;
};

void expect_records(const Buffer &file, const TrustList &list, const std::vector<Expected> &expected) {
    ASSERT_EQ(list.records.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const TrustRecord &actual = list.records[i];
        EXPECT_EQ(actual.declared_length, expected[i].length);
        EXPECT_EQ(actual.whole.length, expected[i].length);
        EXPECT_EQ(actual.subject_name, expected[i].subject);
        EXPECT_EQ(actual.issuer_name, expected[i].subject);
        EXPECT_EQ(to_hex(slice(file, actual.serial_number)), expected[i].serial);
        EXPECT_TRUE(actual.has_role(expected[i].role)) << actual.role.value_or(999);
        EXPECT_EQ(actual.public_key.length, expected[i].public_key);
        EXPECT_EQ(actual.signature.length, expected[i].signature);
        EXPECT_EQ(actual.certificate.length, expected[i].certificate);
    }
}

TEST(TrustList, ReadsARecordedItl) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv");
    const TrustList list = parse_trust_list(file, parse_signed_header(file).payload);
    EXPECT_THAT(list.problems, IsEmpty());
    expect_records(file, list,
                   {{1740, "CN=ITLRECOVERY_dcucm01,O=Kestrel Freight,OU=Voice,L=Hamburg,ST=HH,C=DE",
                     "bc4c10bfc2ee1b7a733a52d5a6bd8dd1", Role::sast, 270, 256, 1028},
                    {1759, "CN=dcucm01.kestrel.example,O=Kestrel Freight,OU=Voice,L=Hamburg,ST=HH,C=DE",
                     "6b120b0dad543ca701b74fc255388678", Role::ccm_tftp, 270, 256, 1039},
                    {1700, "CN=dcucm01-tvs,O=Kestrel Freight,OU=Voice,L=Hamburg,ST=HH,C=DE",
                     "aeba1740e0fa69c1184843645b0f888f", Role::tvs, 270, 256, 1004},
                    {1710, "CN=CAPF-fc5f9d3a,O=Kestrel Freight,OU=Voice,L=Hamburg,ST=HH,C=DE",
                     "8ce32b15086299d97c095d44eeb63330", Role::capf, 270, 256, 1010}});
    EXPECT_EQ(list.records[0].whole.offset, 496U);
    EXPECT_EQ(list.records[3].whole.end(), file.size());
    EXPECT_FALSE(list.records[0].signs_files());
    EXPECT_TRUE(list.records[1].signs_files());
    // A certificate is a DER sequence of exactly its own length.
    EXPECT_EQ(to_hex(slice(file, {list.records[0].certificate.offset, 4})), "30820400");
}

TEST(TrustList, ReadsAListWithKeysOfOtherSizes) {
    const Buffer file = recorded("s27-sha512/ITLSEP58971E8530BB.tlv");
    const TrustList list = parse_trust_list(file, parse_signed_header(file).payload);
    EXPECT_THAT(list.problems, IsEmpty());
    expect_records(file, list,
                   {{1727, "CN=ITLRECOVERY_dcucm04,O=Ossian Clinics,OU=IT,L=Glasgow,ST=SCT,C=GB",
                     "3e3748ac8750c2e07fb6256d1c6bd774", Role::sast, 270, 256, 1021},
                    {2767, "CN=dcucm04.ossian.example,O=Ossian Clinics,OU=IT,L=Glasgow,ST=SCT,C=GB",
                     "f4099b24f5c5af23b31b1b5e805227a7", Role::ccm_tftp, 526, 512, 1543},
                    {1169, "CN=dcucm04-tvs,O=Ossian Clinics,OU=IT,L=Glasgow,ST=SCT,C=GB",
                     "b6fb086283949a7e9f67d1d0e5659e07", Role::tvs, 140, 128, 737},
                    {1697, "CN=CAPF-1e7d2a3e,O=Ossian Clinics,OU=IT,L=Glasgow,ST=SCT,C=GB",
                     "3923a6f54fa329a0a0935e4134a2c50e", Role::capf, 270, 256, 1003}});
}

TEST(TrustList, CutAnywhereKeepsWhatCameBefore) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/ITLSEPA45630BBFA40.tlv");
    const TrustList whole = parse_trust_list(file, parse_signed_header(file).payload);
    for (std::size_t size = 496; size < file.size(); ++size) {
        const Bytes cut = Bytes(file).first(size);
        const TrustList list = parse_trust_list(cut, parse_signed_header(cut).payload);
        std::size_t complete = 0;
        bool at_boundary = size == 496;
        for (const TrustRecord &r : whole.records) {
            complete += r.whole.end() <= size ? 1U : 0U;
            at_boundary = at_boundary || r.whole.end() == size;
        }
        ASSERT_GE(list.records.size(), complete) << size;
        ASSERT_LE(list.records.size(), complete + 1) << size;
        for (std::size_t i = 0; i < complete; ++i) {
            ASSERT_EQ(list.records[i].certificate, whole.records[i].certificate) << size;
        }
        ASSERT_EQ(test::count(list.problems, Severity::malformed), at_boundary ? 0U : 1U) << size;
    }
}

TEST(TrustList, ReadsEveryElement) {
    const Buffer bytes = record(Builder()
                                    .text_element(2, "cucm")
                                    .text_element(3, "CN=a")
                                    .element(4, Builder().u16(7))
                                    .text_element(5, "CN=b")
                                    .element(6, Buffer{1, 2})
                                    .element(7, Buffer{3})
                                    .element(8, Buffer{4})
                                    .element(9, Buffer{5})
                                    .element(10, Buffer{10, 0, 0, 1})
                                    .element(11, Buffer{6})
                                    .element(12, Buffer{1}));
    const TrustList list = parse(bytes);
    EXPECT_THAT(list.problems, IsEmpty());
    ASSERT_EQ(list.records.size(), 1U);
    const TrustRecord &r = list.records[0];
    EXPECT_EQ(r.elements.size(), 12U);
    EXPECT_EQ(r.dns_name, "cucm");
    EXPECT_EQ(r.subject_name, "CN=a");
    EXPECT_EQ(r.issuer_name, "CN=b");
    EXPECT_TRUE(r.has_role(Role::application_server));
    EXPECT_EQ(to_hex(slice(bytes, r.serial_number)), "0102");
    EXPECT_EQ(to_hex(slice(bytes, r.public_key)), "03");
    EXPECT_EQ(to_hex(slice(bytes, r.signature)), "04");
    EXPECT_EQ(to_hex(slice(bytes, r.certificate)), "05");
    EXPECT_EQ(to_hex(slice(bytes, r.certificate_hash)), "06");
    EXPECT_EQ(r.hash_algorithm, 1);
    EXPECT_TRUE(r.elements[9].is(RecordTag::ip_address));
    EXPECT_EQ(to_hex(slice(bytes, r.elements[9].value)), "0a000001");
}

TEST(TrustList, ForARollbackOnlyTheSastHasACertificate) {
    const auto one = [](Role role, bool certificate) {
        Builder elements = Builder().element(4, Builder().u16(static_cast<unsigned>(role)));
        return record(certificate ? elements.element(9, Buffer{5}) : elements);
    };
    const auto list = [](const Buffer &a, const Buffer &b) {
        Buffer both = a;
        both.insert(both.end(), b.begin(), b.end());
        return is_for_rollback(parse(both));
    };
    EXPECT_TRUE(list(one(Role::sast, true), one(Role::ccm_tftp, false)));
    EXPECT_TRUE(is_for_rollback(parse(one(Role::sast, true))));
    EXPECT_FALSE(list(one(Role::sast, true), one(Role::capf, true)));
    EXPECT_FALSE(is_for_rollback(TrustList{}));
}

TEST(TrustList, KeepsUnknownAndRepeatedElements) {
    const TrustList list =
        parse(record(Builder().element(77, Buffer{1}).element(4, Builder().u16(4)).element(4, Builder().u16(0))));
    EXPECT_THAT(list.problems, ElementsAre(Note("unknown element 77"), Note("FUNCTION is there more than once")));
    EXPECT_EQ(list.records[0].elements.size(), 4U);
    EXPECT_TRUE(list.records[0].has_role(Role::capf));
}

TEST(TrustList, AWrongRecordLengthEndsTheList) {
    const Buffer good = record(Builder().element(4, Builder().u16(4)));
    // Longer than the file: the elements that are there are kept.
    TrustList list = parse(Builder().add(good).element(1, Builder().u16(100)).element(4, Builder().u16(3)));
    EXPECT_THAT(list.problems,
                ElementsAre(Malformed("record overruns the file: its length is 100, with 10 bytes left")));
    ASSERT_EQ(list.records.size(), 2U);
    EXPECT_TRUE(list.records[1].has_role(Role::tftp));
    EXPECT_EQ(list.records[1].whole, (Range{10, 10}));
    // Shorter than itself.
    list = parse(Builder().add(good).element(1, Builder().u16(4)).add(good));
    EXPECT_THAT(list.problems, ElementsAre(Malformed("record length is 4")));
    EXPECT_EQ(list.records.size(), 1U);
    // Not a length at all.
    list = parse(Builder().add(good).text_element(3, "CN=a").add(good));
    EXPECT_THAT(list.problems, ElementsAre(Malformed("does not begin with its length")));
    EXPECT_EQ(list.records.size(), 1U);
    list = parse(Builder().element(1, Builder().u32(11)).element(4, Builder().u16(4)));
    EXPECT_THAT(list.problems, ElementsAre(Malformed("does not begin with its length")));
    // Bytes behind the last record.
    list = parse(Builder().add(good).u16(0));
    EXPECT_THAT(list.problems, ElementsAre(Malformed("2 bytes at the end of the list")));
    EXPECT_EQ(list.problems[0].where, (Range{10, 2}));
}

TEST(TrustList, ElementsStayInsideTheirRecord) {
    const Buffer overrun = Builder().element(1, Builder().u16(10)).u8(3).u16(9).u16(0);
    TrustList list = parse(Builder().add(overrun).add(record({})));
    EXPECT_THAT(list.problems,
                ElementsAre(Malformed("SUBJECTNAME overruns the record: its length is 9, with 2 bytes left")));
    EXPECT_EQ(list.records.size(), 2U) << "the record's own length says where the next one is";
    EXPECT_EQ(list.records[0].elements[1].value, (Range{8, 2}));
    EXPECT_EQ(list.records[0].subject_name, std::nullopt);
    list = parse(record(Builder().element(4, Buffer{0, 0, 1})));
    EXPECT_THAT(list.problems, ElementsAre(Malformed("FUNCTION is a number of 3 bytes")));
    list = parse(record(Builder().element(4, Builder().u32(0x10000))));
    EXPECT_THAT(list.problems, ElementsAre(Malformed("FUNCTION is 65536, too large")));
    list = parse(record(Buffer{4, 0}));
    EXPECT_THAT(list.problems, ElementsAre(Malformed("2 bytes at the end of the record")));
}

TEST(TrustList, APayloadOutsideTheFileHoldsNothing) {
    const Buffer file = record({});
    EXPECT_THAT(parse_trust_list(file, {100, 5}).records, IsEmpty());
    EXPECT_THAT(parse_trust_list(file, {5, 0}).problems, IsEmpty());
    EXPECT_EQ(parse_trust_list(file, {0, static_cast<std::size_t>(-1)}).records.size(), 1U);
}

TEST(TrustList, TheNumberOfRecordsIsBounded) {
    Builder bytes;
    for (int i = 0; i < 5000; ++i) bytes.add(record({}));
    const TrustList list = parse(bytes);
    EXPECT_EQ(list.records.size(), 4096U);
    EXPECT_THAT(list.problems, ElementsAre(Malformed("more than 4096 records")));
}

TEST(TrustList, Names) {
    EXPECT_EQ(name_of(role_names(), 2), "CCM+TFTP");
    EXPECT_EQ(name_of(role_names(), 21), "TVS");
    EXPECT_EQ(name_of(role_names(), 5), "");
    EXPECT_EQ(name_of(record_tag_names(), 4), "FUNCTION");
}

}  // namespace
}  // namespace capf::wire
