// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/dissection/name_tables.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include <glib.h>
#include <ws_version.h>

#include <wsutil/filesystem.h>

namespace {

bool hidden = false;

}  // namespace

namespace capf::dissection {

void hide_name_tables() {
    hidden = true;
}

}  // namespace capf::dissection

#if WIRESHARK_VERSION_MAJOR == 4 && WIRESHARK_VERSION_MINOR < 4

// libwireshark asks libwsutil where its files are; the program's own function of that name comes first in the order in
// which the dynamic linker looks.
extern "C" __attribute__((visibility("default"))) char *get_datafile_path(const char *filename) {
    static constexpr std::string_view kNames[] = {"manuf",   "wka",     "services", "enterprises.tsv", "hosts",
                                                  "subnets", "ipxnets", "vlans",    "ss7pcs"};
    const bool is_table = std::find(std::begin(kNames), std::end(kNames), filename) != std::end(kNames);
    return g_build_filename(hidden && is_table ? "/nonexistent/capfcheck" : get_datafile_dir(), filename, nullptr);
}

#endif
