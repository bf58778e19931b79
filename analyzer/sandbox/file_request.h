// SPDX-License-Identifier: GPL-2.0-or-later
// How a confined process asks its parent for an open file: one message there, one back, with a descriptor.
#pragma once

namespace capf::sandbox {

// The first byte of a request.
inline constexpr char kReadFile = 'r', kNewFile = 'n';  // the file's name follows
inline constexpr char kTemporaryFile = 't';             // nothing follows
// Not a request, and without an answer: the process ends for a forbidden call. Its number follows, two bytes, the
// higher one first.
inline constexpr char kForbiddenCall = 'f';
// Bytes of a request at most.
inline constexpr int kLongestRequest = 4096;

// An answer is an int: 0 with a descriptor beside it, an errno, or this.
inline constexpr int kNotGranted = -100'000;

// The file, open; kNotGranted, also when `broker` is -1; the negative errno of what went wrong. May be called by
// several threads and by a signal handler.
[[nodiscard]] int ask_for_file(int broker, char kind, const char *path);

}  // namespace capf::sandbox
