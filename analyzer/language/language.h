// SPDX-License-Identifier: GPL-2.0-or-later
// Which language people are spoken to in. Chosen once, before any thread or confined process is started.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace capf::language {

// "en" and those for which there is a catalogue, in the order of their names: "en", "ja".
[[nodiscard]] std::vector<std::string> available();

// "ja", "ja_JP" or "ja_JP.UTF-8"; "en", "C" and "POSIX" are English. False, and nothing changed, without a catalogue.
[[nodiscard]] bool choose(std::string_view name);

// As gettext chooses: LANGUAGE, LC_ALL, LC_MESSAGES and LANG; English for a locale that is not in UTF-8.
void choose_by_environment();

// "ja"; "en" when nothing is translated.
[[nodiscard]] const std::string &chosen();

// While one lives, this thread's words are English: for what machines read.
class English {
public:
    English();
    ~English();
    English(const English &) = delete;
    English &operator=(const English &) = delete;
};

}  // namespace capf::language
