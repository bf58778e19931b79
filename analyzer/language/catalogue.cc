// SPDX-License-Identifier: GPL-2.0-or-later
// The format is described in gettext's manual, "The Format of GNU MO Files".
#include "analyzer/language/catalogue.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace capf::language {
namespace {

constexpr std::uint32_t kMagic = 0x950412de;
constexpr std::size_t kCountAt = 8, kIdsAt = 12, kTextsAt = 16;  // offsets of the header's fields
constexpr std::size_t kHeaderSize = 20, kEntrySize = 8;

class Numbers {
public:
    // False when it begins like no catalogue, of either byte order.
    bool open(std::string_view bytes) {
        bytes_ = bytes;
        if (bytes.size() < kHeaderSize) return false;
        if (at(0) == kMagic) return true;
        big_endian_ = true;
        return at(0) == kMagic;
    }

    [[nodiscard]] std::uint32_t at(std::size_t offset) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const auto byte = static_cast<unsigned char>(bytes_[offset + (big_endian_ ? i : 3 - i)]);
            value = value << 8 | byte;
        }
        return value;
    }

private:
    std::string_view bytes_;
    bool big_endian_ = false;
};

bool fits(std::uint64_t offset, std::uint64_t length, std::size_t size) {
    return offset <= size && length <= size - offset;
}

// What follows `name` on its line of the header.
std::string_view header_line(std::string_view header, std::string_view name) {
    const std::size_t at = header.find(name);
    if (at == std::string_view::npos) return {};
    header.remove_prefix(at + name.size());
    return header.substr(0, header.find('\n'));
}

}  // namespace

std::optional<Catalogue> Catalogue::parse(std::string bytes) {
    Catalogue catalogue;
    catalogue.bytes_ = std::move(bytes);
    const std::string &all = catalogue.bytes_;
    Numbers numbers;
    if (!numbers.open(all)) return std::nullopt;
    const std::uint32_t count = numbers.at(kCountAt), ids = numbers.at(kIdsAt), texts = numbers.at(kTextsAt);
    const std::uint64_t table = std::uint64_t{count} * kEntrySize;
    if (!fits(ids, table, all.size()) || !fits(texts, table, all.size())) return std::nullopt;
    catalogue.messages_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t id = ids + i * kEntrySize, text = texts + i * kEntrySize;
        const Message one{numbers.at(id + 4), numbers.at(id), numbers.at(text + 4), numbers.at(text)};
        // With the NUL that follows each.
        if (!fits(one.id, std::uint64_t{one.id_length} + 1, all.size()) || all[one.id + one.id_length] != '\0' ||
            !fits(one.text, std::uint64_t{one.text_length} + 1, all.size()) ||
            all[one.text + one.text_length] != '\0') {
            return std::nullopt;
        }
        catalogue.messages_.push_back(one);
    }
    for (Message &one : catalogue.messages_) one.id_length = std::min(one.id_length, catalogue.id_of(one).find('\0'));
    std::ranges::sort(catalogue.messages_, {}, [&](const Message &one) { return catalogue.id_of(one); });
    if (!catalogue.read_header()) return std::nullopt;
    return catalogue;
}

std::optional<Catalogue> Catalogue::load(const std::string &path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return parse({std::istreambuf_iterator<char>(file), {}});
}

bool Catalogue::read_header() {
    const Message *header = message("");
    if (header == nullptr) return false;
    const std::string_view text = std::string_view(bytes_).substr(header->text, header->text_length);
    const std::string_view type = header_line(text, "Content-Type:");
    if (type.find("charset=UTF-8") == std::string_view::npos && type.find("charset=utf-8") == std::string_view::npos) {
        return false;
    }
    if (const auto rule = PluralRule::parse(header_line(text, "Plural-Forms:"))) plural_ = *rule;
    return true;
}

const Catalogue::Message *Catalogue::message(std::string_view id) const {
    const auto found = std::ranges::lower_bound(messages_, id, {}, [&](const Message &one) { return id_of(one); });
    return found == messages_.end() || id_of(*found) != id ? nullptr : &*found;
}

const char *Catalogue::find(std::string_view message_id) const {
    const Message *found = message(message_id);
    return found == nullptr || found->text_length == 0 ? nullptr : bytes_.data() + found->text;
}

const char *Catalogue::find_plural(std::string_view one, std::uint64_t n) const {
    const Message *found = message(one);
    if (found == nullptr || found->text_length == 0) return nullptr;
    std::size_t at = found->text;
    const std::size_t end = found->text + found->text_length;
    for (std::size_t form = plural_.form_of(n); form > 0; --form) {
        at = bytes_.find('\0', at) + 1;
        if (at > end) return nullptr;
    }
    return bytes_.data() + at;
}

}  // namespace capf::language
