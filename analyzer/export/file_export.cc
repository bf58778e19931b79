// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/export/file_export.h"

#include <algorithm>

#include "analyzer/export/manifest.h"
#include "analyzer/export/safe_name.h"
#include "plugin/trust/certificate.h"

namespace capf::exporting {
namespace {

void merge(ManifestEntry &entry, const std::string &capture, const ExportedFile &file) {
    for (const std::string &role : file.roles) {
        if (std::find(entry.roles.begin(), entry.roles.end(), role) == entry.roles.end()) entry.roles.push_back(role);
    }
    if (entry.sources.empty() || entry.sources.back().capture != capture) entry.sources.push_back({capture, {}});
    std::vector<std::uint32_t> &frames = entry.sources.back().frames;
    frames.insert(frames.end(), file.frames.begin(), file.frames.end());
    std::sort(frames.begin(), frames.end());
    frames.erase(std::unique(frames.begin(), frames.end()), frames.end());
}

}  // namespace

bool FileExport::add(const std::string &capture, const std::vector<ExportedFile> &files, std::string &error) {
    return std::all_of(files.begin(), files.end(),
                       [&](const ExportedFile &file) { return add_one(capture, file, error); });
}

bool FileExport::add_one(const std::string &capture, const ExportedFile &file, std::string &error) {
    const std::string folder = safe_name(file.folder), name = safe_name(file.name);
    const std::string sha256 = trust::sha256_hex(file.bytes);
    // No safe name holds a slash.
    const auto [known, is_new] = by_content_.try_emplace(folder + "/" + name + "/" + sha256, entries_.size());
    if (!is_new) {
        merge(entries_[known->second], capture, file);
        return true;
    }
    ManifestEntry entry;
    entry.kind = file.kind;
    entry.name = file.name;
    entry.device = file.kind == ExportKind::certificate ? "" : file.device;
    entry.left_out = file.left_out;
    merge(entry, capture, file);
    if (file.left_out.empty()) {
        const auto path = folder_.write(folder, name, file.bytes, error);
        if (!path) return false;
        entry.path = *path;
        entry.size = file.bytes.size();
        entry.sha256 = sha256;
        entry.masked = file.masked;
    }
    entries_.push_back(std::move(entry));
    return true;
}

bool FileExport::finish(const ManifestSettings &settings, std::string &error) {
    const std::string text = manifest_json(entries_, settings);
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    return folder_.write("", kManifestName, {bytes, text.size()}, error).has_value();
}

}  // namespace capf::exporting
