// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/language/catalogue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace capf::language {
namespace {

using namespace std::string_literals;

using Messages = std::vector<std::pair<std::string, std::string>>;

const std::string kHeader = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n != 1;\n";

void put(std::string &bytes, std::size_t number, bool big_endian) {
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(number >> (8 * (big_endian ? 3 - i : i)) & 0xFF);
}

// As msgfmt writes it; the messages in any order.
std::string mo(const Messages &messages, bool big_endian = false) {
    const std::size_t ids = 28, texts = ids + 8 * messages.size();
    std::size_t at = texts + 8 * messages.size();
    std::string bytes, strings;
    for (const std::size_t number : {0x950412deUL, 0UL, messages.size(), ids, texts, 0UL, 0UL}) {
        put(bytes, number, big_endian);
    }
    const auto add = [&](const std::string &text) {
        put(bytes, text.size(), big_endian);
        put(bytes, at, big_endian);
        strings += text + '\0';
        at += text.size() + 1;
    };
    for (const auto &[id, text] : messages) add(id);
    for (const auto &[id, text] : messages) add(text);
    return bytes + strings;
}

std::string found(const std::optional<Catalogue> &catalogue, std::string_view id) {
    const char *text = catalogue ? catalogue->find(id) : nullptr;
    return text == nullptr ? "none" : text;
}

TEST(Catalogue, FindsWhatIsTranslated) {
    for (const bool big_endian : {false, true}) {
        const auto catalogue =
            Catalogue::parse(mo({{"two", "zwei"}, {"", kHeader}, {"one", "eins"}, {"no", ""}}, big_endian));
        EXPECT_EQ(found(catalogue, "one"), "eins");
        EXPECT_EQ(found(catalogue, "two"), "zwei");
        EXPECT_EQ(found(catalogue, "no"), "none");
        EXPECT_EQ(found(catalogue, "three"), "none");
    }
}

TEST(Catalogue, KnowsContextsAndPlurals) {
    const auto catalogue = Catalogue::parse(
        mo({{"", kHeader}, {"key\4other", "andere"}, {"{} day\0{} days"s, "{} Tag\0{} Tage"s}, {"x\0y"s, "only one"}}));
    ASSERT_TRUE(catalogue);
    EXPECT_EQ(found(catalogue, "key\4other"), "andere");
    EXPECT_STREQ(catalogue->find_plural("{} day", 1), "{} Tag");
    EXPECT_STREQ(catalogue->find_plural("{} day", 3), "{} Tage");
    EXPECT_STREQ(catalogue->find_plural("x", 1), "only one");
    EXPECT_EQ(catalogue->find_plural("x", 2), nullptr);
    EXPECT_EQ(catalogue->find_plural("y", 2), nullptr);
}

TEST(Catalogue, TakesNothingElseForOne) {
    EXPECT_FALSE(Catalogue::parse(""));
    EXPECT_FALSE(Catalogue::parse("no catalogue, but longer than the header of one"));
    EXPECT_FALSE(Catalogue::parse(mo({{"one", "eins"}})));  // no header
    EXPECT_FALSE(Catalogue::parse(mo({{"", "Content-Type: text/plain; charset=EUC-JP\n"}})));
    EXPECT_FALSE(Catalogue::load("/nonexistent/capfcheck.mo"));
    EXPECT_FALSE(Catalogue::load("/"));
}

TEST(Catalogue, SurvivesDamage) {
    const std::string whole = mo({{"", kHeader}, {"one", "eins"}, {"{} day\0{} days"s, "{} Tag\0{} Tage"s}});
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(Catalogue::parse(whole.substr(0, size))) << size;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char byte : {'\0', '\x7F', '\xFF'}) {
            std::string damaged = whole;
            damaged[at] = byte;
            const auto catalogue = Catalogue::parse(damaged);
            if (!catalogue) continue;
            (void)found(catalogue, "one");
            (void)catalogue->find_plural("{} day", 2);
        }
    }
}

}  // namespace
}  // namespace capf::language
