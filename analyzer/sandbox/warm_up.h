// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

namespace capf::sandbox {

// Has libraries open now what they open when they are first used: OpenSSL its configuration, the C library the time
// zone and its list of character sets. Workers may not, and would do it again each.
void warm_up();

}  // namespace capf::sandbox
