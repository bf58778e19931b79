// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/readers/daemon_trace.h"

#include <algorithm>
#include <span>

#include "analyzer/logs/readers/hex_dump.h"
#include "analyzer/logs/text_scan.h"

namespace capf::logs {
namespace {

constexpr std::string_view kBareLines[] = {"HEX_DUMP:", "Decoded Phone Msg"};

// "8:UNKNOWN:": the connection's number, and whose it is.
void take_session(TracePrefix &prefix) {
    std::string_view rest = prefix.text;
    const std::string_view number = rest.substr(0, rest.find(':'));
    if (number.empty() || number.find_first_not_of("0123456789") != std::string_view::npos) return;
    rest.remove_prefix(number.size());
    if (!take(rest, ":")) return;
    const std::string_view name = rest.substr(0, rest.find(':'));
    if (name.empty() || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string_view::npos)
        return;
    rest.remove_prefix(name.size());
    if (!take(rest, ":")) return;
    prefix.session = number;
    prefix.name = name;
    prefix.text = rest;
}

bool has_any(std::string_view text, std::span<const std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return contains(text, word); });
}

}  // namespace

std::optional<TracePrefix> read_trace_prefix(std::string_view line) {
    TracePrefix prefix;
    if (!scan_time_of_day(line, prefix.time) || !take(line, " |")) return std::nullopt;
    skip_spaces(line);
    if (!take(line, "-->")) static_cast<void>(take(line, "<--"));
    std::string_view word = line;
    if (take(word, "debug") && (word.empty() || word.front() == ' ')) {
        prefix.level = "debug";
        skip_spaces(word);
        line = word;
    }
    prefix.text = line;
    take_session(prefix);
    return prefix;
}

bool is_of_tvs(std::string_view text) {
    constexpr std::string_view kWords[] = {"tvs", "TVS", "CertificateDBCache", "CertificateReader",
                                           "getCertificateInformation"};
    return has_any(text, kWords);
}

bool is_of_capf(std::string_view text) {
    constexpr std::string_view kWords[] = {"CAPF ", "CAPF_", "CAPF:", "Capf", "capf"};
    return has_any(text, kWords) && !is_of_tvs(text);
}

std::optional<Reader::Envelope> DaemonTraceReader::read_envelope(std::string_view line) const {
    const auto prefix = read_trace_prefix(line);
    if (!prefix) return std::nullopt;
    return Envelope{prefix->time, {}, prefix->level, prefix->text, std::nullopt};
}

bool DaemonTraceReader::may_go_on(std::string_view /*beginning*/) const {
    return true;
}

bool DaemonTraceReader::continues(std::string_view line, std::size_t /*lines*/) const {
    return is_dump_row(line) ||
           std::ranges::any_of(kBareLines, [&](std::string_view start) { return line.starts_with(start); });
}

}  // namespace capf::logs
