// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/batch/capture_list.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string_view>

#include "analyzer/batch/capture_name.h"
#include "analyzer/capture/formats/pcap_reader.h"
#include "analyzer/capture/formats/pcapng_reader.h"
#include "analyzer/capture/formats/rotated_set.h"
#include "plugin/wire/time_units.h"

namespace capf::batch {
namespace {

constexpr std::size_t kMagic = 4;

struct FoundFile {
    std::string name;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    std::string problem;
};

FoundFile found(const std::string &name, const struct stat &status) {
    return {name, static_cast<std::uint64_t>(status.st_size),
            static_cast<std::int64_t>(status.st_mtim.tv_sec) * wire::kNanosecondsPerSecond + status.st_mtim.tv_nsec,
            ""};
}

// False also when it cannot be read; then `problem` says why.
bool begins_like_capture(const std::string &path, std::string &problem) {
    // Not to wait should it have become a pipe since it was looked at.
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) {
        problem = std::string("cannot be opened: ") + std::strerror(errno);
        return false;
    }
    std::uint8_t bytes[kMagic] = {};
    const bool whole = read(file, bytes, kMagic) == static_cast<ssize_t>(kMagic);
    close(file);
    return whole && (capture::begins_pcap(bytes) || capture::begins_pcapng(bytes));
}

class Finder {
public:
    void add(const std::string &path) {
        struct stat status {};
        if (stat(path.c_str(), &status) != 0) {
            take(path, {path, 0, 0, std::string("cannot be opened: ") + std::strerror(errno)});
        } else if (S_ISDIR(status.st_mode)) {
            const std::string folder = path.size() > 1 && path.back() == '/' ? path.substr(0, path.size() - 1) : path;
            add_folder(folder, "");
        } else {
            take(path, found(path, status));
        }
    }

    [[nodiscard]] CaptureList list(bool join) const {
        CaptureList result;
        result.passed_over = passed_over_;
        std::vector<std::string> readable;
        for (const std::string &path : order_) {
            if (files_.at(path).problem.empty()) readable.push_back(path);
        }
        std::map<std::string, std::vector<std::string>> groups;
        if (join) {
            for (std::vector<std::string> &group : capture::join_rotated_sets(readable)) {
                const std::string first = group.front();
                groups[first] = std::move(group);
            }
        }
        std::set<std::string> joined;
        for (const auto &[first, group] : groups) joined.insert(std::next(group.begin()), group.end());
        for (const std::string &path : order_) {
            if (joined.contains(path)) continue;
            const auto group = groups.find(path);
            result.captures.push_back(listed(group == groups.end() ? std::vector{path} : group->second));
        }
        distinguish(result.captures);
        return result;
    }

private:
    void add_folder(const std::string &path, const std::string &name) {
        const std::unique_ptr<DIR, int (*)(DIR *)> folder(opendir(path.c_str()), closedir);
        if (folder == nullptr) {
            return take(path, {name.empty() ? path : name, 0, 0,
                               std::string("the folder cannot be opened: ") + std::strerror(errno)});
        }
        std::vector<std::string> entries;
        while (const dirent *entry = readdir(folder.get())) {
            const std::string_view entry_name = entry->d_name;
            if (entry_name != "." && entry_name != "..") entries.emplace_back(entry_name);
        }
        std::sort(entries.begin(), entries.end());
        for (const std::string &entry : entries) {
            add_entry((path == "/" ? "" : path) + "/" + entry, name.empty() ? entry : name + "/" + entry);
        }
    }

    void add_entry(const std::string &path, const std::string &name) {
        struct stat own {
        }, target{};
        if (lstat(path.c_str(), &own) != 0) {
            return take(path, {name, 0, 0, std::string("cannot be looked at: ") + std::strerror(errno)});
        }
        if (S_ISDIR(own.st_mode)) return add_folder(path, name);
        if (stat(path.c_str(), &target) != 0) {
            if (!is_capture_name(name)) return pass_over();
            return take(path, {name, 0, 0, std::string("is a broken link: ") + std::strerror(errno)});
        }
        if (!S_ISREG(target.st_mode)) return pass_over();
        FoundFile file = found(name, target);
        if (!begins_like_capture(path, file.problem) && file.problem.empty() && !is_capture_name(name)) {
            return pass_over();
        }
        take(path, std::move(file));
    }

    void take(const std::string &path, FoundFile file) {
        if (files_.emplace(path, std::move(file)).second) order_.push_back(path);
    }
    void pass_over() { ++passed_over_; }

    [[nodiscard]] ListedCapture listed(const std::vector<std::string> &paths) const {
        ListedCapture capture;
        capture.paths = paths;
        for (const std::string &path : paths) {
            const FoundFile &file = files_.at(path);
            capture.size += file.size;
            capture.modified = std::max(capture.modified, file.modified);
            if (capture.problem.empty()) capture.problem = file.problem;
        }
        capture.name = files_.at(paths.front()).name;
        return capture;
    }

    // Two folders may hold one name.
    static void distinguish(std::vector<ListedCapture> &captures) {
        std::map<std::string, int> seen;
        for (ListedCapture &capture : captures) {
            const int number = ++seen[capture.name];
            if (number > 1) capture.name += "#" + std::to_string(number);
        }
    }

    std::vector<std::string> order_;
    std::map<std::string, FoundFile> files_;
    std::uint64_t passed_over_ = 0;
};

}  // namespace

CaptureList list_captures(const std::vector<std::string> &paths, bool join) {
    Finder finder;
    for (const std::string &path : paths) finder.add(path);
    return finder.list(join);
}

}  // namespace capf::batch
