// SPDX-License-Identifier: GPL-2.0-or-later
// The results of several batches in one place.
#pragma once

#include <string>
#include <vector>

#include "analyzer/batch/result_store.h"
#include "analyzer/batch/summary.h"

namespace capf::batch {

// Writes the records of `inputs` (JSON Lines or SQLite, told apart by their content) to `out`, in their order. Of
// several records of one capture the last that is done is taken, else the last. False, and why in `error`, when an
// input cannot be read or is no batch's, or `out` cannot be written. A torn last line, which a kill leaves, is left
// out.
[[nodiscard]] bool merge_results(const std::vector<std::string> &inputs, ResultStore &out, Summary &summary,
                                 std::string &error);

}  // namespace capf::batch
