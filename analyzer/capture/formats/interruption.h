// SPDX-License-Identifier: GPL-2.0-or-later
// Ctrl-C and SIGTERM: while a capture is read, reading ends there, and what was read is judged; afterwards judging
// ends.
#pragma once

namespace capf::capture {

// From now on the first SIGINT or SIGTERM ends reading as the end of the file would; a second one, see
// is_second_signal(), ends the process. A signal that is ignored stays so. To be called once, before any thread gives
// up its rights.
void end_reading_on_signals();

// For the handler of SIGINT and SIGTERM, which calls it each time: the user asks again, half a second or more after he
// first did. What comes at once is the same signal, which a process group gets and a parent passes on.
[[nodiscard]] bool is_second_signal();

// Such a signal came.
[[nodiscard]] bool is_reading_interrupted();

// It came when the capture had been read. Until end_of_reading() is called, and from begin_reading() on, it is read.
[[nodiscard]] bool is_judging_interrupted();
void begin_reading();
void end_of_reading();

// The writer of a pipe may end by the same Ctrl-C, and sooner than the signal comes here: waits a moment for it, where
// signals end reading. True when one has come.
bool wait_for_interruption();

// Waits until `descriptor` can be read. False after an interruption, which ends the wait in every thread.
[[nodiscard]] bool wait_for_bytes(int descriptor);

}  // namespace capf::capture
