// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/watch/phone_row.h"

#include <charconv>
#include <string_view>

#include "analyzer/language/translate.h"
#include "analyzer/report/diagnosis_text.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/translated_names.h"
#include "analyzer/watch/control.h"

namespace capf::watch {
namespace {

using namespace findings;

constexpr std::size_t kFields = 9;

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
    Number value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

std::string codes_of(const std::vector<Code> &codes) {
    std::string text;
    for (const Code code : codes) text += (text.empty() ? "" : ", ") + std::string(name_of(code));
    return text;
}

std::string state_of(const PhoneReport &phone, const std::optional<Waiting> &waiting) {
    if (phone.verdict == Verdict::failed && !phone.diagnoses.empty()) {
        const Code code = phone.diagnoses.front().code;
        return std::string(name_of(code)) + ": " + std::string(report::meaning_of(code));
    }
    return waiting ? tr_format("waits for {}", report::shown_name(waiting->step)) : report::shown_name(phone.verdict);
}

}  // namespace

char step_letter(StepStatus status) {
    switch (status) {
        case StepStatus::ok:
            return 'o';
        case StepStatus::failed:
            return 'F';
        case StepStatus::not_needed:
            return '-';
        case StepStatus::not_seen:
            return '.';
        case StepStatus::unknown:
            return '?';
    }
    return '?';
}

PhoneRow row_of(const PhoneReport &phone, const std::optional<Waiting> &waiting) {
    PhoneRow row;
    row.key = key_of(phone);
    row.name = report::printable(phone.device.value_or("-"));
    row.address = phone.addresses.empty() ? "" : report::printable(phone.addresses.back());
    row.verdict = name_of(phone.verdict);
    for (const StepResult &step : phone.steps) row.steps += step_letter(step.status);
    row.state = report::printable(state_of(phone, waiting));
    if (waiting) {
        row.since = waiting->since;
        row.usual = waiting->usual;
        row.candidates = codes_of(waiting->candidates);
    }
    return row;
}

std::string to_message(const PhoneRow &row) {
    return join_fields({row.key, row.name, row.address, row.verdict, row.steps, row.state, std::to_string(row.since),
                        std::to_string(row.usual), row.candidates});
}

std::optional<PhoneRow> row_in(const std::string &message) {
    std::vector<std::string> fields = split_fields(message);
    if (fields.size() != kFields) return std::nullopt;
    const auto since = number_in<std::int64_t>(fields[6]), usual = number_in<std::int64_t>(fields[7]);
    if (!since || !usual) return std::nullopt;
    return PhoneRow{fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], *since, *usual, fields[8]};
}

std::string to_message(std::uint32_t packets, std::int64_t now) {
    return join_fields({std::to_string(packets), std::to_string(now)});
}

std::optional<TableTitle> title_in(const std::string &message) {
    const std::vector<std::string> fields = split_fields(message);
    if (fields.size() != 2) return std::nullopt;
    const auto packets = number_in<std::uint32_t>(fields[0]);
    const auto now = number_in<std::int64_t>(fields[1]);
    if (!packets || !now) return std::nullopt;
    return TableTitle{*packets, *now};
}

}  // namespace capf::watch
