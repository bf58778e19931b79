// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/keylog_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "analyzer/cli/output.h"
#include "analyzer/language/translate.h"

namespace capf::cli {
namespace {

constexpr std::size_t kLongestLine = 4096;  // what is longer is no line of a key log, but may be a file without lines

// As libwireshark reads them, see RFC 9850 and NSS.
constexpr std::string_view kLabels[] = {"CLIENT_RANDOM ",
                                        "RSA ",
                                        "RSA Session-ID:",
                                        "PMS_CLIENT_RANDOM ",
                                        "CLIENT_EARLY_TRAFFIC_SECRET ",
                                        "CLIENT_HANDSHAKE_TRAFFIC_SECRET ",
                                        "SERVER_HANDSHAKE_TRAFFIC_SECRET ",
                                        "CLIENT_TRAFFIC_SECRET_0 ",
                                        "SERVER_TRAFFIC_SECRET_0 ",
                                        "EARLY_EXPORTER_SECRET ",
                                        "EXPORTER_SECRET "};

bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_secret(std::string_view line) {
    constexpr std::size_t kLeastDigits = 16;  // of the shortest name of a session
    return std::ranges::any_of(kLabels, [&](std::string_view label) {
        if (!line.starts_with(label) || line.size() < label.size() + kLeastDigits) return false;
        return std::ranges::all_of(line.substr(label.size(), kLeastDigits), is_hex);
    });
}

// A comment, a blank line, or one that is still being written.
bool may_precede_secrets(std::string_view line, bool is_whole) {
    return !is_whole || line.starts_with('#') || line.find_first_not_of(" \t\r") == std::string_view::npos;
}

enum class Content { secrets, nothing_yet, something_else };

Content content_of(std::istream &file) {
    Content content = Content::nothing_yet;
    char line[kLongestLine];
    while (file.getline(line, sizeof line) || file.gcount() > 0) {
        const std::string_view text(line);
        if (is_secret(text)) return Content::secrets;
        if (!may_precede_secrets(text, !file.eof())) content = Content::something_else;
        if (file.eof()) break;
        file.clear();  // of a line that is too long
    }
    return content;
}

}  // namespace

void tell_of_missing_secrets(const std::string &path, KeylogUse use) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return;  // what is read of a pipe is gone
    std::ifstream file(path, std::ios::binary);
    const Content content = content_of(file);
    if (content == Content::secrets || (content == Content::nothing_yet && use == KeylogUse::as_it_grows)) return;
    complain(
        tr_format("--keylog {}: holds no TLS secrets (lines that begin with CLIENT_RANDOM or another label of an "
                  "NSS key log): nothing can be decrypted with it",
                  path));
}

}  // namespace capf::cli
