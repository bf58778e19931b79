// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cucm/device_table.h"

#include <algorithm>
#include <optional>

#include "plugin/wire/ascii.h"

namespace capf::cucm {
namespace {

constexpr std::size_t kMd5Digits = 32;
constexpr std::size_t kLongestName = 129;  // of a device in CUCM
constexpr std::size_t kLinesKept = 100;
constexpr std::string_view kPrompt = "admin:";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t";

using Words = std::vector<std::string_view>;

std::string_view trim(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

Words split_words(std::string_view text) {
    Words words;
    for (text = trim(text); !text.empty(); text = trim(text)) {
        const std::size_t end = std::min(text.find_first_of(kBlanks), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

std::vector<std::string_view> split_lines(std::string_view text) {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        while (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_ruler(std::string_view line) {
    return line.find('=') != std::string_view::npos && line.find_first_not_of("= \t") == std::string_view::npos;
}

bool is_md5(std::string_view word) {
    return word.size() == kMd5Digits && std::all_of(word.begin(), word.end(), wire::is_hex_digit);
}

// Device names are letters, digits and a few signs (SEP…, CSF…, names of trunks and gateways); never 32 hex digits.
bool is_name(std::string_view word) {
    return !word.empty() && word.size() <= kLongestName && !is_md5(word) &&
           std::all_of(word.begin(), word.end(), [](char c) {
               return wire::is_letter_or_digit(c) || std::string_view("-._:@$/+").find(c) != std::string::npos;
           });
}

// Where the columns are: in characters, as CUCM counts them, not in bytes.
struct Column {
    std::size_t begin = 0, end = 0;
};

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;  // of UTF-8
}

std::string_view slice_characters(std::string_view line, const Column &column) {
    std::size_t at = 0, first = line.size(), last = line.size();
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (continues_character(line[i])) continue;
        if (at == column.begin) first = i;
        if (at == column.end) last = i;
        ++at;
    }
    return first < last ? trim(line.substr(first, last - first)) : std::string_view{};
}

std::vector<Column> columns_of(std::string_view ruler) {
    std::vector<Column> columns;
    for (std::size_t at = ruler.find('='); at != std::string_view::npos; at = ruler.find('=', at)) {
        const std::size_t end = std::min(ruler.find_first_not_of('=', at), ruler.size());
        columns.push_back({at, end});
        at = end;
    }
    return columns;
}

class Reader {
public:
    explicit Reader(std::string_view text) : lines_(split_lines(text)) {}

    DeviceTable read() {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::string_view line = lines_[i];
            if (i + 1 < lines_.size() && is_ruler(lines_[i + 1]) && !is_ruler(line) && !trim(line).empty()) {
                begin_table(line, lines_[i + 1]);
                ++i;
            } else if (trim(line).starts_with(kPrompt)) {
                in_table_ = false;
            } else if (!trim(line).empty() && !add_row(line, i + 1)) {
                not_recognised(i + 1);
            }
        }
        return std::move(table_);
    }

private:
    void begin_table(std::string_view header, std::string_view ruler) {
        const Words names = split_words(header);
        in_table_ = true;
        count_ = names.size();
        name_ = position(names, "name");
        hash_ = position(names, "md5hash");
        columns_ = columns_of(ruler);
        // Cisco's own sample: a ruler that does not say where the columns are.
        if (columns_.size() != names.size()) columns_.clear();
        table_.has_columns |= name_.has_value() && hash_.has_value();
    }

    static std::optional<std::size_t> position(const Words &names, std::string_view wanted) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            const std::string name = wire::lower(names[i]);
            if (name == wanted || name.ends_with("." + std::string(wanted))) return i;
        }
        return std::nullopt;
    }

    bool add_row(std::string_view line, std::size_t number) {
        if (!in_table_ || !name_ || !hash_) return false;
        return by_ruler(line, number) || by_words(line, number);
    }

    bool add(std::string_view name, std::string_view hash, std::size_t number) {
        if (!is_name(name) || !(hash.empty() || is_md5(hash))) return false;
        table_.rows.push_back({std::string(name), wire::lower(hash), number, ""});
        return true;
    }

    bool by_ruler(std::string_view line, std::size_t number) {
        if (columns_.empty()) return false;
        return add(slice_characters(line, columns_[*name_]), slice_characters(line, columns_[*hash_]), number);
    }

    // Without a ruler that helps, or when the copying moved the row: by the order of the words, or, where a value is
    // missing, by what the two look like.
    bool by_words(std::string_view line, std::size_t number) {
        const Words words = split_words(line);
        if (words.size() == count_) return add(words[*name_], words[*hash_], number);
        return count_ == 2 && words.size() == 1 && add(words.front(), "", number);
    }

    void not_recognised(std::size_t number) {
        ++table_.unrecognised_count;
        if (table_.unrecognised.size() < kLinesKept) table_.unrecognised.push_back(number);
    }

    std::vector<std::string_view> lines_;
    DeviceTable table_;
    bool in_table_ = false;
    std::size_t count_ = 0;                   // of columns
    std::optional<std::size_t> name_, hash_;  // which columns these are
    std::vector<Column> columns_;             // empty: unknown
};

}  // namespace

const DeviceRow *DeviceTable::find(std::string_view device) const {
    const auto found = std::find_if(rows.rbegin(), rows.rend(),
                                    [&](const DeviceRow &row) { return wire::equal_ignoring_case(row.name, device); });
    return found == rows.rend() ? nullptr : &*found;
}

DeviceTable parse_device_table(std::string_view text) {
    return Reader(text).read();
}

}  // namespace capf::cucm
