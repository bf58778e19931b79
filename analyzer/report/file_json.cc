// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/report/file_json.h"

#include "analyzer/language/language.h"
#include "analyzer/report/certificate_json.h"
#include "analyzer/report/file_text.h"
#include "analyzer/report/json_text.h"
#include "analyzer/report/json_value.h"
#include "analyzer/report/mask.h"

namespace capf::report {
namespace {

using namespace show;

// 2: certificates have the members that they have in a report on captures.
constexpr int kSchemaVersion = 2;

Json element_json(const Element &element) {
    Json result = json_object({{"offset", element.offset},
                               {"tag", element.tag},
                               {"name", or_null(element.name)},
                               {"length", element.length},
                               {"depth", element.depth}});
    if (element.hex.empty()) {
        result["value"] = element.value;
    } else {
        result["bytes"] = element.hex;
    }
    return result;
}

Json record_json(const Record &record) {
    return json_object({{"offset", record.offset},
                        {"elements", list_json(record.elements, element_json)},
                        {"certificate", record.certificate ? certificate_json(*record.certificate) : Json(nullptr)},
                        {"signed_the_list", record.signed_the_list}});
}

Json check_json(const Check &check) {
    return json_object({{"authority", check.authority},
                        {"signer", or_null(check.signer)},
                        {"signature", trust::verdict_name(check.result.verdict)},
                        {"reason", or_null(check.result.reason)}});
}

Json decryption_json(const Decryption &one) {
    return json_object({{"key", one.key},
                        {"decrypted", one.status == trust::DecryptionStatus::decrypted},
                        {"reason", or_null(one.reason)}});
}

Json field_json(const Field &field, bool show_secrets) {
    Json result =
        json_object({{"name", field.name}, {"value", field.secret ? masked(field.value, show_secrets) : field.value}});
    if (field.secret) result["secret"] = true;
    return result;
}

Json listing_json(const FileListing &file, bool show_secrets) {
    Json result = json_object({{"file", file.path},
                               {"kind", name_of(file.kind)},
                               {"bytes", file.size},
                               {"md5", file.md5},
                               {"sha1", file.sha1},
                               {"sha256", file.sha256}});
    if (file.header) {
        const trust::FileVerification &found = *file.signature;
        result["signature"] = trust::verdict_name(found.verdict);
        result["reason"] = or_null(found.reason);
        result["signer"] = or_null(file.header->signer_name.value_or(""));
        result["signer_source"] = or_null(trust::name_of(found.source));
        result["signer_role"] = or_null(found.signer_role());
        result["signer_may_sign"] = found.signer ? Json(found.may_sign) : Json(nullptr);
        if (found.trusted_before) result["signer_trusted_before"] = *found.trusted_before;
        result["signer_untrusted"] = file.untrusted();
        result["checks"] = list_json(file.checks, check_json);
        result["header"] = list_json(file.elements, element_json);
        result["payload"] =
            json_object({{"offset", file.header->payload.offset}, {"length", file.header->payload.length}});
    }
    if (!file.records.empty()) result["records"] = list_json(file.records, record_json);
    if (!file.decryptions.empty()) result["decryptions"] = list_json(file.decryptions, decryption_json);
    if (file.has_config) {
        result["configuration"] =
            list_json(file.fields, [&](const Field &field) { return field_json(field, show_secrets); });
    }
    if (const auto remarks = remarks_text(file); !remarks.empty()) result["remarks"] = remarks;
    result["problems"] = file.problems;
    if (file.redacted) result["redacted"] = true;
    return result;
}

}  // namespace

std::string file_json(const std::vector<FileListing> &files, bool show_secrets) {
    const language::English english;
    const Json root = json_object(
        {{"schema_version", kSchemaVersion},
         {"tool", {{"name", "capfcheck"}, {"version", CAPF_VERSION}}},
         {"files", list_json(files, [&](const FileListing &file) { return listing_json(file, show_secrets); })}});
    return json_text(root, 2) + "\n";
}

}  // namespace capf::report
