// SPDX-License-Identifier: GPL-2.0-or-later
// A process of its own that forks a child for each part of a capture, and hands on what it says. It is forked from one
// that has read the capture and started libwireshark, so each child has both at once, and gives its memory back at its
// end. It looks at nothing itself: so it may keep the rights that forking needs, which its parent gives up.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace capf::parts {

struct ForkLimits {
    unsigned jobs = 1;         // children at a time
    std::uint64_t memory = 0;  // bytes that each may take, for words alone: it is limited by its parent
};

class PartForker {
public:
    // Which parts a child is for.
    using Parts = std::vector<std::uint32_t>;
    // Runs in the child; returns what is handed on.
    using Work = std::function<std::string(const Parts &)>;

    // This process must have one thread. Null, and why in `error`, when the system gives no process.
    static std::unique_ptr<PartForker> start(const ForkLimits &limits, const Work &work, std::string &error);
    // Ends it and its children.
    ~PartForker();
    PartForker(const PartForker &) = delete;
    PartForker &operator=(const PartForker &) = delete;

    // Asks for a child; its answer comes under `tag`. No more than kMostAsked may be without an answer.
    static constexpr std::size_t kMostAsked = 64;
    void ask(std::uint32_t tag, const Parts &parts);

    struct Answer {
        std::uint32_t tag = 0;
        std::string problem;  // why there is no result, in words that go on after the child's name; else empty
        std::string result;
    };
    // Whether next() has something to say within this time.
    [[nodiscard]] bool wait(std::chrono::milliseconds time) const;
    // The next answer, in the order in which children end. Nothing when the process is gone.
    [[nodiscard]] std::optional<Answer> next();

private:
    PartForker(pid_t process, int requests, int answers) : process_(process), requests_(requests), answers_(answers) {}
    pid_t process_;
    int requests_, answers_;
};

}  // namespace capf::parts
