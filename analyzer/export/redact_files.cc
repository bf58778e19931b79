// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/redact_files.h"

#include "analyzer/redact/redact_config.h"
#include "plugin/wire/phone_config.h"
#include "plugin/wire/signed_header.h"

namespace capf::exporting {
namespace {

// Empty when it was done.
std::string redact_content(ExportedFile &file, const redact::ValueRedactor &redactor) {
    if (file.kind == ExportKind::certificate) return "redacted: a certificate is signed, with its names";
    if (wire::looks_like_signed_file(file.bytes)) return "redacted: the file is signed, with its names";
    const auto text = wire::looks_like_xml(file.bytes) ? redact::redact_config(file.bytes, redactor) : std::nullopt;
    if (!text) return "redacted: it is not known where it holds names";
    file.bytes.assign(text->begin(), text->end());
    return "";
}

}  // namespace

void redact_files(std::vector<ExportedFile> &files, const redact::ValueRedactor &redactor) {
    for (ExportedFile &file : files) {
        if (file.kind == ExportKind::certificate) {
            file.name = certificate_file_name(redactor.host(file.common_name), file.sha256);
        } else {
            file.folder = redactor.device(file.folder);
            file.name = redactor.file_name(file.name);
        }
        file.device = redactor.device(file.device);
        const std::string why = redact_content(file, redactor);
        if (file.left_out.empty()) file.left_out = why;
    }
}

}  // namespace capf::exporting
