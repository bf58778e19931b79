// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a file's signature holds, by the certificates that the capture has shown up to that frame.
#pragma once

#include <cstdint>
#include <string>

#include "plugin/dissect/compat.h"
#include "plugin/trust/signature.h"
#include "plugin/wire/signed_header.h"
#include "plugin/wire/trust_list.h"

namespace capf::dissect {

// The outcome, as the first pass found it. Plain, of file scope.
struct SignedFileState {
    const char *name;  // as requested; never null
    trust::Verdict verdict;
    const char *reason;   // never null
    const char *signer;   // subject of the certificate that decided; empty when there was none
    const char *source;   // the list that holds it; empty when the file itself does, or none
    std::uint32_t frame;  // of that list; 0 when the file itself holds the certificate, or none does
    bool signer_is_new;   // a trust list whose signer is in no earlier list of this capture, though there are some
};

// Checks the file and remembers the certificates of a trust list that holds good. First pass only.
SignedFileState *check_signed_file(wire::Bytes file, const wire::SignedHeader &header, const wire::TrustList &list,
                                   const char *name, std::uint32_t frame);

}  // namespace capf::dissect
