// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a system call that the filter does not let through.
#pragma once

namespace capf::sandbox {

// From now on SIGSYS of this process is answered: opening a file for reading, opening a temporary file and looking at a
// file's size are asked of the broker, so that libraries which open by name go on; tables of character sets are not
// there; whatever else ends the process. `broker`: a socket, or -1, with which nothing is given. Reading another file
// ends the process, too, unless `other_files_are_absent`. What ends it is told to the broker, and in kForbiddenStatus.
void answer_forbidden_calls(int broker, bool other_files_are_absent);

}  // namespace capf::sandbox
