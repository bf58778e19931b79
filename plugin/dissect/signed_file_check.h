// SPDX-License-Identifier: GPL-2.0-or-later
// What the first pass finds out about a signed file: whether its signature holds, by the certificates that the capture
// has shown up to that frame, and what an encrypted configuration says, with the keys of the preferences.
#pragma once

#include <cstdint>
#include <string>

#include "plugin/dissect/compat.h"
#include "plugin/trust/signature.h"
#include "plugin/wire/phone_file_name.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"

namespace capf::dissect {

// A phone file as parsed.
struct ParsedFile {
    wire::Bytes bytes;
    bool is_signed = true;      // false: a configuration as plain XML, all of it payload
    wire::SignedHeader header;  // of a signed file
    wire::TrustList list;       // of a trust list
    std::string requested;      // the name as requested; as the header says, when nothing was or it cannot be
    wire::PhoneFileName name;   // the same, taken apart
    bool name_differs = false;  // the file was signed under another name
};

enum class DecryptionOutcome : std::uint8_t {
    not_encrypted,
    no_key,         // the preferences hold none for this phone
    symmetric_key,  // the file needs a key that was entered by hand
    wrong_key,      // a key is there, and it is another one's or the file was changed
    failed,         // the key's file or this file cannot be used
    decrypted,
};

// Plain, of file scope. No text is null.
struct SignedFileState {
    const char *name;  // as requested
    trust::Verdict verdict;
    const char *reason;          // of the verdict, unless valid
    const char *signer;          // subject of the certificate that decided; empty when there was none
    const char *source;          // the list or file that holds it; empty when the file itself does, or none
    std::uint32_t frame;         // of that list; 0 when none
    bool signer_is_new;          // a trust list whose signer was not trusted before it, though others were
    bool signer_has_other_role;  // the list that holds the signer does not let it sign such files
    bool signer_is_unknown;      // no trust list so far holds the signer, though there are some; not of firmware
    DecryptionOutcome decryption;
    const char *decryption_reason;
    const std::uint8_t *plain_text;  // null unless decrypted
    std::uint32_t plain_text_length;
};

// What is true of a file of which nothing is known.
[[nodiscard]] SignedFileState blank_file_state();

// Checks a signed file and remembers the certificates of a trust list that holds good. First pass only.
SignedFileState *check_signed_file(const ParsedFile &file, std::uint32_t frame);

// Of a part of a file, which nobody can check. First pass only.
SignedFileState *unchecked_part(const ParsedFile &file);

}  // namespace capf::dissect
