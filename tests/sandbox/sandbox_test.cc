// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "analyzer/batch/worker_pool.h"
#include "analyzer/capture/formats/temporary_file.h"

namespace capf::batch {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;
const std::string kGranted = CAPF_CAPTURES_DIR "/s32-formats-usec.pcap";

sandbox::Confinement confinement() {
    std::vector<std::string> missing;
    return sandbox::find_confinement(missing);
}

Outcome run(const Job &job) {
    WorkerLimits limits;
    limits.result = kMegabyte;
    limits.memory = 200 * kMegabyte;
    limits.time = std::chrono::seconds(60);
    limits.confinement = confinement();
    const Signals signals;
    WorkerPool pool(1, limits);
    std::string error;
    EXPECT_TRUE(pool.start(0, job, error)) << error;
    for (;;) {
        std::vector<Finished> finished = pool.wait(signals, std::chrono::milliseconds(1000));
        if (!finished.empty()) return finished.front().outcome;
    }
}

std::string result_of(const Job &job) {
    const Outcome outcome = run(job);
    EXPECT_EQ(outcome.ending, Ending::finished) << outcome.reason;
    return outcome.result;
}

class Sandbox : public testing::Test {
protected:
    void SetUp() override {
        if (!confinement().filters_calls) GTEST_SKIP() << "system calls cannot be filtered here";
    }
};

struct Forbidden {
    const char *call;
    void (*attempt)();
};

// A worker that makes the call is stopped, and its parent says for which.
class ForbiddenCalls : public Sandbox, public testing::WithParamInterface<Forbidden> {};

// Ends up behind the call only when it was let through.
std::string after(void (*attempt)()) {
    attempt();
    return "it was let through";
}

const char *const kWritten = "/tmp/written-by-a-capfcheck-worker";

const Forbidden kForbidden[] = {
    {"openat", [] { open("/etc/passwd", O_RDONLY); }},
    {"openat", [] { open(kWritten, O_WRONLY | O_CREAT, 0600); }},
    {"openat", [] { open("/tmp", O_RDONLY | O_DIRECTORY); }},
    {"newfstatat",
     [] {
         struct stat status {};
         stat("/etc/passwd", &status);
     }},
    {"socket", [] { socket(AF_INET, SOCK_STREAM, 0); }},
    {"socket", [] { socket(AF_UNIX, SOCK_DGRAM, 0); }},
    {"socketpair",
     [] {
         int ends[2];
         socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
     }},
    {"connect", [] { connect(STDIN_FILENO, nullptr, 0); }},
    {"sendmsg",
     [] {
         const msghdr message{};
         sendmsg(STDOUT_FILENO, &message, 0);
     }},
    {"execve", [] { execl("/bin/true", "true", nullptr); }},
    {"clone", [] { static_cast<void>(fork()); }},
    {"kill", [] { kill(1, SIGCONT); }},
    {"ptrace", [] { ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
    {"mmap", [] { mmap(nullptr, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
    {"mprotect", [] { mprotect(nullptr, 1, PROT_READ | PROT_EXEC); }},
    {"memfd_create", [] { memfd_create("code", 0); }},
    {"setresuid", [] { syscall(SYS_setresuid, 0, 0, 0); }},
    {"prctl", [] { prctl(PR_SET_PDEATHSIG, 0); }},
    {"dup", [] { static_cast<void>(!dup(STDIN_FILENO)); }},
    {"ftruncate", [] { syscall(SYS_ftruncate, STDOUT_FILENO, 0); }},
    {"unlinkat", [] { unlinkat(AT_FDCWD, kWritten, 0); }},
    {"mkdirat", [] { mkdirat(AT_FDCWD, kWritten, 0700); }},
    {"fchmodat", [] { static_cast<void>(!fchmodat(AT_FDCWD, kWritten, 0777, 0)); }},
};

TEST_P(ForbiddenCalls, StopTheWorkerAndAreTold) {
    const Outcome outcome = run({[] { return after(GetParam().attempt); }});
    EXPECT_EQ(outcome.ending, Ending::crashed);
    const std::string named = std::string("was stopped by the sandbox: it called ") + GetParam().call;
    // fork() blocks signals in newer C libraries, and then nothing can tell the call's number.
    const bool unnamed =
        GetParam().call == std::string("clone") && outcome.reason == "was stopped by the sandbox (SIGSYS)";
    EXPECT_TRUE(outcome.reason == named || unnamed) << outcome.reason;
    EXPECT_NE(access(kWritten, F_OK), 0);
}

INSTANTIATE_TEST_SUITE_P(Each, ForbiddenCalls, testing::ValuesIn(kForbidden),
                         [](const auto &one) { return std::string(one.param.call) + std::to_string(one.index); });

std::string content(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return file ? text.str() : "cannot be read";
}

TEST_F(Sandbox, AGrantedFileIsReadByItsNameAsOftenAsWanted) {
    const std::string size = result_of({[] {
                                            std::string all;
                                            for (int i = 0; i < 20; ++i) all = content(kGranted);
                                            return std::to_string(all.size());
                                        },
                                        {kGranted}});
    EXPECT_EQ(size, std::to_string(content(kGranted).size()));
}

TEST_F(Sandbox, OneFileOpenedTwiceIsReadAtTwoPlaces) {
    const std::string both =
        result_of({[] {
                       std::ifstream one(kGranted), other(kGranted);
                       one.seekg(1);
                       std::string read{static_cast<char>(one.get()), static_cast<char>(other.get())};
                       return read;
                   },
                   {kGranted}});
    const std::string all = content(kGranted);
    EXPECT_EQ(both, (std::string{all[1], all[0]}));
}

TEST_F(Sandbox, AGrantedFileIsLookedAtByItsName) {
    const std::string size = result_of({[] {
                                            struct stat status {};
                                            const int result = stat(kGranted.c_str(), &status);
                                            return std::to_string(result) + " " + std::to_string(status.st_size);
                                        },
                                        {kGranted}});
    EXPECT_EQ(size, "0 " + std::to_string(content(kGranted).size()));
}

TEST_F(Sandbox, AGrantedFileThatIsGoneIsAnError) {
    const std::string gone = "/nonexistent/capture.pcapng";
    const std::string said = result_of({[gone] {
                                            const int file = open(gone.c_str(), O_RDONLY);
                                            return file < 0 ? std::string(std::strerror(errno)) : "opened";
                                        },
                                        {gone}});
    EXPECT_EQ(said, "No such file or directory");
}

TEST_F(Sandbox, AGrantedFileIsNotWritten) {
    const Outcome outcome = run({[] { return std::to_string(open(kGranted.c_str(), O_RDWR)); }, {kGranted}});
    EXPECT_EQ(outcome.reason, "was stopped by the sandbox: it called openat");
}

TEST_F(Sandbox, HasTemporaryFiles) {
    const std::string back = result_of({[]() -> std::string {
        std::string error;
        const int file = capture::temporary_file(error);
        char read[5] = "";
        if (pwrite(file, "kept", 4, 7) != 4 || pread(file, read, 4, 7) != 4) return error;
        return read;
    }});
    EXPECT_EQ(back, "kept");
}

TEST_F(Sandbox, HasThreadsAndMemory) {
    const std::string sum = result_of({[] {
        std::vector<std::string> pieces(4);
        std::vector<std::thread> threads;
        for (std::string &piece : pieces) threads.emplace_back([&piece] { piece.assign(10'000'000, 'x'); });
        std::size_t all = 0;
        for (std::thread &thread : threads) thread.join();
        for (const std::string &piece : pieces) all += piece.size();
        return std::to_string(all);
    }});
    EXPECT_EQ(sum, "40000000");
}

TEST_F(Sandbox, ThreadsAreConfinedAsWell) {
    const Outcome outcome = run({[] {
        std::thread([] { socket(AF_INET, SOCK_STREAM, 0); }).join();
        return std::string("it was let through");
    }});
    EXPECT_EQ(outcome.reason, "was stopped by the sandbox: it called socket");
}

TEST_F(Sandbox, AbortIsStillACrash) {
    const Outcome outcome = run({[]() -> std::string { std::abort(); }});
    EXPECT_EQ(outcome.reason, "crashed with SIGABRT");
}

TEST_F(Sandbox, IsNobodyWithoutNewRights) {
    const std::string said = result_of(
        {[] { return std::to_string(getuid()) + " " + std::to_string(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)); }});
    const uid_t user = getuid() == 0 ? confinement().user : getuid();
    EXPECT_NE(user, 0U);
    EXPECT_EQ(said, std::to_string(user) + " 1");
}

TEST_F(Sandbox, ATemporaryFileHasABound) {
    const std::string said = result_of({[]() -> std::string {
        std::string error;
        const int file = capture::temporary_file(error);
        return pwrite(file, "x", 1, off_t{1} << 40) < 0 ? std::strerror(errno) : "it was let through";
    }});
    EXPECT_EQ(said, "File too large");
}

}  // namespace
}  // namespace capf::batch
