// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/certificate_json.h"

#include "analyzer/report/certificate_text.h"
#include "analyzer/report/json_value.h"
#include "analyzer/report/report_time.h"

namespace capf::report {

nlohmann::ordered_json certificate_json(const trust::Certificate &certificate) {
    return json_object({{"subject", certificate.subject},
                        {"issuer", certificate.issuer},
                        {"serial", certificate.serial},
                        {"key", key_text(certificate)},
                        {"not_before", rfc3339_seconds(certificate.not_before)},
                        {"not_after", rfc3339_seconds(certificate.not_after)},
                        {"sha256", certificate.sha256},
                        {"sha1", certificate.sha1},
                        {"md5", certificate.md5}});
}

}  // namespace capf::report
