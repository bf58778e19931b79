// SPDX-License-Identifier: GPL-2.0-or-later
// Signatures of phone files and of CAPF messages, each with a verdict that says why.
#pragma once

#include <string>

#include "plugin/wire/bytes.h"
#include "plugin/wire/capf_message.h"
#include "plugin/wire/signed_header.h"

namespace capf::trust {

using wire::Bytes;

// "not checked" is a state of its own: no certificate, an unknown algorithm, a cut file.
enum class Verdict { valid, invalid, not_checked };

struct SignatureCheck {
    Verdict verdict = Verdict::not_checked;
    std::string reason;  // for invalid and not_checked, a short clause: "the digest differs", "the file is cut" …
};

// "valid", "invalid", "not-checked".
[[nodiscard]] const char *verdict_name(Verdict verdict);

// Verifies the signature of a whole .tlv, .sgn or .enc.sgn with the public key of `certificate_der`: RSA PKCS #1 v1.5
// (EC keys: ECDSA) with the header's digest over the file without its signature element. SHA-1 is accepted whatever the
// system's security level says: phones in the field use it.
[[nodiscard]] SignatureCheck verify_signed_file(Bytes file, const wire::SignedHeader &header, Bytes certificate_der);

// SIGNED_DATA (SHA-1) and SHA2_SIGNED_DATA of an AUTH_RESPONSE, against the certificate in its CERTIFICATE; signed
// bytes are device name, one NUL, certificate DER. RSA signs the bare digest without DigestInfo (one with DigestInfo is
// accepted too); EC is ordinary ECDSA.
[[nodiscard]] SignatureCheck verify_signed_data(Bytes message, const wire::CapfMessage &parsed,
                                                const wire::CapfElement &element);

// One signature of SUDI_DATA against the certificate in it; signed bytes are the session id as four little-endian bytes
// and the SUDI certificate's DER. `part` is the signature's sub-element.
[[nodiscard]] SignatureCheck verify_sudi(Bytes message, const wire::CapfMessage &parsed, const wire::CapfSudi &sudi,
                                         const wire::CapfSudiPart &part);

}  // namespace capf::trust
