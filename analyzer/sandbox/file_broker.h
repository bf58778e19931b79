// SPDX-License-Identifier: GPL-2.0-or-later
// The parent's side of a confined process' files: opens for it what was granted, and nothing else.
#pragma once

#include <memory>
#include <string>
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

    // To be waited for with poll(); -1 once the process has closed its side.
    [[nodiscard]] int descriptor() const { return ours_; }
    // For the process; the parent closes it once it has forked.
    [[nodiscard]] int their_descriptor() const { return theirs_; }
    void close_theirs();
    // Answers what was asked so far. Does not wait.
    void serve();

private:
    FileBroker() = default;
    [[nodiscard]] int open_file(const std::string &request, int &file) const;
    void answer(int said, int file) const;

    std::vector<std::string> granted_;
    int ours_ = -1, theirs_ = -1;
};

}  // namespace capf::sandbox
