// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/sandbox/own_pages.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace capf::sandbox {
namespace {

// What the loader has made read-only after it wrote to it ends here; 0 without such a part.
std::uintptr_t read_only_end(const dl_phdr_info &object) {
    for (int i = 0; i < object.dlpi_phnum; ++i) {
        const ElfW(Phdr) &part = object.dlpi_phdr[i];
        if (part.p_type == PT_GNU_RELRO) return object.dlpi_addr + part.p_vaddr + part.p_memsz;
    }
    return 0;
}

// Only what comes from the file: of what begins as zeros, most is never touched.
int own_pages_of(dl_phdr_info *object, std::size_t /*size*/, void * /*context*/) {
    const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const ElfW(Phdr) &part = object->dlpi_phdr[i];
        if (part.p_type != PT_LOAD || (part.p_flags & PF_W) == 0) continue;
        const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr, end = begin + part.p_filesz;
        const std::uintptr_t from = std::max(begin, read_only_end(*object)) / page * page;
        if (from < end) madvise(reinterpret_cast<void *>(from), end - from, MADV_POPULATE_WRITE);  // NOLINT
    }
    return 0;
}

}  // namespace

void own_pages() {
    dl_iterate_phdr(own_pages_of, nullptr);
}

}  // namespace capf::sandbox
