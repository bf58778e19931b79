// SPDX-License-Identifier: GPL-2.0-or-later
// Builds JSON objects and arrays without copies. The initializer lists of nlohmann::json copy every value and search
// each object for members of the same name, which is slow where a report has millions of members.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace capf::report {

using Json = nlohmann::ordered_json;

struct Member {
    std::string_view name;
    mutable Json value;  // moved out of the list of which it is an element
};

// Adds to an object members that it does not have.
inline void add_members(Json &object, std::initializer_list<Member> members) {
    constexpr std::size_t kMore = 12;  // members that may be added one by one; a vector that grows copies them all
    auto &entries = object.get_ref<Json::object_t &>();
    if (entries.empty()) entries.reserve(members.size() + kMore);
    for (const Member &one : members) entries.emplace_back(one.name, std::move(one.value));
}

// Each name once.
[[nodiscard]] inline Json json_object(std::initializer_list<Member> members) {
    Json result = Json::object();
    add_members(result, members);
    return result;
}

template <typename List, typename Function>
[[nodiscard]] Json list_json(const List &list, Function one) {
    Json::array_t result;
    result.reserve(list.size());
    for (const auto &entry : list) result.push_back(one(entry));
    return result;
}

[[nodiscard]] inline Json or_null(const std::string &text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace capf::report
