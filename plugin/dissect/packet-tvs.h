// SPDX-License-Identifier: GPL-2.0-or-later
// Trust Verification Service.
#pragma once

namespace capf::dissect {

void register_tvs();
void handoff_tvs();

}  // namespace capf::dissect
