// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/commands.h"

// jemalloc looks for this name. What is freed goes back to the system at once: otherwise the largest process holds a
// quarter more when phones are many.
extern "C" {
[[gnu::visibility("default")]] extern const char *const malloc_conf;
const char *const malloc_conf = "dirty_decay_ms:0,muzzy_decay_ms:0";
}

int main(int argc, char **argv) {
    return capf::cli::run(argc, argv);
}
