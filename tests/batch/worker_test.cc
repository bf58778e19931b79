// SPDX-License-Identifier: GPL-2.0-or-later
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "analyzer/batch/worker_pool.h"

namespace capf::batch {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMegabyte = 1'000'000;

// What becomes of one job.
Outcome run(const Job &job, WorkerLimits limits = {}) {
    if (limits.result == 0) limits.result = kMegabyte;
    const Signals signals;
    WorkerPool pool(1, limits);
    std::string error;
    EXPECT_TRUE(pool.start(0, job, error)) << error;
    for (;;) {
        std::vector<Finished> finished = pool.wait(signals, milliseconds(1000));
        if (!finished.empty()) return finished.front().outcome;
    }
}

TEST(Worker, GivesItsResultWhole) {
    for (const std::size_t size : {0U, 1U, 100'000U, 900'000U}) {
        const Outcome outcome = run([size] { return std::string(size, 'x'); });
        EXPECT_EQ(outcome.ending, Ending::finished);
        EXPECT_EQ(outcome.result, std::string(size, 'x'));
        EXPECT_TRUE(outcome.reason.empty());
        EXPECT_GT(outcome.memory, 0U);
    }
}

TEST(Worker, ThatCrashesIsTold) {
    const Outcome outcome = run([]() -> std::string {
        std::signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
        return "";
    });
    EXPECT_EQ(outcome.ending, Ending::crashed);
    EXPECT_EQ(outcome.reason, "crashed with SIGSEGV");
}

TEST(Worker, GainsNoRightsEvenWithoutASandbox) {
    const Outcome outcome = run([] { return std::to_string(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)); });
    EXPECT_EQ(outcome.result, "1");
}

TEST(Worker, TellsWhatItSaidLast) {
    const Outcome outcome = run([]() -> std::string {
        std::fputs("first\nan assertion failed\n", stderr);
        std::abort();
    });
    EXPECT_EQ(outcome.ending, Ending::crashed);
    EXPECT_EQ(outcome.reason, "crashed with SIGABRT: an assertion failed");
}

TEST(Worker, ThatThrowsIsTold) {
    const Outcome outcome = run([]() -> std::string { throw std::runtime_error("no such thing"); });
    EXPECT_EQ(outcome.ending, Ending::crashed);
    EXPECT_NE(outcome.reason.find("no such thing"), std::string::npos);
}

TEST(Worker, ThatEndsWithoutAResultIsTold) {
    const Outcome outcome = run([]() -> std::string { _exit(0); });
    EXPECT_EQ(outcome.ending, Ending::crashed);
    EXPECT_EQ(outcome.reason, "ended without a whole result");
}

TEST(Worker, ThatSomebodyKillsIsTold) {
    const Outcome outcome = run([]() -> std::string {
        kill(getpid(), SIGKILL);
        return "";
    });
    EXPECT_EQ(outcome.ending, Ending::killed);
    EXPECT_EQ(outcome.reason, "was killed with SIGKILL");
}

TEST(Worker, ThatHangsIsKilledInTime) {
    WorkerLimits limits;
    limits.time = milliseconds(200);
    const Outcome outcome = run(
        []() -> std::string {
            for (;;) pause();
        },
        limits);
    EXPECT_EQ(outcome.ending, Ending::timed_out);
    EXPECT_EQ(outcome.reason, "was not done after 0.2 s");
    EXPECT_LT(outcome.seconds, 30);
}

TEST(Worker, ThatClosesItsPipesAndGoesOnIsKilledInTime) {
    WorkerLimits limits;
    limits.time = milliseconds(200);
    const Outcome outcome = run(
        []() -> std::string {
            for (int file = 0; file < 10; ++file) close(file);
            for (;;) pause();
        },
        limits);
    EXPECT_EQ(outcome.ending, Ending::timed_out);
}

#ifndef CAPF_SANITIZED
TEST(Worker, ThatWantsTooMuchMemoryIsTold) {
    WorkerLimits limits;
    limits.memory = 50 * kMegabyte;
    const Job greedy = []() -> std::string {
        std::vector<std::string> hoard;
        for (;;) hoard.emplace_back(kMegabyte, 'x');
    };
    EXPECT_EQ(run(greedy, limits).ending, Ending::out_of_memory);
    const Job modest = [] { return std::to_string(std::vector<char>(20 * kMegabyte, 'x').size()); };
    EXPECT_EQ(run(modest, limits).ending, Ending::finished);
}

TEST(Worker, WhoseLibraryAbortsForWantOfMemoryIsTold) {
    const Outcome outcome = run([]() -> std::string {
        std::fputs("GLib: failed to allocate 4096 bytes\n", stderr);
        raise(SIGTRAP);
        return "";
    });
    EXPECT_EQ(outcome.ending, Ending::out_of_memory);
}
#endif

TEST(Worker, WhoseResultIsTooLargeIsTold) {
    const Outcome outcome = run([] { return std::string(5 * kMegabyte, 'x'); });
    EXPECT_EQ(outcome.ending, Ending::out_of_memory);
    EXPECT_EQ(outcome.reason, "its result is larger than 1 MB");
}

TEST(Worker, HasNoFileOfItsParent) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const Outcome outcome = run([&] { return std::string(write(ends[1], "x", 1) < 0 ? "closed" : "open"); });
    EXPECT_EQ(outcome.result, "closed");
    close(ends[0]);
    close(ends[1]);
}

TEST(WorkerPool, RunsSeveralAtATime) {
    const Signals signals;
    WorkerPool pool(3, {milliseconds(0), 0, kMegabyte, {}});
    std::string error;
    std::vector<bool> seen(7);
    std::size_t started = 0, ended = 0;
    while (ended < seen.size()) {
        for (; started < seen.size() && pool.has_room(); ++started) {
            ASSERT_TRUE(pool.start(
                started, [started] { return std::to_string(started); }, error));
        }
        for (const Finished &one : pool.wait(signals, milliseconds(1000))) {
            EXPECT_EQ(one.outcome.result, std::to_string(one.tag));
            EXPECT_FALSE(seen[one.tag]);
            seen[one.tag] = true;
            ++ended;
        }
    }
    EXPECT_TRUE(pool.is_idle());
}

TEST(WorkerPool, NotesAnInterruption) {
    const Signals signals;
    WorkerPool pool(1, {milliseconds(0), 0, kMegabyte, {}});
    std::string error;
    ASSERT_TRUE(pool.start(
        0,
        []() -> std::string {
            for (;;) pause();
        },
        error));
    kill(getpid(), SIGINT);
    EXPECT_TRUE(pool.wait(signals, milliseconds(10'000)).empty());
    EXPECT_EQ(Signals::interruption(), SIGINT);
    pool.kill_all();
    EXPECT_TRUE(pool.is_idle());
}

}  // namespace
}  // namespace capf::batch
