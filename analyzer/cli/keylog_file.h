// SPDX-License-Identifier: GPL-2.0-or-later
// A file given as a key log that holds no keys.
#pragma once

#include <string>

namespace capf::cli {

enum class KeylogUse {
    as_it_is,
    as_it_grows,  // secrets may come yet
};

// Tells on stderr when there is no secret in the file. Lines that are none do no harm beside one that is.
void tell_of_missing_secrets(const std::string &path, KeylogUse use);

}  // namespace capf::cli
