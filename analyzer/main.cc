// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/commands.h"

int main(int argc, char **argv) {
    return capf::cli::run(argc, argv);
}
