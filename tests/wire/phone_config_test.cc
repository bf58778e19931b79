// SPDX-License-Identifier: GPL-2.0-or-later
#include "plugin/wire/phone_config.h"

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
using testing::ElementsAre;
using testing::IsEmpty;

Buffer bytes_of(std::string_view text) {
    return Builder().text(text);
}

PhoneConfig parse(std::string_view text) {
    return parse_phone_config(bytes_of(text));
}

// The value's text, or "absent"; checks that its range holds that text.
std::string at(const Buffer &text, const std::optional<ConfigValue> &value) {
    if (!value) return "absent";
    EXPECT_EQ(as_string(text, value->where), value->value);
    return value->value;
}

TEST(PhoneConfig, ReadsARecordedPartialConfiguration) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.get2.sgn");
    const Bytes payload = slice(file, parse_signed_header(file).payload);
    ASSERT_TRUE(looks_like_xml(payload));
    const Buffer text(payload.begin(), payload.end());
    const PhoneConfig config = parse_phone_config(text);
    EXPECT_THAT(config.problems, IsEmpty());
    EXPECT_TRUE(config.is_device);
    EXPECT_EQ(at(text, config.full_config), "false");
    EXPECT_EQ(config.full(), false);
    EXPECT_EQ(at(text, config.load_information), "sip78xx.12-8-1-0101-482");
    EXPECT_EQ(at(text, config.ip_address_mode), "0");
    EXPECT_EQ(config.auth_mode(), 0);
    EXPECT_EQ(at(text, config.cert_hash), "05d577f5d7178f1fad025e39c3ccf119");
    EXPECT_EQ(config.encrypted(), true);
    ASSERT_EQ(config.capf_servers.size(), 1U);
    EXPECT_EQ(at(text, config.capf_servers[0].port), "3804");
    EXPECT_EQ(at(text, config.capf_servers[0].node), "10.48.46.4");
    EXPECT_THAT(config.call_managers, IsEmpty());
    EXPECT_THAT(config.secrets, IsEmpty());
}

TEST(PhoneConfig, AnEmptyHashIsThereAndEmpty) {
    const Buffer file = recorded("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.sgn");
    const PhoneConfig config = parse_phone_config(slice(file, parse_signed_header(file).payload));
    ASSERT_TRUE(config.cert_hash.has_value());
    EXPECT_EQ(config.cert_hash->value, "");
    EXPECT_TRUE(config.cert_hash->where.empty());
    EXPECT_EQ(config.full(), false) << "written False";
}

TEST(PhoneConfig, ReadsARecordedFullConfiguration) {
    const Buffer text = recorded("s01-happy-http-rsa2048-tls12/SEPA45630BBFA40.cnf.xml.plain.xml");
    const PhoneConfig config = parse_phone_config(text);
    EXPECT_THAT(config.problems, IsEmpty());
    EXPECT_EQ(config.full(), true);
    EXPECT_EQ(at(text, config.device_protocol), "SIP");
    EXPECT_EQ(at(text, config.device_security_mode), "3");
    EXPECT_THAT(config.call_managers, ElementsAre("10.48.46.4"));
}

// Cisco's document shows this: no declaration, no opening <device>, a blank line before the closing one.
constexpr std::string_view kCiscoSample =
    "<fullConfig>False</fullConfig>\n"
    "<loadInformation>SIP75.9-3-1SR2-1S</loadInformation>\n"
    "<ipAddressMode>0</ipAddressMode>\n"
    "<capfAuthMode>0</capfAuthMode>\n"
    "<capfList>\n<capf>\n<phonePort>3804</phonePort>\n<processNodeName>10.48.46.4</processNodeName>\n</capf>\n"
    "</capfList>\n\n</device>\n";

TEST(PhoneConfig, AProblemQuotesNothing) {
    const PhoneConfig config = parse_phone_config(bytes_of("<certHash></certHash></kestrel>"));
    EXPECT_THAT(config.problems, ElementsAre(Note("closing tag without an opening one")));
}

TEST(PhoneConfig, ReadsTheFragmentOfCiscosDocument) {
    const Buffer text = bytes_of(kCiscoSample);
    EXPECT_TRUE(looks_like_xml(text));
    const PhoneConfig config = parse_phone_config(text);
    EXPECT_THAT(config.problems, ElementsAre(Note("closing </device> without an opening one")));
    EXPECT_EQ(as_string(text, config.problems[0].where), "</device>");
    EXPECT_TRUE(config.is_device);
    EXPECT_EQ(config.full(), false);
    EXPECT_EQ(at(text, config.load_information), "SIP75.9-3-1SR2-1S");
    ASSERT_EQ(config.capf_servers.size(), 1U);
    EXPECT_EQ(at(text, config.capf_servers[0].node), "10.48.46.4");
    EXPECT_FALSE(config.cert_hash.has_value());
}

TEST(PhoneConfig, GoesOnBehindAStrayTag) {
    const Buffer text = bytes_of("<capfAuthMode>1</capfAuthMode></device>\n<certHash>AB</certHash></x>");
    const PhoneConfig config = parse_phone_config(text);
    EXPECT_THAT(config.problems, ElementsAre(Note("closing </device>"), Note("closing tag")));
    EXPECT_EQ(config.auth_mode(), 1);
    ASSERT_TRUE(config.cert_hash.has_value());
    EXPECT_EQ(config.cert_hash->value, "ab");
    EXPECT_EQ(as_string(text, config.cert_hash->where), "AB") << "the place is in the whole text";
    std::string many;
    for (int i = 0; i < 100000; ++i) many += "</x>";
    EXPECT_EQ(test::count(parse(many).problems, Severity::malformed), 1U) << "but not for ever";
}

TEST(PhoneConfig, AnErrorKeepsWhatWasReadBefore) {
    const std::string_view text = "<device><fullConfig>true</fullConfig><capfAuthMode>2</capfAuthMode><a></b></device>";
    const PhoneConfig config = parse(text);
    EXPECT_THAT(config.problems, ElementsAre(Malformed("XML: ")));
    EXPECT_EQ(config.problems[0].where.offset, text.find("</b>") + 2);
    EXPECT_EQ(config.full(), true);
    EXPECT_EQ(config.auth_mode(), 2);
    EXPECT_THAT(parse("<device><a>1</a>").problems, ElementsAre(Malformed("XML: ")));
    EXPECT_THAT(parse("<device><a =></device>").problems, ElementsAre(Malformed("XML: ")));
    EXPECT_THAT(parse("no markup").problems, ElementsAre(Malformed("no element")));
    EXPECT_THAT(parse("").problems, ElementsAre(Malformed("no element")));
}

TEST(PhoneConfig, AValueThatIsCutOffDoesNotCount) {
    const PhoneConfig config = parse("<device><fullConfig>false</fullConfig><certHash>05d577");
    EXPECT_EQ(test::count(config.problems, Severity::malformed), 1U);
    EXPECT_EQ(config.full(), false);
    EXPECT_FALSE(config.cert_hash.has_value());
}

TEST(PhoneConfig, AnEmptyValueCountsOnlyWithItsClosingTag) {
    const auto hash = [](const char *text) { return parse(text).cert_hash; };
    EXPECT_FALSE(hash("<device><certHash").has_value());
    EXPECT_FALSE(hash("<device><certHash>").has_value());
    EXPECT_FALSE(hash("<device><certHash><").has_value());
    EXPECT_FALSE(hash("<device><certHash><![CDATA[").has_value());
    for (const char *text : {"<device><certHash></", "<device><certHash/>", "<device><certHash></certHash>",
                             "<device><certHash> </certHash><encrConfig>", "<certHash></certHash>\n</device>"}) {
        ASSERT_TRUE(hash(text).has_value()) << text;
        EXPECT_EQ(hash(text)->value, "") << text;
    }
}

TEST(PhoneConfig, EveryPrefixOfAConfigurationIsSafeAndTold) {
    const std::string whole =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<device>\n<fullConfig>False</fullConfig>\n<capfList><capf>"
        "<phonePort>3804</phonePort></capf></capfList><!-- c --><certHash><![CDATA[05d577]]></certHash></device>";
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const PhoneConfig config = parse(whole.substr(0, size));
        EXPECT_EQ(test::count(config.problems, Severity::malformed), 1U) << whole.substr(0, size);
        if (config.full_config) {
            EXPECT_EQ(config.full_config->value, "False");
        }
        if (config.cert_hash) {
            EXPECT_EQ(config.cert_hash->value, "05d577");
        }
        for (const CapfServer &server : config.capf_servers) EXPECT_EQ(server.port->value, "3804");
    }
}

TEST(PhoneConfig, ReadsCapfListsOfEveryShape) {
    PhoneConfig config = parse(
        "<device><capfList><capf><phonePort>3804</phonePort><processNodeName>a</processNodeName></capf>"
        "<capf><processNodeName>b</processNodeName></capf><capf/></capfList></device>");
    ASSERT_EQ(config.capf_servers.size(), 2U);
    EXPECT_EQ(config.capf_servers[0].node->value, "a");
    EXPECT_EQ(config.capf_servers[1].node->value, "b");
    EXPECT_EQ(config.capf_servers[1].port, std::nullopt);
    config = parse("<capfList><phonePort> 3805 </phonePort><processNodeName>c</processNodeName></capfList>");
    ASSERT_EQ(config.capf_servers.size(), 1U);
    EXPECT_EQ(config.capf_servers[0].port->value, "3805");
    EXPECT_EQ(config.capf_servers[0].port->where.length, 4U);
    EXPECT_TRUE(config.is_device);
}

TEST(PhoneConfig, TakesFieldsOnlyFromTheDeviceItself) {
    const PhoneConfig config = parse(
        "<device><addOnModules><addOnModule "
        "idx='1'><loadInformation>B016</loadInformation></addOnModule></addOnModules>"
        "<loadInformation>sip88xx</loadInformation><loadInformation>twice</loadInformation></device>");
    ASSERT_TRUE(config.load_information.has_value());
    EXPECT_EQ(config.load_information->value, "sip88xx");
    EXPECT_FALSE(parse("<Default><x/></Default>").is_device);
}

TEST(PhoneConfig, FindsSecretsAtEveryDepth) {
    const Buffer text = bytes_of(
        "<device><sshPassword>cisco</sshPassword><adminPassword/><x><phonePassword>1</phonePassword>"
        "<authPASSWORD>a&amp;b</authPASSWORD><digestCredentials>d</digestCredentials><sharedSecret>s</sharedSecret>"
        "<mySharedSecretName>no</mySharedSecretName><password>  </password></x></device>");
    const PhoneConfig config = parse_phone_config(text);
    std::vector<std::string> values;
    std::vector<std::string> sources;
    for (const ConfigValue &secret : config.secrets) {
        values.push_back(secret.value);
        sources.push_back(as_string(text, secret.where));
    }
    EXPECT_THAT(values, ElementsAre("cisco", "1", "a&b", "d", "s"));
    EXPECT_THAT(sources, ElementsAre("cisco", "1", "a&amp;b", "d", "s"));
}

TEST(PhoneConfig, FindsCallManagers) {
    const PhoneConfig config = parse(
        "<device><devicePool><callManagerGroup><members><member priority='0'><callManager><name>n</name>"
        "<processNodeName>10.0.0.1</processNodeName></callManager></member><member priority='1'><callManager>"
        "<processNodeName> cucm2 </processNodeName></callManager></member><member><callManager/></member></members>"
        "</callManagerGroup></devicePool></device>");
    EXPECT_THAT(config.call_managers, ElementsAre("10.0.0.1", "cucm2"));
}

TEST(PhoneConfig, TakesOtherEncodings) {
    // A byte order mark moves the places, and they are right all the same.
    Buffer text =
        bytes_of("\xEF\xBB\xBF<device><loadInformation>\xC3\xA9</loadInformation><certHash>ab</certHash></device>");
    EXPECT_TRUE(looks_like_xml(text));
    PhoneConfig config = parse_phone_config(text);
    EXPECT_THAT(config.problems, IsEmpty());
    EXPECT_EQ(at(text, config.load_information), "\xC3\xA9");
    EXPECT_EQ(at(text, config.cert_hash), "ab");

    text = {0xff, 0xfe};
    for (const char c : std::string_view("<device><certHash>ab</certHash></device>")) {
        text.push_back(static_cast<std::uint8_t>(c));
        text.push_back(0);
    }
    EXPECT_TRUE(looks_like_xml(text));
    config = parse_phone_config(text);
    EXPECT_THAT(config.problems, IsEmpty());
    ASSERT_TRUE(config.cert_hash.has_value());
    EXPECT_EQ(config.cert_hash->value, "ab");
    EXPECT_TRUE(config.cert_hash->where.empty()) << "the place is not known";

    text = bytes_of(
        "<?xml version='1.0' "
        "encoding='ISO-8859-1'?><device><loadInformation>\xE9</loadInformation><certHash>ab</certHash></device>");
    config = parse_phone_config(text);
    ASSERT_TRUE(config.load_information.has_value());
    EXPECT_EQ(config.load_information->value, "\xC3\xA9");
    EXPECT_TRUE(config.cert_hash->where.empty());
}

TEST(PhoneConfig, NulBytesAtTheEndDoNoHarm) {
    const std::string whole = "<device><certHash>ab</certHash></device>";
    EXPECT_THAT(parse(whole + std::string(7, '\0')).problems, IsEmpty());
    const PhoneConfig hidden = parse(whole + std::string(1, '\0') + "<device/>");
    EXPECT_THAT(hidden.problems, ElementsAre(Malformed("NUL")));
    EXPECT_EQ(hidden.problems[0].where.offset, whole.size());
}

TEST(PhoneConfig, DepthIsNotLimitedByTheStack) {
    constexpr std::size_t kDepth = 1000000;
    std::string text = "<device><fullConfig>true</fullConfig>";
    for (std::size_t i = 0; i < kDepth; ++i) text += "<a>";
    EXPECT_EQ(parse(text).full(), true);
    for (std::size_t i = 0; i < kDepth; ++i) text += "</a>";
    EXPECT_THAT(parse(text + "</device>").problems, IsEmpty());
}

TEST(PhoneConfig, EntitiesAreNotExpanded) {
    const PhoneConfig config = parse(
        "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b "
        "\"&a;&a;&a;\">]><device><loadInformation>&b;</loadInformation></device>");
    EXPECT_THAT(config.problems, IsEmpty());
    ASSERT_TRUE(config.load_information.has_value());
    EXPECT_EQ(config.load_information->value, "&b;");
}

TEST(PhoneConfig, BooleansAndModes) {
    const auto full = [](const std::string &text) { return parse("<fullConfig>" + text + "</fullConfig>").full(); };
    EXPECT_EQ(full("TRUE"), true);
    EXPECT_EQ(full(" False\n"), false);
    EXPECT_EQ(full("yes"), std::nullopt);
    EXPECT_EQ(parse("<device/>").full(), std::nullopt);
    const auto mode = [](const std::string &text) {
        return parse("<capfAuthMode>" + text + "</capfAuthMode>").auth_mode();
    };
    EXPECT_EQ(mode("2"), 2);
    EXPECT_EQ(mode("3"), std::nullopt);
    EXPECT_EQ(mode("10"), std::nullopt);
    EXPECT_EQ(mode(""), std::nullopt);
    EXPECT_EQ(parse("<encrConfig>tRue</encrConfig>").encrypted(), true);
}

TEST(PhoneConfig, RecognisesXml) {
    for (const char *text : {"<a", " \r\n\t<?xml", "<!-- c -->", "</device>", "<_x"}) {
        EXPECT_TRUE(looks_like_xml(bytes_of(text))) << text;
    }
    for (const char *text : {"", "<", "< a", "<3", "text <a>", "\x01\x02"}) {
        EXPECT_FALSE(looks_like_xml(bytes_of(text))) << text;
    }
    EXPECT_FALSE(looks_like_xml(Buffer{0xff, 0xfe, 'a', 0}));
    EXPECT_TRUE(looks_like_xml(Buffer{0xfe, 0xff, 0, ' ', 0, '<'}));
    EXPECT_FALSE(looks_like_xml(Buffer{0xff, 0xfe, '<'}));
}

TEST(PhoneConfig, Ports) {
    EXPECT_EQ(parse_port("3804"), 3804);
    EXPECT_EQ(parse_port(" 1 "), 1);
    EXPECT_EQ(parse_port("65535"), 65535);
    for (const char *text : {"", "0", "65536", "-1", "+1", "38o4", "3804 x", "99999999999999999999"}) {
        EXPECT_EQ(parse_port(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace capf::wire
