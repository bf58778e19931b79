// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/redact_arguments.h"

#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <vector>

#include "analyzer/cli/command_line.h"
#include "analyzer/cli/output.h"
#include "analyzer/language/translate.h"
#include "analyzer/redact/redact_report.h"
#include "plugin/trust/read_file.h"

namespace capf::cli {
namespace {

// Where the XDG base directory specification keeps what a program wants to find again.
std::filesystem::path state_folder() {
    const char *state = std::getenv("XDG_STATE_HOME"), *home = std::getenv("HOME");
    if (state != nullptr && *state == '/') return std::filesystem::path(state) / "capfcheck";
    if (home != nullptr && *home == '/') return std::filesystem::path(home) / ".local/state/capfcheck";
    return {};
}

bool write_key(const std::string &path, int file, const std::vector<std::uint8_t> &key) {
    const bool written = ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size());
    return (close(file) == 0 && written) || complain_of("--redact", path, std::strerror(errno));
}

}  // namespace

void RedactArguments::add_options(CommandLine &line) {
    line.add_flag("--redact", redact_, "replace names and addresses by pseudonyms, to share the result");
    line.add_option("--redact-key", key_path_, "key file for the pseudonyms: the same file gives the same pseudonyms",
                    "FILE");
}

bool RedactArguments::load(bool show_secrets) {
    if (!redact_ && key_path_.empty()) return true;
    if (show_secrets) return complain_of("--redact", "and --show-secrets", "cannot be used together");
    return key_path_.empty() ? make_key() : read_key();
}

bool RedactArguments::read_key() {
    std::string error;
    const auto key = trust::read_file(key_path_, error);
    if (!key) {
        return complain_of("--redact-key", key_path_, tr_format("{}; head -c 32 /dev/urandom > FILE makes one", error));
    }
    if (key->size() < redact::Pseudonyms::kShortestKey) {
        return complain_of("--redact-key", key_path_, "is too short to be a secret: it needs 16 bytes or more");
    }
    pseudonyms_.emplace(*key);
    return true;
}

bool RedactArguments::make_key() {
    constexpr std::size_t kBytes = 32;
    std::vector<std::uint8_t> key(kBytes);
    if (getrandom(key.data(), key.size(), 0) != static_cast<ssize_t>(key.size())) {
        return complain_of("--redact", "", std::strerror(errno));
    }
    const std::filesystem::path folder = state_folder();
    std::error_code error;
    if (!folder.empty()) std::filesystem::create_directories(folder, error);
    std::string path = (folder / "redact-XXXXXX.key").string();
    constexpr int kEnding = 4;
    const int file = folder.empty() ? -1 : mkstemps(path.data(), kEnding);
    if (file < 0) {
        return complain_of("--redact", path, "no key can be kept there; give one with --redact-key FILE");
    }
    if (!write_key(path, file, key)) return false;
    complain(tr_format("--redact: the key is kept in {}; --redact-key with it gives the same pseudonyms again", path));
    pseudonyms_.emplace(key);
    return true;
}

void RedactArguments::apply(findings::CaptureReport &report) const {
    if (pseudonyms_) redact::redact_report(report, *pseudonyms_);
}

}  // namespace capf::cli
