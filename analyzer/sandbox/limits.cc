// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/limits.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <new>

#include "analyzer/sandbox/exit_status.h"

namespace capf::sandbox {
namespace {

#ifdef CAPF_SANITIZED
constexpr bool kShadowMemory = true;  // AddressSanitizer's: it would count as the process' own
#else
constexpr bool kShadowMemory = false;
#endif

// What counts against RLIMIT_DATA so far: data, heap, and private mappings that can be written, in bytes. 0: unknown.
std::uint64_t memory_taken() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
    if (!(statm >> size >> resident >> shared >> text >> library >> data)) return 0;
    return data * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

void end_out_of_memory() {
    _exit(kOutOfMemoryStatus);
}

void limit_memory(std::uint64_t bytes) {
    std::set_new_handler(end_out_of_memory);
    if (bytes == 0 || kShadowMemory) return;
    const rlimit most{memory_taken() + bytes, memory_taken() + bytes};
    setrlimit(RLIMIT_DATA, &most);
}

}  // namespace capf::sandbox
