// SPDX-License-Identifier: GPL-2.0-or-later
#include "analyzer/cli/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "analyzer/report/wrap.h"

namespace capf::cli {
namespace {

constexpr std::size_t kUsualHeight = 24;

}  // namespace

TerminalSize terminal_size() {
    if (isatty(STDOUT_FILENO) == 0) return {};
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return {report::kDefaultWidth, kUsualHeight};
    }
    return {std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidest), size.ws_row == 0 ? kUsualHeight : size.ws_row};
}

bool shows_utf8() {
    // As setlocale() would choose; the process itself stays in the C locale, so that its numbers have a point.
    for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const char *value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        const std::string_view locale = value;
        return locale.find("UTF-8") != std::string_view::npos || locale.find("utf8") != std::string_view::npos ||
               locale.find("UTF8") != std::string_view::npos || locale.find("utf-8") != std::string_view::npos;
    }
    return false;
}

}  // namespace capf::cli
