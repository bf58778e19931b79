// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/pattern.h"

#include <optional>

#include <fmt/format.h>

#include "analyzer/language/translate.h"
#include "analyzer/report/problem_text.h"
#include "analyzer/report/report_time.h"
#include "plugin/wire/ascii.h"

namespace capf::report {
namespace {

using namespace findings;

// What is counted; "{} " comes before each word.
constexpr std::size_t kNumberLength = 3;
constexpr PluralMessage kCounted[] = {
    NP_("{} SYN", "{} SYNs"),
    NP_("{} capture", "{} captures"),
    NP_("{} certificate", "{} certificates"),
    NP_("{} day", "{} days"),
    NP_("{} event", "{} events"),
    NP_("{} file", "{} files"),
    NP_("{} frame", "{} frames"),
    NP_("{} line", "{} lines"),
    NP_("{} minute", "{} minutes"),
    NP_("{} more line", "{} more lines"),
    NP_("{} notice", "{} notices"),
    NP_("{} other host", "{} other hosts"),
    NP_("{} packet", "{} packets"),
    NP_("{} phone", "{} phones"),
    NP_("{} record", "{} records"),
    NP_("{} second", "{} seconds"),
    NP_("{} secret", "{} secrets"),
    NP_("{} session", "{} sessions"),
};

struct Text {
    std::string operator()(const DeviceName &one) const { return one.text; }
    std::string operator()(const IpAddress &one) const { return one.text; }
    std::string operator()(const HostName &one) const {
        return one.port == 0 ? one.text : dissection::to_string({one.text, one.port});
    }
    std::string operator()(const Endpoint &one) const { return dissection::to_string(one); }
    std::string operator()(const FileName &one) const { return one.text; }
    std::string operator()(const FilePath &one) const { return one.text; }
    std::string operator()(const DistinguishedName &one) const { return one.text; }
    std::string operator()(const Hex &one) const { return one.text.empty() ? tr("empty") : one.text; }
    std::string operator()(const Term &one) const {
        const std::string_view status = tr_in("transfer status", one.text);
        return status == one.text ? problem_text(one.text) : std::string(status);
    }
    std::string operator()(const Quote &one) const { return one.text; }
    std::string operator()(const Number &one) const { return std::to_string(one.value); }
    std::string operator()(const Date &one) const { return utc_date(one.seconds); }
    std::string operator()(const FileAnswer &one) const {
        if (!one.icmp_reporter.empty()) return tr_format("ICMP unreachable from {}", one.icmp_reporter);
        if (one.http_status != 0) return fmt::format("HTTP {}", one.http_status);
        if (one.tftp_error < 0) return tr("no answer");
        const std::string error = one.message.empty() ? tr_format("TFTP error {}", one.tftp_error)
                                                      : tr_format("TFTP error {0} ({1})", one.tftp_error, one.message);
        constexpr int kFileNotFound = 1;  // which only a server can say
        if (one.from_phone) return tr_format("{} from the phone", error);
        return one.tftp_error == kFileNotFound ? error : tr_format("{} from the server", error);
    }
};

std::string without_port(const Value &value) {
    if (const auto *endpoint = std::get_if<Endpoint>(&value)) return endpoint->address;
    if (const auto *host = std::get_if<HostName>(&value)) return host->text;
    return value_text(value);
}

const Value *value_named(std::string_view name, const Parameters &values) {
    for (const auto &[param, value] : values) {
        if (name_of(param) == name) return &value;
    }
    return nullptr;
}

std::string more_times_text(std::int64_t count) {
    if (count == 1) return tr("once more");
    if (count == 2) return tr("twice more");
    return tr_format("{} more times", count);
}

std::string formatted(const Value &value, std::string_view form) {
    if (form.empty()) return value_text(value);
    if (form == "host") return without_port(value);
    if (form == "upper") return wire::upper(value_text(value));
    const auto *number = std::get_if<Number>(&value);
    if (number == nullptr) return value_text(value);
    if (form == "more-times") return more_times_text(number->value);
    return form == "times" ? times_text(number->value) : count_text(number->value, form);
}

std::string grouped_text(const Value &value) {
    const auto *number = std::get_if<Number>(&value);
    return number == nullptr || number->value < 0 ? value_text(value)
                                                  : grouped(static_cast<std::uint64_t>(number->value));
}

// What stands between braces; nothing when the value is missing and no words stand in for it.
std::optional<std::string> one_field(std::string_view field, const Parameters &values) {
    const std::size_t bar = field.find('|');
    const std::string_view left = field.substr(0, bar);
    const std::size_t colon = left.find(':');
    if (const Value *value = value_named(left.substr(0, colon), values)) {
        std::string text = left == "bytes"
                               ? grouped_text(*value)
                               : formatted(*value, colon == std::string_view::npos ? "" : left.substr(colon + 1));
        if (!text.empty()) return text;
    }
    if (bar == std::string_view::npos) return std::nullopt;
    return std::string(field.substr(bar + 1));
}

bool is_ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

// Japanese puts a blank between its own characters and others: beside a name, and not beside the words that stand in
// for one. `rest` of the pattern begins at `at`.
void add_field(std::string &out, const std::string &text, std::string_view field, std::string_view rest,
               std::size_t &at) {
    const bool stands_in = !text.empty() && field.ends_with("|" + text);
    if (stands_in && !is_ascii(text.front()) && out.size() > 1 && out.back() == ' ' && !is_ascii(out[out.size() - 2])) {
        out.pop_back();
    }
    out += text;
    if (stands_in && !is_ascii(text.back()) && rest.size() > 1 && rest.front() == ' ' && !is_ascii(rest[1])) ++at;
}

std::string fill_part(std::string_view pattern, const Parameters &values, bool &complete) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::size_t open = pattern.find('{', at);
        out += pattern.substr(at, open - at);
        if (open == std::string_view::npos) break;
        const std::size_t close = pattern.find('}', open);
        const std::string_view field = pattern.substr(open + 1, close - open - 1);
        const auto text = one_field(field, values);
        complete &= text.has_value();
        at = close + 1;
        add_field(out, text.value_or("?"), field, pattern.substr(at), at);
    }
    return out;
}

std::string fill(std::string_view pattern, const Parameters &values, bool optional_parts) {
    std::string out;
    bool ignored = true;
    for (std::size_t at = 0; at < pattern.size();) {
        const std::size_t open = pattern.find('[', at);
        out += fill_part(pattern.substr(at, open - at), values, ignored);
        if (open == std::string_view::npos) break;
        const std::size_t close = pattern.find(']', open);
        bool complete = true;
        const std::string part = fill_part(pattern.substr(open + 1, close - open - 1), values, complete);
        if (complete && optional_parts) out += part;
        at = close + 1;
    }
    return out;
}

}  // namespace

std::string value_text(const Value &value) {
    return std::visit(Text{}, value);
}

std::string times_text(std::int64_t count) {
    if (count == 1) return tr("once");
    if (count == 2) return tr("twice");
    return tr_format("{} times", count);
}

std::string count_text(std::int64_t count, std::string_view word) {
    const auto number = static_cast<std::uint64_t>(count);
    for (const PluralMessage &one : kCounted) {
        if (std::string_view(one.one).substr(kNumberLength) == word) return tr_count(one, number);
    }
    if (count == 1) return fmt::format("1 {}", word);
    const bool vowel_before_y = word.size() > 1 && std::string_view("aeiou").find(word[word.size() - 2]) < 5;
    if (word.ends_with('y') && !vowel_before_y)
        return fmt::format("{} {}ies", grouped(number), word.substr(0, word.size() - 1));
    const bool sibilant = word.ends_with('s') || word.ends_with('x') || word.ends_with("ch");
    return fmt::format("{} {}{}", grouped(number), word, sibilant ? "es" : "s");
}

std::string fill_in(std::string_view pattern, const Parameters &values) {
    return fill(pattern, values, true);
}

std::string fill_in_briefly(std::string_view pattern, const Parameters &values) {
    return fill(pattern, values, false);
}

}  // namespace capf::report
