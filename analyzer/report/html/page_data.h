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

// Elements that stand in the page compressed, many together, until the script looks for one by its id.
class DataPacks {
public:
    // `id` goes in as it is.
    void add(const std::string &id, const Markup &element);
    // Scripts that are not run: <script class="pack" data-ids="ID ID…">, each a JSON object of elements by their ids,
    // compressed by zlib (RFC 1950), in base64. Empty when nothing was added.
    [[nodiscard]] Markup take();

private:
    void finish_pack();

    std::string ids_, json_;
    Markup packs_;
};

}  // namespace capf::report
