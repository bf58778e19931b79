// SPDX-License-Identifier: GPL-2.0-or-later
// One file to be exported, before it has its place in the folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/findings/capture_report.h"

namespace capf::exporting {

enum class ExportKind {
    file,         // as the phone got it, byte for byte
    payload,      // what a .sgn holds behind its header
    decrypted,    // the configuration out of an .enc.sgn
    certificate,  // PEM
};
// "file", "payload", "decrypted", "certificate": as in the manifest.
[[nodiscard]] const char *name_of(ExportKind kind);

struct ExportedFile {
    ExportKind kind = ExportKind::file;
    std::string folder;  // device name or address, as the capture has it: not yet safe; "certificates" for those
    std::string name;    // likewise
    std::string device;  // whose it is; its name or its first address
    std::string common_name, sha256;  // of a certificate
    std::vector<std::string> roles;   // of a certificate: "SAST", "CAPF server", "LSC" …
    std::vector<std::uint8_t> bytes;
    std::vector<std::uint32_t> frames;
    std::vector<std::string> masked;  // what was masked in it: names of XML elements, "private key"
    std::string left_out;             // why it is not written; empty when it is
};

// "CAPF-8d2f41a7-1a2b3c4d.pem": two certificates of one name are told apart by their digests.
[[nodiscard]] std::string certificate_file_name(const std::string &common_name, const std::string &sha256);

}  // namespace capf::exporting
