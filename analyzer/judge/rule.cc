// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/judge/rule.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <variant>

namespace capf::judge {
namespace {

struct Index {
    std::array<const Rule *, static_cast<std::size_t>(Indication::count)> by_indication{};
    std::array<const Rule *, findings::kCodes.size()> by_code{};
};

Index make_index() {
    Index index;
    for (const auto *rules : {&trust_list_rules(), &tvs_rules(), &partial_config_rules(), &capf_connect_rules(),
                              &capf_tls_rules(), &capf_dialogue_rules(), &after_capf_rules(), &encrypted_config_rules(),
                              &in_use_rules(), &notice_rules(), &capture_rules()}) {
        for (const Rule &rule : *rules) {
            index.by_code[static_cast<std::size_t>(rule.code)] = &rule;
            for (const Indication one : rule.shown_by) index.by_indication[static_cast<std::size_t>(one)] = &rule;
        }
    }
    return index;
}

const Index &index() {
    static const Index made = make_index();
    return made;
}

std::string_view file_of(const findings::Finding &finding) {
    const findings::Value *value = findings::find(finding.values, findings::Param::file);
    const auto *name = value == nullptr ? nullptr : std::get_if<findings::FileName>(value);
    return name == nullptr ? "" : std::string_view(name->text);
}

}  // namespace

const Rule &rule_of(Indication indication) {
    const Rule *rule = index().by_indication[static_cast<std::size_t>(indication)];
    if (rule == nullptr) std::abort();  // an indication that shows nothing is a bug of ours
    return *rule;
}

const Rule &rule_of(Code code) {
    const Rule *rule = index().by_code[static_cast<std::size_t>(code)];
    if (rule == nullptr) std::abort();  // as is a code that nothing shows
    return *rule;
}

bool explains(const findings::Finding &first, const findings::Finding &other) {
    if (std::ranges::count(rule_of(first.code).explains, other.code) == 0) return false;
    const std::string_view file = file_of(first), other_file = file_of(other);
    return file.empty() || other_file.empty() || file == other_file;
}

bool holds_where_nothing_is_known(Fact fact) {
    switch (fact) {
        case Fact::certificate_not_known_listed:
        case Fact::asked_for_other_key:
        case Fact::cut_unexplained:
        case Fact::device_not_served:
        case Fact::list_not_served:
        case Fact::file_lost_on_the_way:
        case Fact::file_broke_off:
        case Fact::registration_denied:
        case Fact::phone_certificate_otherwise:
        case Fact::refused_otherwise:
        case Fact::server_refused_version:
            return true;
        default:
            return false;
    }
}

}  // namespace capf::judge
