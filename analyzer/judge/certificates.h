// SPDX-License-Identifier: GPL-2.0-or-later
// A phone's certificates: of its trust lists, of the servers' handshakes, and its own.
#pragma once

#include <vector>

#include "analyzer/judge/history.h"

namespace capf::judge {

// Each certificate once, with every place where it was met.
[[nodiscard]] std::vector<CertificateReport> report_certificates(const History &history);

}  // namespace capf::judge
