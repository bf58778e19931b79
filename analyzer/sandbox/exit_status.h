// SPDX-License-Identifier: GPL-2.0-or-later
// Exit statuses by which a confined process tells what its parent cannot see.
#pragma once

namespace capf::sandbox {

inline constexpr int kExceptionStatus = 70;    // an exception, which it has told on standard error
inline constexpr int kOutOfMemoryStatus = 71;  // it wanted more memory than it may have
inline constexpr int kForbiddenStatus = 72;    // it made a forbidden call, see FileBroker::forbidden_call()

}  // namespace capf::sandbox
