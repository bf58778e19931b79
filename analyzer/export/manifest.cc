// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/manifest.h"

#include <nlohmann/json.hpp>

#include "analyzer/report/json_text.h"
#include "analyzer/report/printable.h"

namespace capf::exporting {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;

Json or_null(const std::string &text) {
    return text.empty() ? Json(nullptr) : Json(report::printable(text));
}

Json entry_json(const ManifestEntry &entry) {
    Json sources = Json::array();
    for (const ManifestEntry::Source &source : entry.sources) {
        sources.push_back({{"capture", report::printable(source.capture)}, {"frames", source.frames}});
    }
    Json result = {{"path", or_null(entry.path)},
                   {"kind", name_of(entry.kind)},
                   {"name", report::printable(entry.name)},
                   {"device", or_null(entry.device)},
                   {"size", entry.size},
                   {"sha256", or_null(entry.sha256)},
                   {"sources", sources}};
    if (!entry.roles.empty()) result["roles"] = entry.roles;
    if (!entry.masked.empty()) result["masked"] = entry.masked;
    if (!entry.left_out.empty()) result["left_out"] = entry.left_out;
    return result;
}

}  // namespace

std::string manifest_json(const std::vector<ManifestEntry> &entries, const ManifestSettings &settings) {
    Json files = Json::array();
    for (const ManifestEntry &entry : entries) files.push_back(entry_json(entry));
    Json root = {
        {"schema_version", kSchemaVersion},
        {"tool", {{"name", "capfcheck"}, {"version", CAPF_VERSION}, {"wireshark_version", settings.wireshark_version}}},
        {"secrets_shown", settings.show_secrets},
        {"files", files}};
    if (settings.redacted) root["redacted"] = true;
    return report::json_text(root, 2) + "\n";
}

}  // namespace capf::exporting
