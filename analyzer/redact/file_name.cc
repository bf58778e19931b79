// SPDX-License-Identifier: GPL-2.0-or-later
// Names of files as phones ask for them.
#include <algorithm>
#include <string_view>

#include "analyzer/redact/file_endings.h"
#include "analyzer/redact/stream_redactor.h"
#include "plugin/wire/phone_file_name.h"

namespace capf::redact {
namespace {

// All but what separates the parts of a path or a query.
std::string masked(std::string text) {
    for (char &c : text) {
        if (std::string_view("/\\:.?#&=").find(c) == std::string_view::npos) c = 'x';
    }
    return text;
}

std::string redact_name(const Pseudonyms &pseudonyms, const std::string &name) {
    using Kind = wire::PhoneFileKind;
    const wire::PhoneFileName parsed = wire::parse_phone_file_name(name);
    const bool as_written = parsed.base_name == name;  // no percent escapes
    const bool is_list = parsed.kind == Kind::itl || parsed.kind == Kind::ctl;
    if (as_written && parsed.device) {
        constexpr std::size_t kListPrefix = 3;  // ITL, CTL
        std::string result = name;
        return result.replace(is_list ? kListPrefix : 0, parsed.device->size(), pseudonyms.device(*parsed.device));
    }
    if (as_written && (is_list || parsed.kind == Kind::default_config)) return name;
    const std::size_t stem = stem_length(name);
    return pseudonyms.same_length(name.substr(0, stem)) + name.substr(stem);
}

}  // namespace

std::string redact_file_name(const Pseudonyms &pseudonyms, const std::string &name) {
    const std::size_t query = std::min(name.find_first_of("?#"), name.size());
    const std::size_t begin = name.substr(0, query).find_last_of("/\\") + 1;  // npos + 1 is 0
    return masked(name.substr(0, begin)) + redact_name(pseudonyms, name.substr(begin, query - begin)) +
           masked(name.substr(query));
}

}  // namespace capf::redact
