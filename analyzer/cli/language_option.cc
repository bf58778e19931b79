// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/language_option.h"

#include <algorithm>
#include <string_view>

#include <fmt/ranges.h>

#include "analyzer/cli/output.h"
#include "analyzer/language/language.h"
#include "analyzer/language/translate.h"

namespace capf::cli {

bool take_language(Arguments &arguments) {
    language::choose_by_environment();
    const auto end = std::ranges::find(arguments, "--");
    const auto option = std::find_if(arguments.begin(), end, [](const std::string &one) {
        return one == kLanguageOption || one.starts_with(std::string(kLanguageOption) + "=");
    });
    if (option == end) return true;
    const std::size_t equals = option->find('=');
    const bool joined = equals != std::string::npos;
    if (!joined && option + 1 == end) return complain_of(kLanguageOption, "", N_("the name of a language is missing"));
    const std::string name = joined ? option->substr(equals + 1) : *(option + 1);
    arguments.erase(option, option + (joined ? 1 : 2));
    if (language::choose(name)) return true;
    const std::string known = fmt::format("{}", fmt::join(language::available(), ", "));
    return complain_of(kLanguageOption, name, tr_format("unknown language; the known ones are {}", known));
}

}  // namespace capf::cli
