// SPDX-License-Identifier: GPL-2.0-or-later
// A phone's certificates: of its trust lists, of the servers' handshakes, and its own.
#pragma once

#include <vector>

#include "analyzer/judge/history.h"

namespace capf::judge {

// Issued in Cisco's factories: "Cisco Manufacturing CA", "… SHA2", "… III", "Cisco Root CA 2048", "ACT2 SUDI CA" …
[[nodiscard]] bool is_from_factory(const trust::Certificate &certificate);
// The issuer's CN; its name as it stands where it has none.
[[nodiscard]] std::string issuer_name(const trust::Certificate &certificate);

// Each certificate once, with every place where it was met.
[[nodiscard]] std::vector<CertificateReport> report_certificates(const History &history);

}  // namespace capf::judge
