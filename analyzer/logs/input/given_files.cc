// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/logs/input/given_files.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace capf::logs {
namespace {

namespace fs = std::filesystem;

class Finder {
public:
    void add(const std::string &path) {
        std::error_code error;
        const fs::file_status status = fs::status(path, error);
        if (fs::is_directory(status)) return add_folder(path);
        take({path, false, fs::is_regular_file(status)});
    }

    GivenFiles take_found() { return std::move(found_); }

private:
    void add_folder(const std::string &path) {
        std::error_code error;
        std::vector<fs::path> files;
        fs::recursive_directory_iterator entry(path, error);
        for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
            std::error_code unimportant;
            if (entry->is_regular_file(unimportant)) files.push_back(entry->path());
            if (files.size() < kMostInFolders) continue;
            found_.problems.emplace_back(
                path, "holds more than " + std::to_string(kMostInFolders) + " files; the rest is not read");
            break;
        }
        if (error) found_.problems.emplace_back(path, "the folder cannot be read: " + error.message());
        std::sort(files.begin(), files.end());
        for (const fs::path &file : files) take({file.string(), true, true});
    }

    void take(GivenFile file) {
        // Captures that are named twice are two, as ever.
        if (file.from_folder && !seen_.insert(file.path).second) return;
        found_.files.push_back(std::move(file));
    }

    GivenFiles found_;
    std::set<std::string> seen_;
};

}  // namespace

GivenFiles find_given_files(const std::vector<std::string> &paths) {
    Finder finder;
    for (const std::string &path : paths) finder.add(path);
    return finder.take_found();
}

}  // namespace capf::logs
