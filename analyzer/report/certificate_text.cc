// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/certificate_text.h"

#include "analyzer/language/translate.h"

namespace capf::report {

std::string key_text(const trust::Certificate &certificate) {
    switch (certificate.key_kind) {
        case trust::KeyKind::rsa:
            return "RSA " + std::to_string(certificate.key_bits);
        case trust::KeyKind::ec:
            return "EC " + certificate.curve;
        case trust::KeyKind::other:
            break;
    }
    return std::string(tr_in(NC_("key", "other")));
}

}  // namespace capf::report
