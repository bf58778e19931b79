// SPDX-License-Identifier: GPL-2.0-or-later
// The folder that an export fills. Nothing is ever written outside it, or over what is there.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "plugin/wire/bytes.h"

namespace capf::exporting {

class OutputFolder {
public:
    OutputFolder() = default;
    ~OutputFolder();
    OutputFolder(const OutputFolder &) = delete;
    OutputFolder &operator=(const OutputFolder &) = delete;

    // Makes `path` if need be (its parent must be there). False, and why in `error`, when that fails or it holds a
    // manifest of an earlier export.
    [[nodiscard]] bool open(const std::string &path, std::string &error);

    // Writes a new file into the folder, or into its folder `inside` unless that is empty. Both names are safe_name()s;
    // a name that is taken, in either case of letters, gets a number. The path inside the folder, or nothing and why in
    // `error`. Only the user may read the file: it may hold what nobody else should see.
    [[nodiscard]] std::optional<std::string> write(const std::string &inside, const std::string &name,
                                                   wire::Bytes bytes, std::string &error);

    // A new file `name` in the folder `inside`: open, or a negative errno.
    [[nodiscard]] int create(const std::string &inside, const std::string &name);

    // Where this process may not make files itself: makes PATH, which is NAME or INSIDE/NAME, like create().
    using Creator = int (*)(const std::string &path);
    void create_with(Creator creator) { creator_ = creator; }
    // For such a creator: create(), for a path that is not to be trusted.
    [[nodiscard]] int create_at(const std::string &path);

private:
    [[nodiscard]] int folder(const std::string &inside);

    Creator creator_ = nullptr;
    int folder_ = -1;
    std::map<std::string, int> inside_;
    std::set<std::string> taken_;  // lower case
};

inline constexpr const char *kManifestName = "manifest.json";

}  // namespace capf::exporting
