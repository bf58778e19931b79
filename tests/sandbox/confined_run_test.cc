// SPDX-License-Identifier: GPL-2.0-or-later
// A command that works in a child: what it returns, what stops it, and what its threads may when.
#include "analyzer/sandbox/confined_run.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "analyzer/sandbox/sandbox.h"

namespace capf::sandbox {
namespace {

const std::string kGranted = CAPF_CAPTURES_DIR "/s32-formats-usec.pcap";
constexpr const char *kOther = "/etc/passwd";

ConfinedEnd run(const std::function<int()> &work, const ConfinedRun &with = {{kGranted}, {}, {}, 0}) {
    std::vector<std::string> missing;
    return run_confined(with, work, missing);
}

// Exit statuses by which the child says what it saw.
constexpr int kYes = 10, kNo = 11;

int opens(const char *path) {
    const int file = open(path, O_RDONLY);
    if (file >= 0) close(file);
    return file >= 0 ? kYes : kNo;
}

class ConfinedRuns : public testing::Test {
protected:
    void SetUp() override {
        std::vector<std::string> missing;
        if (!find_confinement(missing).filters_calls) GTEST_SKIP() << "system calls cannot be filtered here";
    }
};

TEST(ConfinedRun, GivesTheStatusOfTheWork) {
    EXPECT_EQ(run([] { return 7; }).status, 7);
    EXPECT_EQ(run([] { return 7; }).problem, "");
}

TEST(ConfinedRun, SaysWhatEndedTheWork) {
    const auto crash = [] {
        std::signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
        return 0;
    };
    EXPECT_EQ(run(crash).problem, "crashed with SIGSEGV");
    EXPECT_EQ(run([]() -> int { throw std::runtime_error("no luck"); }).problem, "could not go on");
}

#ifndef CAPF_SANITIZED
TEST(ConfinedRun, ALimitOfMemoryHoldsAndIsTold) {
    const auto take = [] {
        std::vector<char> much(400'000'000, 'x');
        const volatile char *taken = much.data();  // so that the compiler does not leave it out
        return taken[much.size() / 2] == 'x' ? kYes : kNo;
    };
    EXPECT_EQ(run(take, {{}, {}, {}, 100'000'000}).problem, "needed more than its 100 MB of memory");
    EXPECT_EQ(run(take).status, kYes);
}
#endif

TEST(ConfinedRun, ALimitOfTimeHoldsAndIsTold) {
    const auto wait = [] {
        sleep(600);
        return 0;
    };
    EXPECT_EQ(run(wait, {{}, {}, std::chrono::milliseconds(200), 0}).problem, "was not done after 0.2 s");
    EXPECT_EQ(run([] { return 7; }, {{}, {}, std::chrono::seconds(100), 0}).status, 7);
}

TEST_F(ConfinedRuns, AThreadIsConfinedAndTheOthersAreNotYet) {
    const auto work = [] {
        std::thread reader([] {
            confine_thread();
            if (opens(kGranted.c_str()) != kYes) _exit(kNo);
        });
        // As libwireshark starts meanwhile.
        const int free = opens(kOther);
        reader.join();
        return free;
    };
    EXPECT_EQ(run(work).status, kYes);
}

TEST_F(ConfinedRuns, WhatIsNotGrantedIsNotThere) {
    EXPECT_EQ(run([] {
                  std::thread([] {
                      confine_thread();
                      std::thread([] {
                          if (opens(kOther) != kNo || errno != ENOENT) _exit(kYes);
                      }).join();
                  }).join();
                  return kNo;
              }).status,
              kNo);
    EXPECT_EQ(run([] {
                  confine_thread();
                  confine_thread();
                  struct stat status {};
                  const bool absent = stat(kOther, &status) != 0 && errno == ENOENT;
                  return absent && opens(kOther) == kNo ? kYes : kNo;
              }).status,
              kYes);
}

TEST_F(ConfinedRuns, WhateverElseEndsIt) {
    struct Attempt {
        int (*make)();
        const char *call;
    };
    constexpr Attempt kAttempts[] = {
        {[] { return open("/tmp/written-by-capfcheck", O_WRONLY | O_CREAT, 0600); }, "openat"},
        {[] { return socket(AF_INET, SOCK_STREAM, 0); }, "socket"},
        {[] { return execl("/bin/true", "true", nullptr); }, "execve"},
    };
    for (const Attempt &attempt : kAttempts) {
        EXPECT_EQ(run([attempt] {
                      std::thread([&] {
                          confine_thread();
                          std::thread([&] { attempt.make(); }).join();
                      }).join();
                      return kYes;
                  }).problem,
                  std::string("was stopped by the sandbox: it called ") + attempt.call);
    }
}

TEST_F(ConfinedRuns, WhatIsOpenMayBeOpenedAnew) {
    EXPECT_EQ(run([] {
                  const int file = open(kGranted.c_str(), O_RDONLY);
                  confine_thread();
                  return opens(("/proc/self/fd/" + std::to_string(file)).c_str());
              }).status,
              kYes);
}

TEST_F(ConfinedRuns, NewFilesAreTheParentsToMake) {
    const std::string folder = testing::TempDir() + "confined-run-" + std::to_string(getpid());
    ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
    const auto create = [&](const std::string &name) {
        if (name != "wanted") return -EACCES;
        return open((folder + "/" + name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    };
    const auto work = [] {
        confine_thread();
        const int file = ask_for_new_file("wanted");
        if (file < 0 || write(file, "text", 4) != 4) return kNo;
        return ask_for_new_file("../other") == -EACCES ? kYes : kNo;
    };
    EXPECT_EQ(run(work, {{}, create, {}, 0}).status, kYes);
    struct stat status {};
    EXPECT_EQ(stat((folder + "/wanted").c_str(), &status), 0);
    EXPECT_EQ(status.st_size, 4);
    EXPECT_EQ(status.st_uid, geteuid());
    unlink((folder + "/wanted").c_str());
    rmdir(folder.c_str());
}

TEST_F(ConfinedRuns, OfRootItBecomesAnotherUser) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can become another user";
    EXPECT_EQ(run([] {
                  uid_t of_thread = 0;
                  std::thread([&] {
                      confine_thread();
                      of_thread = geteuid();
                  }).join();
                  const bool main_is_root = geteuid() == 0;
                  confine_thread();
                  return of_thread != 0 && main_is_root && geteuid() != 0 ? kYes : kNo;
              }).status,
              kYes);
}

}  // namespace
}  // namespace capf::sandbox
