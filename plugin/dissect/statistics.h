// SPDX-License-Identifier: GPL-2.0-or-later
// Statistics > CAPF and Statistics > Service Response Time > CAPF; tshark's -z capf,tree and -z capf,srt.
#pragma once

namespace capf::dissect {

// `protocol` is CAPF. Once, after the taps are registered.
void register_statistics(int protocol);

}  // namespace capf::dissect
