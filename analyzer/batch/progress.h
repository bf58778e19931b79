// SPDX-License-Identifier: GPL-2.0-or-later
// Tells on stderr how far a batch is: a bar that is drawn anew on a terminal, a line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace capf::batch {

// "123 of 500 captures, 24 %, 45/s, 8 s left": what bar and line say.
[[nodiscard]] std::string progress_words(std::uint64_t done, std::uint64_t all, std::chrono::duration<double> taken);
// "[#####     ]", `width` characters between the brackets.
[[nodiscard]] std::string progress_bar(std::uint64_t done, std::uint64_t all, std::size_t width);
// Both on one line of so many columns: without the bar where they do not fit, and without the last of the words where
// these do not.
[[nodiscard]] std::string progress_line(const std::string &words, const std::string &bar, std::size_t columns);

class Progress {
public:
    // `quiet`: say nothing.
    Progress(std::uint64_t all, bool quiet);
    ~Progress();
    Progress(const Progress &) = delete;
    Progress &operator=(const Progress &) = delete;

    void done(std::uint64_t count);
    // A line of its own, above the bar.
    void tell(const std::string &line);
    // Draws what has changed, when it is time for it.
    void update();

private:
    using Clock = std::chrono::steady_clock;
    void draw();
    void wipe();

    std::uint64_t all_, done_ = 0;
    bool quiet_, terminal_, drawn_ = false;
    Clock::time_point begin_, last_;
};

}  // namespace capf::batch
