// SPDX-License-Identifier: GPL-2.0-or-later
// A server's certificate that the phone refused by an alert in the clear.
#pragma once

#include <optional>

#include "analyzer/judge/history.h"
#include "analyzer/judge/listed_certificate.h"
#include "plugin/trust/certificate.h"

namespace capf::judge {

// The alert is about a certificate: that of the side that gets it.
[[nodiscard]] bool is_about_certificate(std::uint8_t alert);

struct RefusedCertificate {
    TlsAlert alert;
    std::optional<trust::Certificate> certificate;  // nothing where TLS 1.3 hides it, or the capture does
    InList in_list = InList::unknown;

    // By the capture's clock. False where the certificate is not seen.
    [[nodiscard]] bool expired() const;
    [[nodiscard]] bool not_yet_valid() const;
    // The phone says that it has expired, and it has not.
    [[nodiscard]] bool refused_by_clock() const;
    // Any of these.
    [[nodiscard]] bool about_time() const { return expired() || not_yet_valid() || refused_by_clock(); }
};

// Nothing where the phone did not send such an alert.
[[nodiscard]] std::optional<RefusedCertificate> refused_certificate(const History &history,
                                                                    const phones::Connection &connection);
// The last one that the phone refused, on whatever port.
[[nodiscard]] std::optional<RefusedCertificate> last_refused_certificate(const History &history);

// The alert, and what is wrong with the certificate.
[[nodiscard]] Parameters values_of(const RefusedCertificate &refused);

}  // namespace capf::judge
