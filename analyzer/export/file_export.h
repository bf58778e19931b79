// SPDX-License-Identifier: GPL-2.0-or-later
// Fills a folder with the files of one or more captures, and tells what is in it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/export/exported_file.h"
#include "analyzer/export/output_folder.h"

namespace capf::exporting {

// One line of the manifest: a file, or why there is none.
struct ManifestEntry {
    std::string path;  // inside the folder; empty when nothing was written
    ExportKind kind = ExportKind::file;
    std::string name;  // as in the capture
    std::string device;
    std::vector<std::string> roles;
    std::uint64_t size = 0;  // bytes
    std::string sha256;      // of what was written
    std::vector<std::string> masked;
    std::string left_out;
    struct Source {
        std::string capture;
        std::vector<std::uint32_t> frames;
    };
    std::vector<Source> sources;  // where the same bytes were met
};

struct ManifestSettings {
    std::string wireshark_version;
    bool show_secrets = false;
    bool redacted = false;
};

class FileExport {
public:
    explicit FileExport(OutputFolder &folder) : folder_(folder) {}

    // Writes what is new: the same bytes under the same name are one file. False, and why in `error`, when a file
    // cannot be written.
    [[nodiscard]] bool add(const std::string &capture, const std::vector<ExportedFile> &files, std::string &error);
    // Writes manifest.json.
    [[nodiscard]] bool finish(const ManifestSettings &settings, std::string &error);

    [[nodiscard]] const std::vector<ManifestEntry> &entries() const { return entries_; }

private:
    [[nodiscard]] bool add_one(const std::string &capture, const ExportedFile &file, std::string &error);

    OutputFolder &folder_;
    std::vector<ManifestEntry> entries_;
    std::map<std::string, std::size_t> by_content_;  // folder, name and digest
};

}  // namespace capf::exporting
