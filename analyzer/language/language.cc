// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/language/language.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "analyzer/language/catalogue.h"
#include "analyzer/language/translate.h"

namespace capf {
namespace language {
namespace {

constexpr const char *kEnglish = "en";
constexpr const char *kCatalogueFile = "LC_MESSAGES/capfcheck.mo";
constexpr char kContextEnd = '\4';  // gettext's, between a context and its word

struct Chosen {
    std::string name = kEnglish;
    std::optional<Catalogue> catalogue;
};

Chosen &state() {
    static Chosen chosen;
    return chosen;
}

thread_local int english_only = 0;

const Catalogue *catalogue() {
    const Chosen &chosen = state();
    return chosen.catalogue && english_only == 0 ? &*chosen.catalogue : nullptr;
}

// Beside the program: in the folder where it was built, or where it is installed.
std::vector<std::filesystem::path> locale_folders() {
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) return {};
    const std::filesystem::path folder = program.parent_path();
    return {folder / "share" / "locale", folder.parent_path() / "share" / "locale"};
}

bool is_language_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@';
    });
}

std::optional<Catalogue> load(const std::string &name) {
    for (const std::filesystem::path &folder : locale_folders()) {
        if (auto found = Catalogue::load(folder / name / kCatalogueFile)) return found;
    }
    return std::nullopt;
}

bool is_english(std::string_view name) {
    return name == kEnglish || name.starts_with("en_") || name == "C" || name == "POSIX";
}

std::string_view without_charset(std::string_view locale) {
    return locale.substr(0, locale.find('.'));
}

bool is_utf8(std::string_view locale) {
    std::string charset(locale.substr(std::min(locale.find('.'), locale.size())));
    charset.erase(std::min(charset.find('@'), charset.size()));
    std::ranges::transform(charset, charset.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
    return charset == ".utf-8" || charset == ".utf8";
}

std::string_view environment(const char *name) {
    const char *value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

std::string_view message_locale() {
    for (const char *name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const std::string_view value = environment(name); !value.empty()) return value;
    }
    return {};
}

}  // namespace

std::vector<std::string> available() {
    std::vector<std::string> names = {kEnglish};
    for (const std::filesystem::path &folder : locale_folders()) {
        std::error_code error;
        for (const auto &entry : std::filesystem::directory_iterator(folder, error)) {
            if (std::filesystem::exists(entry.path() / kCatalogueFile, error)) names.push_back(entry.path().filename());
        }
    }
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

bool choose(std::string_view wanted) {
    const std::string name(without_charset(wanted));
    if (!is_language_name(name)) return false;
    if (is_english(name)) {
        state() = {};
        return true;
    }
    // "ja_JP", then "ja".
    for (const std::string &one : {name, name.substr(0, name.find_first_of("_@"))}) {
        if (auto found = load(one)) {
            state() = {one, std::move(found)};
            return true;
        }
    }
    return false;
}

void choose_by_environment() {
    const std::string_view locale = message_locale();
    const std::string_view name = without_charset(locale);
    // The output is UTF-8, and in these locales gettext does not look at LANGUAGE.
    if (name.empty() || name == "C" || name == "POSIX" || !is_utf8(locale)) return;
    std::string_view wanted = environment("LANGUAGE");
    while (!wanted.empty()) {
        const std::size_t colon = std::min(wanted.find(':'), wanted.size());
        if (choose(wanted.substr(0, colon))) return;
        wanted.remove_prefix(std::min(colon + 1, wanted.size()));
    }
    if (!choose(name)) state() = {};
}

const std::string &chosen() {
    static const std::string english = kEnglish;
    return english_only == 0 ? state().name : english;
}

English::English() {
    ++english_only;
}

English::~English() {
    --english_only;
}

std::string format(fmt::string_view translated, fmt::string_view english, fmt::format_args arguments) {
    try {
        return fmt::vformat(translated, arguments);
    } catch (const fmt::format_error &) {
        // A translation with a placeholder that the message does not have; tests/language would have told.
        return fmt::vformat(english, arguments);
    }
}

}  // namespace language

const char *tr(const char *message) {
    const language::Catalogue *catalogue = language::catalogue();
    if (catalogue == nullptr || *message == '\0') return message;
    const char *found = catalogue->find(message);
    return found == nullptr ? message : found;
}

std::string_view tr(std::string_view message) {
    const language::Catalogue *catalogue = language::catalogue();
    if (catalogue == nullptr || message.empty()) return message;
    const char *found = catalogue->find(message);
    return found == nullptr ? message : std::string_view(found);
}

std::string_view tr_in(std::string_view context, std::string_view word) {
    const language::Catalogue *catalogue = language::catalogue();
    if (catalogue == nullptr) return word;
    const char *found = catalogue->find(std::string(context) + language::kContextEnd + std::string(word));
    return found == nullptr ? word : std::string_view(found);
}

const char *tr_plural(PluralMessage message, std::uint64_t count) {
    const char *english = count == 1 ? message.one : message.many;
    const language::Catalogue *catalogue = language::catalogue();
    if (catalogue == nullptr) return english;
    const char *found = catalogue->find_plural(message.one, count);
    return found == nullptr ? english : found;
}

std::string grouped(std::uint64_t number) {
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

std::string tr_count(PluralMessage message, std::uint64_t count) {
    const std::string number = grouped(count);
    const char *english = count == 1 ? message.one : message.many;
    return language::format(tr_plural(message, count), english, fmt::make_format_args(number));
}

}  // namespace capf
