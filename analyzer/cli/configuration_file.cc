// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/configuration_file.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "analyzer/cli/output.h"
#include "analyzer/cli/suggestion.h"
#include "analyzer/language/translate.h"
#include "plugin/trust/read_file.h"

namespace capf::cli {
namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return "";
    return std::string(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1));
}

std::string home() {
    const char *folder = std::getenv("HOME");
    return folder != nullptr ? folder : "";
}

std::string placed(const std::string &path, const std::string &folder) {
    if (path.starts_with("~/")) return home() + path.substr(1);
    return path.starts_with('/') || folder.empty() ? path : folder + "/" + path;
}

// [DEVICE=]FILE[:PASSWORD]: the file alone is placed.
std::string placed_value(const std::string &name, const std::string &value, const std::string &folder) {
    if (name == "capf-port") return value;
    const std::size_t equals = name == "phone-key" ? value.find('=') : std::string::npos;
    if (equals == std::string::npos) return placed(value, folder);
    return value.substr(0, equals + 1) + placed(value.substr(equals + 1), folder);
}

bool parse_line(const std::string &line, const std::string &folder, std::vector<Setting> &settings,
                std::string &error) {
    if (line.empty() || line.front() == '#') return true;
    const std::size_t equals = line.find('=');
    const std::string name = trimmed(line.substr(0, equals));
    const std::string value = equals == std::string::npos ? "" : trimmed(line.substr(equals + 1));
    const std::vector<std::string> &names = configuration_names();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        const std::string near = closest(name, names);
        error = near.empty() ? tr_format("{} is not a setting; --help lists the options", name)
                             : tr_format("{0} is not a setting; did you mean {1}?", name, near);
        return false;
    }
    if (value.empty()) {
        error = tr_format("{0} has no value; write {0} = VALUE", name);
        return false;
    }
    settings.push_back({name, placed_value(name, value, folder)});
    return true;
}

}  // namespace

const std::vector<std::string> &configuration_names() {
    static const std::vector<std::string> names = {"keylog", "tls-key",      "phone-key", "trust-list",
                                                   "cert",   "device-table", "capf-port"};
    return names;
}

std::optional<std::vector<Setting>> parse_configuration(std::string_view text, const std::string &folder,
                                                        std::string &error) {
    std::vector<Setting> settings;
    for (unsigned number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (!parse_line(trimmed(text.substr(0, end)), folder, settings, error)) {
            error = tr_format("line {0}: {1}", number, error);
            return std::nullopt;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return settings;
}

std::string usual_configuration_path() {
    const char *config = std::getenv("XDG_CONFIG_HOME");
    if (config != nullptr && *config == '/') return std::string(config) + "/capfcheck/config";
    return home().empty() ? "" : home() + "/.config/capfcheck/config";
}

std::optional<std::vector<Setting>> read_configuration(const std::optional<std::string> &path) {
    const std::string file = path ? *path : usual_configuration_path();
    if (!path && (file.empty() || access(file.c_str(), F_OK) != 0)) return std::vector<Setting>{};
    std::string error;
    const auto bytes = trust::read_file(file, error);
    if (bytes) {
        const std::string folder = file.find('/') == std::string::npos ? "" : file.substr(0, file.rfind('/'));
        auto settings =
            parse_configuration({reinterpret_cast<const char *>(bytes->data()), bytes->size()}, folder, error);
        if (settings) return settings;
    }
    complain_of("--config", file, error);
    return std::nullopt;
}

}  // namespace capf::cli
