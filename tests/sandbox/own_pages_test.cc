// SPDX-License-Identifier: GPL-2.0-or-later
// A child that has its own pages does not fault for each when it writes to it.
#include "analyzer/sandbox/own_pages.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analyzer/sandbox/confined_run.h"

namespace capf::sandbox {
namespace {

constexpr std::size_t kPages = 400, kPage = 4096;
// Not all zeros, so that it is in the file.
alignas(kPage) std::uint8_t data[kPages * kPage] = {1};

void write_to_all() {
    for (std::size_t at = 0; at < sizeof data; at += kPage) ++data[at];
}

long faults() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
}

// Whether a child of this process faults for most pages when it writes to them, after `prepare`.
bool child_faults(void (*prepare)()) {
    const pid_t process = fork();
    if (process == 0) {
        prepare();
        const long before = faults();
        write_to_all();
        _exit(faults() - before > static_cast<long>(kPages) / 2 ? 1 : 0);
    }
    int status = 0;
    EXPECT_EQ(waitpid(process, &status, 0), process);
    EXPECT_TRUE(WIFEXITED(status));
    return WEXITSTATUS(status) == 1;
}

TEST(OwnPages, AreThereBeforeTheyAreWrittenTo) {
    write_to_all();  // this process has them, and shares them with its children
    if (madvise(data, kPage, MADV_POPULATE_WRITE) != 0) {
        GTEST_SKIP() << "this kernel cannot";
    }
    EXPECT_TRUE(child_faults([] {}));
    EXPECT_FALSE(child_faults(own_pages));
}

TEST(OwnPages, AreThereWhenACommandWorksInItsChild) {
    write_to_all();
    if (madvise(data, kPage, MADV_POPULATE_WRITE) != 0) GTEST_SKIP() << "this kernel cannot";
    std::vector<std::string> missing;
    const auto work = [] {
        const long before = faults();
        write_to_all();
        return faults() - before > static_cast<long>(kPages) / 2 ? 1 : 0;
    };
    EXPECT_EQ(run_confined({}, work, missing).status, 0);
}

}  // namespace
}  // namespace capf::sandbox
