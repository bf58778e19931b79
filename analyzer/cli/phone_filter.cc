// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/phone_filter.h"

#include <algorithm>
#include <utility>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"
#include "analyzer/language/translate.h"
#include "plugin/wire/ascii.h"

namespace capf::cli {
namespace {

using findings::Verdict;

const std::vector<std::string> &verdict_names() {
    static const std::vector<std::string> names = {name_of(Verdict::failed), name_of(Verdict::incomplete),
                                                   name_of(Verdict::encrypted), name_of(Verdict::not_enabled)};
    return names;
}

bool is_device(const std::string &name, const std::string &device) {
    constexpr std::size_t kPrefix = 3;  // SEP, or another that CUCM puts before the address
    return wire::equal_ignoring_case(name, device) ||
           (device.size() > kPrefix && wire::equal_ignoring_case(name, device.substr(kPrefix)));
}

}  // namespace

bool is_named(const std::string &name, const std::optional<std::string> &device,
              const std::vector<std::string> &addresses) {
    return (device && is_device(name, *device)) ||
           std::ranges::any_of(addresses, [&](const std::string &one) { return wire::equal_ignoring_case(name, one); });
}

void PhoneFilter::add_options(CommandLine &line) {
    line.add_list("--phone", names_, "show only this phone: its name, or its address", "NAME");
    line.add_list("--verdict", verdicts_, "show only phones that are failed, incomplete, encrypted or not-enabled",
                  "VERDICT");
    line.add_flag("--failed", failed_, "the same as --verdict failed");
}

void PhoneFilter::only(std::vector<std::string> names) {
    names_ = std::move(names);
    met_.assign(names_.size(), false);
}

bool PhoneFilter::load() {
    for (std::string &verdict : verdicts_) {
        const std::string given = std::exchange(verdict, wire::lower(verdict));
        if (std::ranges::find(verdict_names(), verdict) == verdict_names().end()) {
            return complain_of("--verdict", given, not_one_of(verdict, verdict_names()));
        }
    }
    if (failed_) verdicts_.emplace_back(name_of(Verdict::failed));
    met_.assign(names_.size(), false);
    return true;
}

bool PhoneFilter::named(const std::optional<std::string> &device, const std::vector<std::string> &addresses) const {
    bool found = names_.empty();
    for (std::size_t i = 0; i < names_.size(); ++i) {
        if (is_named(names_[i], device, addresses)) met_[i] = found = true;
    }
    return found;
}

bool PhoneFilter::has_verdict(const std::string &verdict) const {
    return verdicts_.empty() || std::ranges::find(verdicts_, verdict) != verdicts_.end();
}

void PhoneFilter::keep_named(findings::CaptureReport &capture) const {
    std::erase_if(capture.phones,
                  [&](const findings::PhoneReport &phone) { return !named(phone.device, phone.addresses); });
}

void PhoneFilter::keep_verdicts(findings::CaptureReport &capture) const {
    capture.phones_left_out += std::erase_if(
        capture.phones, [&](const findings::PhoneReport &phone) { return !has_verdict(name_of(phone.verdict)); });
}

std::vector<std::string> PhoneFilter::not_met() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        if (!met_[i]) names.push_back(names_[i]);
    }
    return names;
}

void PhoneFilter::add_met(const std::vector<bool> &met) const {
    for (std::size_t i = 0; i < std::min(met.size(), met_.size()); ++i) met_[i] = met_[i] || met[i];
}

bool PhoneFilter::tell_not_met() const {
    const std::vector<std::string> names = not_met();
    for (const std::string &name : names) complain_of("--phone", name, "no such phone was found");
    return names.empty();
}

}  // namespace capf::cli
