// SPDX-License-Identifier: GPL-2.0-or-later
// What of a judged capture is worth a file of its own.
#pragma once

#include <vector>

#include "analyzer/export/exported_file.h"
#include "analyzer/judge/history.h"
#include "analyzer/phones/timeline.h"

namespace capf::exporting {

struct CollectOptions {
    const std::vector<judge::PhoneKey> &phone_keys;
    bool show_secrets = false;
};

// Files of all phones that came whole, with what they hold; certificates from trust lists, TLS and CAPF.
// `phones` and `report.phones` are of the same capture, in the same order.
[[nodiscard]] std::vector<ExportedFile> collect_files(const std::vector<phones::Phone> &phones,
                                                      const findings::CaptureReport &report,
                                                      const CollectOptions &options);

}  // namespace capf::exporting
