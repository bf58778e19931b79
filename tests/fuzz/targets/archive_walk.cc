// SPDX-License-Identifier: GPL-2.0-or-later
// Files of any kind, archives in archives: what is found stays within its limits, whatever the archive says of itself.
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "analyzer/logs/input/walk_input.h"
#include "tests/fuzz/check.h"

namespace {

using namespace capf;
using namespace capf::logs;

// Small, so that the limits themselves are met.
constexpr WalkLimits kLimits{
    .depth = 3, .files = 50, .bytes = 1 << 20, .kept_bytes = 1 << 20, .ratio = 100, .ratio_counts_from = 1 << 16};

class Sink : public InputSink {
public:
    bool wants(const FoundFile &file) override {
        fuzz::require(!is_container(file.kind), "containers are opened, not handed out");
        fuzz::require(file.name.size() <= kLongestName, "a name is cut");
        fuzz::require(file.beginning.size() <= kBeginning, "the beginning is one");
        ++files_;
        return true;
    }
    void read(const FoundFile &file, capture::ByteSource &content) override {
        std::uint8_t piece[4096];
        std::ptrdiff_t n = 0;
        std::size_t size = 0;
        while ((n = content.read(piece, sizeof piece)) > 0) size += static_cast<std::size_t>(n);
        // The last read of a layer may go beyond its limit before that is noticed.
        fuzz::require(size <= kLimits.bytes + kBeginning + (1U << 18), "a file is not larger than all may be");
        fuzz::require(size >= file.beginning.size() || n < 0, "the beginning is not lost");
    }
    void keep(const FoundFile & /*file*/, int descriptor) override { close(descriptor); }
    void note(const InputNotice &notice) override {
        fuzz::require(notice.count > 0, "a notice is about something");
        ++notices_;
    }
    void check() const {
        fuzz::require(files_ <= kLimits.files + 1, "files are few");
        fuzz::require(notices_ <= kMostNotices, "notices are few");
    }

private:
    std::size_t files_ = 0, notices_ = 0;
};

// A file as a user gives it; one for the whole run.
int file() {
    static const int descriptor = [] {
        char name[] = "/tmp/capfcheck-fuzz-XXXXXX";
        const int made = mkstemp(name);
        if (made < 0) std::abort();
        unlink(name);
        return made;
    }();
    return descriptor;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    if (ftruncate(file(), 0) != 0 || pwrite(file(), data, size, 0) != static_cast<ssize_t>(size)) std::abort();
    Sink sink;
    walk_input("/proc/self/fd/" + std::to_string(file()), kLimits, sink);
    sink.check();
    return 0;
}
