// SPDX-License-Identifier: GPL-2.0-or-later
// What a page of thousands of phones holds as data, for its script to make elements of when they are looked at.
#pragma once

#include <string>

#include "analyzer/report/html/markup.h"

namespace capf::report {

// One element as JSON, with no "<" in it: ["p", {"class": "sign"}, "text", ["code", {}, "…"]]. `element` is what
// markup() made: well-formed, and escaped as escape() does.
[[nodiscard]] std::string element_json(const Markup &element);

// A <script> that holds data and is not run. `id` and `json` go in as they are; see element_json().
[[nodiscard]] Markup data_script(const std::string &id, const std::string &json);

}  // namespace capf::report
