// SPDX-License-Identifier: GPL-2.0-or-later
// What the sizes of TLS records tell of TVS's answer, when the messages cannot be read.
#pragma once

#include "analyzer/phones/connection.h"

namespace capf::judge {

enum class TvsAnswerSize {
    unknown,  // no query, no answer, or neither size is clear
    holds_certificate,
    too_short,  // for a certificate: TVS does not have what the phone asked for
};

// Of the last query on the connection. A query names a certificate by issuer and serial number (153 or 180 bytes were
// seen), and its answer brings the certificate (1480 bytes) or is short. A verification request, which brings the
// certificate itself, has a short answer in either case and tells nothing.
[[nodiscard]] TvsAnswerSize size_of_tvs_answer(const phones::Connection &tvs);

}  // namespace capf::judge
