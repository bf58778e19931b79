// SPDX-License-Identifier: GPL-2.0-or-later
// What sizes alone leave open of a CAPF session, the configurations around it and what the phone does next tell.
#pragma once

#include <vector>

#include "analyzer/judge/capf_dialogue.h"
#include "analyzer/judge/file_check.h"

namespace capf::judge {

// Settles, of sessions without keys, whether CAPF deleted a certificate or looked for one, and whether it wanted a key
// or sent the phone away. `files` in the order of their requests, `dialogues` in the order of their beginnings.
void refine_operations(const std::vector<CheckedFile> &files, std::vector<CapfDialogue> &dialogues);

}  // namespace capf::judge
