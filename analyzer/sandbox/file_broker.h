// SPDX-License-Identifier: GPL-2.0-or-later
// The parent's side of a confined process' files: opens for it what was granted, and nothing else.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace capf::sandbox {

class FileBroker {
public:
    // `granted`: names of files that may be opened for reading, as the process will name them; as often as it likes.
    // Beside them it may have temporary files without a name. Null, and why in `error`, when there is no socket.
    static std::unique_ptr<FileBroker> make(std::vector<std::string> granted, std::string &error);
    ~FileBroker();
    FileBroker(const FileBroker &) = delete;
    FileBroker &operator=(const FileBroker &) = delete;

    // What makes a new file for the process, of a name that is the process' word: an open file, or a negative errno.
    using Creator = std::function<int(const std::string &name)>;
    void grant_new_files(Creator creator) { creator_ = std::move(creator); }

    // To be waited for with poll(); -1 once the process has closed its side.
    [[nodiscard]] int descriptor() const { return ours_; }
    // For the process; the parent closes it once it has forked.
    [[nodiscard]] int their_descriptor() const { return theirs_; }
    void close_theirs();
    // In the process.
    void close_ours();
    // Which process it is, once that is known: what it has open already, it may open anew, by the name /proc/self/fd/N.
    void set_process(pid_t process) { process_ = process; }
    // Answers what was asked so far. Does not wait.
    void serve();
    // The number of the call that ended the process, as it told while it could.
    [[nodiscard]] std::optional<int> forbidden_call() const { return forbidden_call_; }

private:
    FileBroker() = default;
    [[nodiscard]] std::string own_file(const std::string &path) const;
    // Of a pipe the same each time: whoever writes to it would take the end of the first reading for the last.
    [[nodiscard]] int open_granted(const std::string &path);
    [[nodiscard]] int open_file(const std::string &request, int &file);
    void answer(int said, int file) const;

    std::vector<std::string> granted_;
    std::map<std::string, int> pipes_;  // open, by their names
    Creator creator_;
    int ours_ = -1, theirs_ = -1;
    pid_t process_ = -1;
    std::optional<int> forbidden_call_;
};

}  // namespace capf::sandbox
