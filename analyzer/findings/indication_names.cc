// SPDX-License-Identifier: GPL-2.0-or-later
// Names of indications, from the enumerators themselves, so that none can be forgotten.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "analyzer/findings/vocabulary.h"

namespace capf::findings {
namespace {

constexpr std::size_t kCount = static_cast<std::size_t>(Indication::count);

// The compiler's text of this function ends in "= capf::findings::Indication::syn_reset]" or "…syn_reset; …]".
template <Indication kIndication>
constexpr std::string_view enumerator() {
    constexpr std::string_view kScope = "Indication::";
    std::string_view text = __PRETTY_FUNCTION__;
    text.remove_prefix(text.rfind(kScope) + kScope.size());
    return text.substr(0, text.find_first_of(";]"));
}

template <std::size_t... kNumbers>
std::array<std::string, kCount> make_names(std::index_sequence<kNumbers...> /*numbers*/) {
    std::array<std::string, kCount> names{std::string(enumerator<static_cast<Indication>(kNumbers)>())...};
    for (std::string &name : names) std::replace(name.begin(), name.end(), '_', '-');
    return names;
}

}  // namespace

std::string_view name_of(Indication indication) {
    static const std::array<std::string, kCount> kNames = make_names(std::make_index_sequence<kCount>());
    return kNames[static_cast<std::size_t>(indication)];
}

}  // namespace capf::findings
